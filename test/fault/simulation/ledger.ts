/**
 * What people were told became of what they typed. Every word is one character that nobody else types and nobody
 * deletes, so the notes at the end show which words are there, and how often.
 */
import { expect } from 'vitest'
import type { DocumentId, OrganisationId } from '#shared/domain/ids.ts'
import type { OutboxItem } from '#lib/local-store/outbox-item.ts'
import type { DocumentValues } from '#shared/document/document-values.ts'
import type { TestDevice, World } from '../../sync/world.ts'

const firstWord = 0x4e00
const lastWord = 0x9fff

interface Told {
  documentId: DocumentId
  /** Null: nothing yet, or the device had to forget the account. */
  fate: 'acknowledged' | 'refused' | null
}

export class Ledger {
  private readonly words = new Map<string, Told>()
  /** Field and value of what was acknowledged; only an undo ever sets a value again. */
  private readonly sets = new Set<string>()
  /** Whose account a document is or was: a server put back may know it no more, and have made another for its company. */
  private readonly customerOf = new Map<DocumentId, OrganisationId>()
  private count = 0

  newWord(documentId: DocumentId): string {
    const code = firstWord + this.words.size
    if (code > lastWord) throw new Error('no words left')
    const word = String.fromCodePoint(code)
    this.words.set(word, { documentId, fate: null })
    return word
  }

  newValue(): string {
    return `value ${++this.count}`
  }

  /** Reads what this device was told, after an exchange. */
  async read({ store }: TestDevice): Promise<void> {
    for (const item of await store.outbox.toArray()) {
      if (item.state === 'accepted' || item.state === 'settled') this.told(item, 'acknowledged')
      else if (item.state === 'refused') this.told(item, 'refused')
    }
  }

  private told(item: OutboxItem, fate: 'acknowledged' | 'refused'): void {
    if (item.body.kind !== 'edit') return
    for (const intent of item.body.intents) {
      if (intent.kind === 'text' && intent.field === 'notes') {
        for (const word of intent.inserted.flatMap(({ text }) => [...text])) this.words.get(word)!.fate = fate
      } else if (intent.kind === 'set' && intent.after.startsWith('value ')) {
        const set = `${intent.field} ${intent.after}`
        if (fate === 'acknowledged') this.sets.add(set)
        // A server put back may refuse what it once took: that lies before the person.
        else this.sets.delete(set)
      }
    }
  }

  /** Which documents there are: call before the server is put back. */
  async remember({ database }: World): Promise<void> {
    const rows = await database.selectFrom('document').select(['id', 'customer_id']).execute()
    for (const row of rows) this.customerOf.set(row.id, row.customer_id)
  }

  /** Every acknowledged word stands in its customer's notes once; a refused one nowhere; none twice. */
  async expectKept(world: World): Promise<{ words: number; sets: number }> {
    const rows = await world.database
      .selectFrom('document')
      .select(['customer_id', 'closed_at', 'facts'])
      .where('kind', '=', 'account')
      .execute()
    await this.remember(world)
    const standing = new Map<string, string>()
    for (const row of rows.filter((row) => row.closed_at === null)) {
      const words = [...((JSON.parse(row.facts) as DocumentValues)['notes'] ?? '')]
      expect(new Set(words).size, 'a word stands there twice').toBe(words.length)
      for (const word of words) standing.set(word, row.customer_id)
    }
    let acknowledged = 0
    for (const [word, { documentId, fate }] of this.words) {
      if (fate === 'acknowledged') {
        acknowledged++
        expect(standing.get(word), `acknowledged ${word} is lost`).toBe(this.customerOf.get(documentId))
      } else if (fate === 'refused') expect(standing.has(word), `refused ${word} took effect`).toBe(false)
    }
    await this.expectLogged(world)
    return { words: acknowledged, sets: this.sets.size }
  }

  /** Every acknowledged value is in the log, as what holds since or as what lost. */
  private async expectLogged(world: World): Promise<void> {
    const rows = await world.database.selectFrom('change').select('detail').execute()
    const logged = new Set(
      rows.map(({ detail }) => {
        const { field, after, lost } = JSON.parse(detail) as Record<string, string>
        return `${field} ${after ?? lost}`
      }),
    )
    for (const set of this.sets) expect(logged.has(set), `acknowledged ${set} is lost`).toBe(true)
  }
}

/**
 * What was taken away, in a file outside the database and its backups: ended sessions and ended relationships, a
 * line each. A restored database would give them back; the server replays the file before it serves (SYNC3).
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import {
  itemIdSchema,
  organisationIdSchema,
  relationshipIdSchema,
  userIdSchema,
  type ItemId,
  type RelationshipId,
} from '#shared/domain/ids.ts'

const sessionEndedSchema = z.object({ type: z.literal('session-ended'), sessionId: z.string(), at: z.number() })

const delinkedSchema = z.object({
  type: z.literal('delinked'),
  relationshipId: relationshipIdSchema,
  /** The acceptance, and who gave it; null where only its effect is known. */
  itemId: itemIdSchema.nullable(),
  userId: userIdSchema.nullable(),
  organisationId: organisationIdSchema,
  at: z.number(),
})
export type Delinked = z.infer<typeof delinkedSchema>

const entrySchema = z.discriminatedUnion('type', [sessionEndedSchema, delinkedSchema])
type Entry = z.infer<typeof entrySchema>

export class RevocationJournal {
  private readonly sessions = new Map<string, number>()
  private readonly delinks = new Map<RelationshipId, Delinked>()
  private readonly descriptor: number | null
  private readonly failed: (error: unknown) => void

  private constructor(descriptor: number | null, failed: (error: unknown) => void) {
    this.descriptor = descriptor
    this.failed = failed
  }

  /** `file` null: nothing is kept. `failed` hears of a line that could not be written. Throws where the file can't be opened. */
  static open(file: string | null, failed: (error: unknown) => void = () => undefined): RevocationJournal {
    if (file === null) return new RevocationJournal(null, failed)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const descriptor = openSync(file, 'a', 0o600)
    const journal = new RevocationJournal(descriptor, failed)
    const text = readFileSync(file, 'utf8')
    for (const line of text.split('\n')) journal.read(line)
    // A line that a crash cut short must not swallow the next one.
    if (text !== '' && !text.endsWith('\n')) writeSync(descriptor, '\n')
    return journal
  }

  sessionEnded(sessionId: string, at: number): void {
    this.append({ type: 'session-ended', sessionId, at })
  }

  delinked(delinked: Omit<Delinked, 'type'>): void {
    this.append({ type: 'delinked', ...delinked })
  }

  /** Ids of the sessions that were ended after `since`, ms. */
  sessionsEndedAfter(since: number): string[] {
    return [...this.sessions].flatMap(([id, at]) => (at > since ? [id] : []))
  }

  findDelink(id: RelationshipId): Delinked | undefined {
    return this.delinks.get(id)
  }

  allDelinks(): Delinked[] {
    return [...this.delinks.values()]
  }

  /** Whether this very decision ended the relationship: asked again, it has been taken already. */
  wasDelinkedBy(id: RelationshipId, itemId: ItemId): boolean {
    return this.delinks.get(id)?.itemId === itemId
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor)
  }

  private append(entry: Entry): void {
    this.take(entry)
    if (this.descriptor === null) return
    try {
      writeSync(this.descriptor, `${JSON.stringify(entry)}\n`)
      fsyncSync(this.descriptor)
    } catch (error) {
      this.failed(error)
    }
  }

  private read(line: string): void {
    try {
      this.take(entrySchema.parse(JSON.parse(line)))
    } catch {
      // Cut short by a crash, or of a newer version.
    }
  }

  private take(entry: Entry): void {
    if (entry.type === 'session-ended') this.sessions.set(entry.sessionId, entry.at)
    else this.delinks.set(entry.relationshipId, entry)
  }
}

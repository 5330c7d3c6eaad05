/** Uploads of which parts wait here: how much of each has arrived (R5). */
import { partsByUpload, rowsIn, type UploadPart } from '#shared/decisions/reseller/upload-parts.ts'
import type { OrganisationId, UploadId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { isWaiting, type OutboxItem } from '../../local-store/outbox-item.ts'
import { readUnsent } from '../../local-store/read-outbox.ts'
import { watch } from '../watch.svelte.ts'

export interface UploadOnTheWay {
  id: UploadId
  partyId: OrganisationId
  name: string
  rows: number
  /** Rows that the server has taken. */
  done: number
  /** Why it goes no further; null: it does. */
  code: RefusalCode | null
}

export function uploadsOnTheWay(): { readonly all: readonly UploadOnTheWay[] } {
  const stored = watch(
    () => null,
    async ({ store }) => {
      const items = await readUnsent(store)
      return [...partsByUpload(items)].map(([id, parts]) => onTheWay(id, parts))
    },
  )
  return {
    get all() {
      return stored.current ?? []
    },
  }
}

function onTheWay(id: UploadId, parts: readonly { item: OutboxItem; part: UploadPart }[]): UploadOnTheWay {
  const { partyId, rows } = parts[0]!.part
  const left = parts
    .filter(({ item }) => isWaiting(item) || item.state === 'refused')
    .reduce((sum, { part }) => sum + rowsIn(part), 0)
  const refused = parts.find(({ item }) => item.state === 'refused')
  return {
    id,
    partyId,
    name: parts[0]!.item.customerName,
    rows,
    done: rows - left,
    code: refused ? (refused.item.code ?? 'server-error') : null,
  }
}

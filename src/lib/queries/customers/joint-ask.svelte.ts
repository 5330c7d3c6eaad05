import type { CustodyRecord } from '#shared/domain/request/custody.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { DecisionName } from '#shared/decisions/registry.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { isOverlaid, isUntried } from '../../local-store/outbox-item.ts'
import { watch } from '../watch.svelte.ts'

export interface JointAskWork {
  readonly waiting: { itemId: ItemId; canCancel: boolean } | null
  readonly refused: { itemId: ItemId; name: DecisionName; code: RefusalCode } | null
}

const none: JointAskWork = { waiting: null, refused: null }

/** What waits here, or was refused, of asking who manages the company alone to share the account (C8). */
export function jointAskWork(custody: () => CustodyRecord): JointAskWork {
  const stored = watch(
    () => custody().id,
    async ({ store }, id): Promise<JointAskWork> => {
      const items = await store.outbox.where('state').notEqual('settled').sortBy('number')
      const [last] = items.filter(({ about }) => about?.kind === custodyKind.name && about.id === id).toReversed()
      if (last?.body.kind !== 'command') return none
      if (isOverlaid(last)) return { ...none, waiting: { itemId: last.id, canCancel: isUntried(last) } }
      const refused = { itemId: last.id, name: last.body.name, code: last.code ?? 'server-error' } as const
      return last.state === 'refused' ? { ...none, refused } : none
    },
  )
  return {
    get waiting() {
      return stored.current?.waiting ?? null
    },
    get refused() {
      return stored.current?.refused ?? null
    },
  }
}

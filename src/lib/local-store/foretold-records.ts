/** Records of which waiting decisions will make others, new ones or none: as the server last said them, or as the person sees them. */
import type { AnyKind, RecordKind } from '#shared/records/record-kind.ts'
import type { LocalStore } from './local-store.ts'
import { isOverlaid, type OutboxItem } from './outbox-item.ts'
import { readAllRecords } from './stored-records.ts'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what its root follows from is the kind's own business
type ContentOf<Kind> = Kind extends RecordKind<infer Content, string, any> ? Content : never

/** All records of some kinds, by what the caller calls each kind; `items`: those whose effect is laid over, in device order. */
export async function readForetold<Kinds extends Record<string, AnyKind>>(
  store: LocalStore,
  kinds: Kinds,
  items: readonly OutboxItem[],
): Promise<{ [Name in keyof Kinds]: ContentOf<Kinds[Name]>[] }> {
  const read = Object.entries(kinds).map(async ([name, kind]) => {
    const stored = (await readAllRecords(store, kind)) as { id: string }[]
    return [name, layOver(stored, kind.name, items)] as const
  })
  return Object.fromEntries(await Promise.all(read)) as { [Name in keyof Kinds]: ContentOf<Kinds[Name]>[] }
}

/** The same of records that are at hand; `kind`: as what the decisions foretell them. */
export function layOver<Content extends { id: string }>(
  stored: readonly Content[],
  kind: string,
  items: readonly OutboxItem[],
): Content[] {
  const shown = new Map<string, Content>(stored.map((record) => [record.id, record]))
  for (const { foretells = [] } of items.filter(isOverlaid)) {
    for (const { id, patch } of foretells.filter((each) => each.kind === kind)) {
      const known = shown.get(id)
      if (patch === null) shown.delete(id)
      else if (known || 'id' in patch) shown.set(id, { ...known, ...patch, id } as Content)
    }
  }
  return [...shown.values()]
}

/** Of which records of a kind something waits that will make them others. */
export function foretoldIds(kind: string, items: readonly OutboxItem[]): Set<string> {
  const waiting = items.filter(isOverlaid).flatMap(({ foretells = [] }) => foretells)
  return new Set(waiting.filter((each) => each.kind === kind).map(({ id }) => id))
}

/** Records and ids for looking up. */
export function byId<Found extends { id: string }>(found: readonly Found[]): ReadonlyMap<Found['id'], Found> {
  return new Map(found.map((each) => [each.id, each]))
}

export function idsOf<Found extends { id: string }>(found: readonly Found[]): ReadonlySet<Found['id']> {
  return new Set(found.map(({ id }) => id))
}

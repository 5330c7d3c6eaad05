/** Many devices as one text: what a device sends may hold no more than a thousand values, and this is one. */
import { z } from 'zod'
import type { DeviceId } from '../ids.ts'

const idCharacters = 22

export function joinIds(ids: readonly DeviceId[]): string {
  return ids.join('')
}

export function splitIds(joined: string): DeviceId[] {
  const count = Math.floor(joined.length / idCharacters)
  return Array.from(
    { length: count },
    (_, place) => joined.slice(place * idCharacters, (place + 1) * idCharacters) as DeviceId,
  )
}

/** At least one, each once. */
export function joinedIdsSchema(most: number) {
  return z
    .string()
    .regex(/^(?:[A-Za-z0-9_-]{21}[AQgw])+$/, 'malformed')
    .refine((joined) => joined.length <= most * idCharacters, 'too-large')
    .refine((joined) => new Set(splitIds(joined)).size === joined.length / idCharacters, 'malformed')
}

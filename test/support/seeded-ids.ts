import type { IdSource } from '#shared/domain/ids.ts'

/** The same ids at every run with the same seed (mulberry32). */
export function seededIds(seed: number): IdSource {
  let state = seed >>> 0
  const next32 = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    randomId() {
      const bytes = Buffer.alloc(16)
      for (let offset = 0; offset < 16; offset += 4) bytes.writeUInt32LE(next32(), offset)
      return bytes.toString('base64url')
    },
    clientId: () => next32() || 1,
  }
}

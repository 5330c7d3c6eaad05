import { z } from 'zod'

/** Bytes of at most `limit`; a longer run is refused as `too-large`. */
export function bytesSchema(limit: number) {
  return z
    .custom<Uint8Array>((value) => value instanceof Uint8Array, 'malformed')
    .refine((value) => value.length <= limit, 'too-large')
}

import { frameSchema, type Frame } from '#shared/protocol/response.ts'

/** Thrown for a frame of another form than its type says: the wire is broken. */
export class UnknownFrameError extends Error {
  override readonly name = 'UnknownFrameError'
}

const types = new Set<unknown>(frameSchema.options.map((option) => option.shape.type.value))

/** A decoded value as a frame; null for one of a type that this build doesn't know, which a newer server may send. Throws UnknownFrameError. */
export function readFrame(value: unknown): Frame | null {
  if (typeof value === 'object' && value !== null && 'type' in value) {
    if (typeof value.type === 'string' && !types.has(value.type)) return null
  }
  const parsed = frameSchema.safeParse(value)
  if (!parsed.success) throw new UnknownFrameError(parsed.error.issues[0]?.message ?? 'unknown frame')
  return parsed.data
}

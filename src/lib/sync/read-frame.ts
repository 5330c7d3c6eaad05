import { frameSchema, type Frame } from '#shared/protocol/response.ts'

/** Thrown for a frame this version can't read: the app is older than the server, or the wire is broken. */
export class UnknownFrameError extends Error {
  override readonly name = 'UnknownFrameError'
}

/** A decoded value as a frame. Throws UnknownFrameError. */
export function readFrame(value: unknown): Frame {
  const parsed = frameSchema.safeParse(value)
  if (!parsed.success) throw new UnknownFrameError(parsed.error.issues[0]?.message ?? 'unknown frame')
  return parsed.data
}

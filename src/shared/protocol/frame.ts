/**
 * Frames: a length (unsigned varint) and one value in lib0's `any` encoding, which carries bytes as they
 * are. A stream of frames can be cut anywhere: {@link FrameReader} hands out the whole ones only.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** What a frame may carry: JSON values and bytes. */
export type FrameValue =
  string | number | boolean | null | undefined | Uint8Array | FrameValue[] | { [key: string]: FrameValue }

/** One length-prefixed frame. */
export function encodeFrame(value: unknown): Uint8Array {
  const body = encoding.createEncoder()
  encoding.writeAny(body, value as FrameValue)
  const frame = encoding.createEncoder()
  encoding.writeVarUint8Array(frame, encoding.toUint8Array(body))
  return encoding.toUint8Array(frame)
}

export function encodeFrames(values: readonly unknown[]): Uint8Array {
  return concatBytes(values.map(encodeFrame))
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

/** Thrown for bytes that are no frame, or a frame longer than the reader allows. */
export class FrameError extends Error {}

function decodeBody(bytes: Uint8Array): unknown {
  try {
    const decoder = decoding.createDecoder(bytes)
    const value: unknown = decoding.readAny(decoder)
    if (decoding.hasContent(decoder)) throw new FrameError('bytes left over in frame')
    return value
  } catch (error) {
    throw error instanceof FrameError ? error : new FrameError('not a frame')
  }
}

/** The length prefix at `offset`: its value and size in bytes; null when it isn't all there yet. */
function readLength(bytes: Uint8Array, offset: number): { length: number; size: number } | null {
  let length = 0
  let factor = 1
  for (let size = 1; size <= 5; size++) {
    const byte = bytes[offset + size - 1]
    if (byte === undefined) return null
    length += (byte & 0x7f) * factor
    if (byte < 0x80) return { length, size }
    factor *= 128
  }
  throw new FrameError('frame length out of range')
}

/** Thrown for more frames than the reader takes. */
export class TooManyFramesError extends FrameError {}

/** What a reader of strangers' frames looks at before it makes anything of them. */
export interface FrameGuard {
  /** The most frames. */
  frames: number
  check(body: Uint8Array): void
}

/** Collects chunks and yields the values of frames that are complete. */
export class FrameReader {
  private rest: Uint8Array = new Uint8Array(0)
  private readonly limit: number
  private readonly guard: FrameGuard | null
  private count = 0

  constructor(limitBytes: number, guard: FrameGuard | null = null) {
    this.limit = limitBytes
    this.guard = guard
  }

  /** The frames that `chunk` completes. Throws FrameError. */
  push(chunk: Uint8Array): unknown[] {
    const bytes = this.rest.length === 0 ? chunk : concatBytes([this.rest, chunk])
    const values: unknown[] = []
    let offset = 0
    for (;;) {
      const prefix = readLength(bytes, offset)
      if (!prefix) break
      if (prefix.length > this.limit) throw new FrameError('frame too long')
      const end = offset + prefix.size + prefix.length
      if (end > bytes.length) break
      // A copy: bytes inside a frame are views, and whoever stores a view stores all that it looks into.
      const body = bytes.slice(offset + prefix.size, end)
      if (this.guard && ++this.count > this.guard.frames) throw new TooManyFramesError('too many frames')
      this.guard?.check(body)
      values.push(decodeBody(body))
      offset = end
    }
    this.rest = bytes.slice(offset)
    return values
  }

  /** Whether bytes of an unfinished frame are waiting. */
  get unfinished(): boolean {
    return this.rest.length > 0
  }
}

/** All frames of one complete message. Throws FrameError when it ends inside a frame. */
export function decodeFrames(bytes: Uint8Array, limitBytes: number): unknown[] {
  const reader = new FrameReader(limitBytes)
  const values = reader.push(bytes)
  if (reader.unfinished) throw new FrameError('message ends inside a frame')
  return values
}

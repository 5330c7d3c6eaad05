/**
 * Walks over values in lib0's `any` encoding without making anything of them: one object of 300,000 keys, or a
 * million empty ones, would keep the event loop for seconds before anybody could refuse it.
 */

/** Thrown for bytes that are no such value, or that come to more than is allowed. */
export class ValueError extends Error {
  readonly tooLarge: boolean

  constructor(tooLarge: boolean) {
    super(tooLarge ? 'value too large' : 'not a value')
    this.tooLarge = tooLarge
  }
}

const mostKeys = 100
const deepest = 16

/** Refuses what comes to more than `most` values in all, or ends elsewhere than the bytes. Throws ValueError. */
export function countValues(bytes: Uint8Array, most: number): void {
  const walk = new Walk(bytes, most)
  walk.value(0)
  walk.end()
}

class Walk {
  private readonly bytes: Uint8Array
  private readonly most: number
  private at = 0
  private values = 0

  constructor(bytes: Uint8Array, most: number) {
    this.bytes = bytes
    this.most = most
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new ValueError(false)
  }

  value(depth: number): void {
    if (++this.values > this.most) throw new ValueError(true)
    if (depth > deepest) throw new ValueError(false)
    const type = this.bytes[this.at++]
    if (type === 125) this.count()
    else if (type === 124) this.skip(4)
    else if (type === 123 || type === 122) this.skip(8)
    else if (type === 119 || type === 116) this.skip(this.count())
    else if (type === 118) {
      const keys = this.count()
      if (keys > mostKeys) throw new ValueError(true)
      for (let key = 0; key < keys; key++) {
        this.skip(this.count())
        this.value(depth + 1)
      }
    } else if (type === 117) for (let left = this.count(); left > 0; left--) this.value(depth + 1)
    else if (type === undefined || type < 116 || type > 127) throw new ValueError(false)
  }

  private skip(bytes: number): void {
    this.at += bytes
    if (this.at > this.bytes.length) throw new ValueError(false)
  }

  /** A number of seven bits a byte. Of a signed one only the length is right, which is enough to walk on. */
  private count(): number {
    let number = 0
    for (let factor = 1, read = 0; read < 8; factor *= 128, read++) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) break
      number += (byte & 0x7f) * factor
      if (byte < 0x80) return number
    }
    throw new ValueError(false)
  }
}

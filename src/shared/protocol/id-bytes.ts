/**
 * Random ids, 22 characters of base64url, as their 16 bytes: a column of them at once, because a page of
 * documents has a thousand. Neighbours in order share their first bytes, and an account's two documents all but the last.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const characters = new TextEncoder().encode(alphabet)
const values = new Uint8Array(128)
characters.forEach((character, value) => (values[character] = value))

const idBytes = 16
const idCharacters = 22

function toBytes(id: string, into: Uint8Array): void {
  let bits = 0
  let held = 0
  let place = 0
  for (let index = 0; index < idCharacters; index++) {
    bits = ((bits << 6) | values[id.charCodeAt(index) & 0x7f]!) & 0xffff
    held += 6
    if (held < 8 || place === idBytes) continue
    held -= 8
    into[place++] = (bits >> held) & 0xff
  }
}

/** For each id how many of its first bytes are the one before's, and the rest of them. */
export function writeIds(encoder: encoding.Encoder, ids: readonly string[]): void {
  let previous = new Uint8Array(idBytes)
  let current = new Uint8Array(idBytes)
  for (const id of ids) {
    toBytes(id, current)
    let shared = 0
    while (shared < idBytes && current[shared] === previous[shared]) shared++
    encoding.writeUint8(encoder, shared)
    for (let place = shared; place < idBytes; place++) encoding.writeUint8(encoder, current[place]!)
    ;[previous, current] = [current, previous]
  }
}

const ascii = new TextDecoder()

/** Throws RangeError for what no {@link writeIds} wrote. */
export function readIds(decoder: decoding.Decoder, count: number): string[] {
  const text = new Uint8Array(count * idCharacters)
  const id = new Uint8Array(idBytes)
  for (let index = 0, at = 0; index < count; index++, at += idCharacters) {
    const shared = decoding.readUint8(decoder)
    if (!(shared <= idBytes)) throw new RangeError('id out of range')
    for (let place = shared; place < idBytes; place++) id[place] = decoding.readUint8(decoder)
    writeCharacters(id, text, at)
  }
  const joined = ascii.decode(text)
  return Array.from({ length: count }, (_, index) => joined.slice(index * idCharacters, (index + 1) * idCharacters))
}

function writeCharacters(id: Uint8Array, text: Uint8Array, at: number): void {
  let bits = 0
  let held = 0
  for (let place = 0; place < idBytes; place++) {
    bits = ((bits << 8) | id[place]!) & 0xffff
    held += 8
    while (held >= 6) {
      held -= 6
      text[at++] = characters[(bits >> held) & 63]!
    }
  }
  text[at] = characters[(bits << (6 - held)) & 63]!
}

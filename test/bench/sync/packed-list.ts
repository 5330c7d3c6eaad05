/** Named byte strings in one: a count, then each name and its bytes with their lengths before them. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export type PackedList = (readonly [name: string, bytes: Uint8Array])[]

export function packList(list: PackedList): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, list.length)
  for (const [name, bytes] of list) {
    encoding.writeVarString(encoder, name)
    encoding.writeVarUint8Array(encoder, bytes)
  }
  return encoding.toUint8Array(encoder)
}

export function unpackList(packed: Uint8Array): PackedList {
  const decoder = decoding.createDecoder(packed)
  const count = decoding.readVarUint(decoder)
  return Array.from({ length: count }, () => [
    decoding.readVarString(decoder),
    decoding.readVarUint8Array(decoder).slice(),
  ])
}

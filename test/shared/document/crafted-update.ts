/** Updates that no Yjs would write, struct by struct in its V1 encoding. */
import * as encoding from 'lib0/encoding'

export interface CharacterPlace {
  client: number
  clock: number
}

export interface CraftedItem {
  origin?: CharacterPlace
  rightOrigin?: CharacterPlace
  /** Root name; only written when there is neither origin. */
  root?: string
  key?: string
  content: { deleted: number } | { text: string } | { any: unknown[] } | { type: number } | { binary: number[] }
}

type Crafted = CraftedItem | { skip: number } | { collected: number }

const references = { deleted: 1, binary: 3, text: 4, type: 7, any: 8 } as const

function writeId(encoder: encoding.Encoder, { client, clock }: CharacterPlace): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

function writeContent(encoder: encoding.Encoder, content: CraftedItem['content']): void {
  if ('deleted' in content) encoding.writeVarUint(encoder, content.deleted)
  else if ('text' in content) encoding.writeVarString(encoder, content.text)
  else if ('type' in content) encoding.writeVarUint(encoder, content.type)
  else if ('binary' in content) encoding.writeVarUint8Array(encoder, Uint8Array.from(content.binary))
  else {
    encoding.writeVarUint(encoder, content.any.length)
    for (const value of content.any) encoding.writeAny(encoder, value as string)
  }
}

function writeItem(encoder: encoding.Encoder, item: CraftedItem): void {
  const [reference] = (Object.keys(references) as (keyof typeof references)[]).filter((name) => name in item.content)
  const hasPlace = item.origin !== undefined || item.rightOrigin !== undefined
  const flags = (item.origin ? 0x80 : 0) | (item.rightOrigin ? 0x40 : 0) | (item.key === undefined ? 0 : 0x20)
  encoding.writeUint8(encoder, references[reference!] | flags)
  if (item.origin) writeId(encoder, item.origin)
  if (item.rightOrigin) writeId(encoder, item.rightOrigin)
  if (!hasPlace) {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, item.root ?? '')
    if (item.key !== undefined) encoding.writeVarString(encoder, item.key)
  }
  writeContent(encoder, item.content)
}

/** One client's structs from a clock on, and deletions as [client, clock, length]. */
export function craftUpdate(
  client: number,
  clock: number,
  structs: readonly Crafted[],
  deletions: readonly [number, number, number][] = [],
): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, structs.length === 0 ? 0 : 1)
  if (structs.length > 0) {
    encoding.writeVarUint(encoder, structs.length)
    writeId(encoder, { client, clock })
  }
  for (const struct of structs) {
    if ('content' in struct) writeItem(encoder, struct)
    else {
      encoding.writeUint8(encoder, 'skip' in struct ? 10 : 0)
      encoding.writeVarUint(encoder, 'skip' in struct ? struct.skip : struct.collected)
    }
  }
  encoding.writeVarUint(encoder, deletions.length)
  for (const [whose, from, length] of deletions) {
    encoding.writeVarUint(encoder, whose)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, from)
    encoding.writeVarUint(encoder, length)
  }
  return encoding.toUint8Array(encoder)
}

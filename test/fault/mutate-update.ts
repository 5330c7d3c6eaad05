/** Valid Yjs updates made wrong: by chance, but the same seed makes the same. */
type Random = () => number

const below = (random: Random, limit: number) => Math.floor(random() * limit)

/** Numbers as Yjs writes them, at the edges of what a reader may take for small. */
const blownUp = [
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x20],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  [0x80, 0x80, 0x04],
]

function join(...parts: (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

function flipBits(random: Random, update: Uint8Array): Uint8Array {
  const flipped = Uint8Array.from(update)
  for (let flips = random() < 0.7 ? 1 : 3; flips > 0; flips--)
    flipped[below(random, flipped.length)]! ^= 1 << below(random, 8)
  return flipped
}

function setByte(random: Random, update: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(update)
  changed[below(random, changed.length)] = below(random, 256)
  return changed
}

function truncate(random: Random, update: Uint8Array): Uint8Array {
  return update.slice(0, below(random, update.length))
}

/** A piece of another update in the place of a piece of this one. */
function splice(random: Random, update: Uint8Array, other: Uint8Array): Uint8Array {
  const [from, length] = [below(random, other.length), 1 + below(random, 12)]
  const [at, removed] = [below(random, update.length), below(random, 12)]
  return join(update.subarray(0, at), other.subarray(from, from + length), update.subarray(at + removed))
}

function repeat(random: Random, update: Uint8Array): Uint8Array {
  const [at, length] = [below(random, update.length), 1 + below(random, 16)]
  return join(update.subarray(0, at + length), update.subarray(at, at + length), update.subarray(at + length))
}

function blowUp(random: Random, update: Uint8Array): Uint8Array {
  const at = below(random, update.length)
  return join(update.subarray(0, at), blownUp[below(random, blownUp.length)]!, update.subarray(at + below(random, 2)))
}

const mutations = [flipBits, flipBits, flipBits, setByte, truncate, splice, splice, repeat, blowUp]

/** A mutation, sometimes two, of `update`; `other` lends its pieces. */
export function mutateUpdate(random: Random, update: Uint8Array, other: Uint8Array): Uint8Array {
  let mutated = update
  for (let times = random() < 0.8 ? 1 : 2; times > 0 && mutated.length > 0; times--)
    mutated = mutations[below(random, mutations.length)]!(random, mutated, other)
  return mutated
}

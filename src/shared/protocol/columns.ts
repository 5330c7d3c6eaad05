/**
 * Records as columns: a page of many records is written field by field, so that ids lie as raw bytes,
 * repeated words cost a bit and a compressor finds like beside like. What is written with a column is
 * read with the same one; a page carries no field names.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { countValues, ValueError } from './count-values.ts'
import { readIds, writeIds } from './id-bytes.ts'

/** How the values of one field are written one after the other. `read` throws {@link PageError}. */
export interface Column<Value> {
  write(encoder: encoding.Encoder, values: readonly Value[]): void
  read(decoder: decoding.Decoder, count: number): Value[]
}

/** Thrown for bytes that are no page of the expected columns. */
export class PageError extends Error {}

/** Thrown for a page of more records than its reader takes. */
export class LongPageError extends PageError {}

interface RunDecoder<Value> {
  read(): Value
}

function readRuns<Value>(runs: RunDecoder<Value>, count: number): Value[] {
  const values = new Array<Value>(count)
  for (let place = 0; place < count; place++) values[place] = runs.read()
  return values
}

/** Whole numbers without a sign; equal neighbours cost nothing. */
export const counts: Column<number> = {
  write(encoder, values) {
    const runs = new encoding.UintOptRleEncoder()
    for (const value of values) runs.write(value)
    encoding.writeVarUint8Array(encoder, runs.toUint8Array())
  },
  read: (decoder, count) => readRuns(new decoding.UintOptRleDecoder(decoding.readVarUint8Array(decoder)), count),
}

/** Whole numbers that lie close to their neighbours, as times do. */
export const steps: Column<number> = {
  write(encoder, values) {
    let previous = 0
    for (const value of values) {
      encoding.writeVarInt(encoder, value - previous)
      previous = value
    }
  },
  read(decoder, count) {
    const values = new Array<number>(count)
    let previous = 0
    for (let place = 0; place < count; place++) {
      previous += decoding.readVarInt(decoder)
      values[place] = previous
    }
    return values
  },
}

/** Whole numbers without a sign or order, as Yjs client ids are. */
export const numbers: Column<number> = {
  write(encoder, values) {
    for (const value of values) encoding.writeVarUint(encoder, value)
  },
  read(decoder, count) {
    const values = new Array<number>(count)
    for (let place = 0; place < count; place++) values[place] = decoding.readVarUint(decoder)
    return values
  },
}

export const flags: Column<boolean> = {
  write: (encoder, values) => counts.write(encoder, values.map(Number)),
  read: (decoder, count) => counts.read(decoder, count).map((value) => value === 1),
}

/** All texts joined, then cut again: one decoding a page instead of one a value. */
export const texts: Column<string> = {
  write(encoder, values) {
    encoding.writeVarString(encoder, values.join(''))
    counts.write(
      encoder,
      values.map((value) => value.length),
    )
  },
  read(decoder, count) {
    const joined = decoding.readVarString(decoder)
    let start = 0
    return counts.read(decoder, count).map((length) => {
      const end = start + length
      if (end > joined.length) throw new PageError('text ends early')
      const text = joined.slice(start, end)
      start = end
      return text
    })
  },
}

/** Texts of which there are few different ones. */
export function choices<Word extends string>(): Column<Word> {
  return {
    write(encoder, values) {
      const places = new Map<Word, number>()
      const chosen = values.map((value) => {
        const place = places.get(value) ?? places.size
        places.set(value, place)
        return place
      })
      encoding.writeVarUint(encoder, places.size)
      texts.write(encoder, [...places.keys()])
      counts.write(encoder, chosen)
    },
    read(decoder, count) {
      const words = texts.read(decoder, decoding.readVarUint(decoder)) as Word[]
      return counts.read(decoder, count).map((place) => {
        const word = words[place]
        if (word === undefined) throw new PageError('no such word')
        return word
      })
    },
  }
}

/** Customer IDs and the like: ten digits as a number. */
export function digits<Digits extends string>(): Column<Digits> {
  return {
    write: (encoder, values) => numbers.write(encoder, values.map(Number)),
    read: (decoder, count) => numbers.read(decoder, count).map(String) as Digits[],
  }
}

/** Random ids of 22 characters, as their 16 bytes. */
export function ids<Id extends string>(): Column<Id> {
  return {
    write: (encoder, values) => writeIds(encoder, values),
    read: (decoder, count) => readIds(decoder, count) as Id[],
  }
}

/** Byte strings. They are read as copies: a view would keep the whole page alive wherever it is stored. */
export const byteStrings: Column<Uint8Array> = {
  write(encoder, values) {
    counts.write(
      encoder,
      values.map((value) => value.length),
    )
    for (const value of values) encoding.writeUint8Array(encoder, value)
  },
  read: (decoder, count) =>
    counts.read(decoder, count).map((length) => decoding.readUint8Array(decoder, length).slice()),
}

/** The most values within one that is written as `anything`. */
const valuesInAnything = 1000

/** Anything that JSON or bytes can say; for what is rare. */
export const anything: Column<unknown> = {
  write(encoder, values) {
    for (const value of values)
      encoding.writeVarUint8Array(
        encoder,
        encoding.encode((inner) => encoding.writeAny(inner, value as never)),
      )
  },
  read: (decoder, count) =>
    Array.from({ length: count }, () => {
      const bytes = decoding.readVarUint8Array(decoder)
      countValues(bytes, valuesInAnything)
      return decoding.readAny(decoding.createDecoder(bytes)) as unknown
    }),
}

/** Values that are written as something smaller, from which they follow. */
export function converted<Value, Packed>(
  column: Column<Packed>,
  pack: (value: Value) => Packed,
  unpack: (packed: Packed) => Value,
): Column<Value> {
  return {
    write: (encoder, values) => column.write(encoder, values.map(pack)),
    read: (decoder, count) => column.read(decoder, count).map(unpack),
  }
}

/** Values that may be missing. */
export function optional<Value>(column: Column<Value>): Column<Value | null> {
  return {
    write(encoder, values) {
      flags.write(
        encoder,
        values.map((value) => value !== null),
      )
      column.write(
        encoder,
        values.filter((value) => value !== null),
      )
    },
    read(decoder, count) {
      const present = flags.read(decoder, count)
      const found = column.read(decoder, present.filter(Boolean).length)
      let place = 0
      return present.map((isPresent) => (isPresent ? found[place++]! : null))
    },
  }
}

/** A run-length code can claim any number of values in a few bytes: beyond this a page is refused, not read. */
const mostListed = 500_000

/** `most`: in all lists of a page together. */
export function lists<Value>(column: Column<Value>, most = mostListed): Column<Value[]> {
  return {
    write(encoder, values) {
      counts.write(
        encoder,
        values.map((list) => list.length),
      )
      column.write(encoder, values.flat() as Value[])
    },
    read(decoder, count) {
      const lengths = counts.read(decoder, count)
      const total = lengths.reduce((sum, length) => sum + length, 0)
      if (total > most) throw new LongPageError('too many values in lists')
      const all = column.read(decoder, total)
      let start = 0
      return lengths.map((length) => all.slice(start, (start += length)))
    },
  }
}

type Columns<Content> = { [Key in keyof Content]-?: Column<Content[Key]> }

export function records<Content extends object>(columns: Columns<Content>): Column<Content> {
  const keys = Object.keys(columns) as (keyof Content)[]
  return {
    write(encoder, values) {
      for (const key of keys)
        columns[key].write(
          encoder,
          values.map((value) => value[key]),
        )
    },
    read(decoder, count) {
      const read = keys.map((key) => columns[key].read(decoder, count))
      return Array.from({ length: count }, (_, place) => {
        const content = {} as Content
        for (let index = 0; index < keys.length; index++) content[keys[index]!] = read[index]![place]!
        return content
      })
    },
  }
}

/** Records of several kinds, told apart by the word under `tag`. */
export function variants<Tag extends string, Content extends Record<Tag, string>>(
  tag: Tag,
  kinds: { [Word in Content[Tag]]: Column<Omit<Extract<Content, Record<Tag, Word>>, Tag>> },
): Column<Content> {
  const words = Object.keys(kinds) as Content[Tag][]
  const columnOf = (word: Content[Tag]) => kinds[word] as unknown as Column<Omit<Content, Tag>>
  return {
    write(encoder, values) {
      counts.write(
        encoder,
        values.map((value) => words.indexOf(value[tag])),
      )
      for (const word of words)
        columnOf(word).write(
          encoder,
          values.filter((value) => value[tag] === word),
        )
    },
    read(decoder, count) {
      const places = counts.read(decoder, count)
      if (places.some((place) => place >= words.length)) throw new PageError('no such kind')
      const read = words.map((word, place) =>
        columnOf(word).read(decoder, places.filter((found) => found === place).length),
      )
      const next = words.map(() => 0)
      return places.map((place) => ({ [tag]: words[place], ...read[place]![next[place]!++] }) as Content)
    },
  }
}

/** A whole page: how many, then the columns. */
export function encodePage<Value>(column: Column<Value>, values: readonly Value[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, values.length)
  column.write(encoder, values)
  return encoding.toUint8Array(encoder)
}

/** How many records a page says it holds. */
export function pageCount(page: Uint8Array): number {
  return decoding.readVarUint(decoding.createDecoder(page))
}

/** Throws {@link PageError}: also for a page of more than `limit` records. */
export function decodePage<Value>(column: Column<Value>, page: Uint8Array, limit: number): Value[] {
  try {
    const decoder = decoding.createDecoder(page)
    const count = decoding.readVarUint(decoder)
    if (count > limit) throw new LongPageError('too many records in a page')
    const values = column.read(decoder, count)
    if (decoding.hasContent(decoder)) throw new PageError('bytes left over in a page')
    return values
  } catch (error) {
    if (error instanceof PageError) throw error
    throw error instanceof ValueError && error.tooLarge ? new LongPageError(error.message) : new PageError('not a page')
  }
}

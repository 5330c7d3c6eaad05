/**
 * Statements of the busiest paths, built once: Kysely takes longer to build and compile one than the database to run
 * it. So it is built with places where values will be, once for each number of rows, and from then on only given its
 * values.
 */
import type { Compilable, CompiledQuery, DatabaseConnection, DialectAdapter, Kysely, Transaction } from 'kysely'
import { isRound } from './in-chunks.ts'
import type { Schema } from './schema.ts'

/** Scalars, lists of them, or lists of rows that all have the same keys. */
type Values = Readonly<Record<string, unknown>>

/** Where a value will be. Whoever builds a statement may only hand it on: what it saw would be in the statement for good. */
class Place {
  private readonly path: readonly string[]

  constructor(path: readonly string[]) {
    this.path = path
  }

  valueIn(values: Values): unknown {
    return this.path.reduce<unknown>((inner, step) => (inner as Values)[step], values)
  }

  toJSON(): never {
    throw new Error('a statement that is built once must not look at its values')
  }

  [Symbol.toPrimitive](): never {
    return this.toJSON()
  }
}

/** The values with a place instead of each. */
function placesFor(value: unknown, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((inner, index) => placesFor(inner, [...path, String(index)]))
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return new Place(path)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, placesFor(inner, [...path, key])]))
}

/** How many rows each list has: null when one has a number that hardly comes again. */
function shapeOf(values: Values): string | null {
  let shape = ''
  for (const key in values) {
    const list = values[key]
    if (!Array.isArray(list)) continue
    if (!isRound(list.length)) return null
    shape += `${list.length} `
  }
  return shape
}

/** Open transactions → the connection each of them has. */
const held = new WeakMap<Kysely<Schema>, DatabaseConnection>()

/**
 * While `work` runs, statements that are built once go straight to the transaction's connection: on their way through
 * Kysely's executors each of them makes a dozen promises, which take longer than SQLite does.
 */
export async function withConnectionHeld<Result>(
  trx: Transaction<Schema>,
  work: () => Promise<Result>,
): Promise<Result> {
  held.set(trx, await trx.getExecutor().provideConnection(async (connection) => connection))
  try {
    return await work()
  } finally {
    held.delete(trx)
  }
}

/**
 * The statement that `build` makes, as a function of its values; it resolves to the rows. `build` is called with
 * places, of a type that they only pretend to be.
 */
export function builtOnce<V extends Values, Row>(
  build: (database: Kysely<Schema>, values: V) => Compilable<Row>,
): (database: Kysely<Schema>, values: V) => Promise<Row[]> {
  /** The same statement isn't the same text in every dialect. */
  const built = new WeakMap<DialectAdapter, Map<string, CompiledQuery<Row>>>()

  const find = (database: Kysely<Schema>, values: V, shape: string): CompiledQuery<Row> => {
    const { adapter } = database.getExecutor()
    const shapes = built.get(adapter) ?? new Map<string, CompiledQuery<Row>>()
    built.set(adapter, shapes)
    const known = shapes.get(shape)
    if (known) return known
    const fresh = build(database, placesFor(values) as V).compile()
    shapes.set(shape, fresh)
    return fresh
  }

  return async (database, values) => {
    const shape = shapeOf(values)
    if (shape === null) return (await database.executeQuery<Row>(build(database, values))).rows
    const query = find(database, values, shape)
    const given = query.parameters.map((value) => (value instanceof Place ? value.valueIn(values) : value))
    return (await (held.get(database) ?? database).executeQuery<Row>({ ...query, parameters: given })).rows
  }
}

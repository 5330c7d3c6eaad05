/**
 * What one person, and one organisation, may cost a node (PUSH1, SYNC4): enough for the busiest day of honest people,
 * far below what would keep others waiting. What lives here lives in this node's memory.
 */
export const budgets = {
  /** Exchanges under way at once; a store has one. */
  exchangesPerPerson: 3,
  exchangesPerOrganisation: 60,
  /** An exchange in which nothing moves for this long is cut, ms. */
  stalledExchangeMs: 60_000,
  /** A place is taken from an exchange in which nothing has moved for this long when another waits for it, ms. */
  idleExchangeMs: 5_000,
  /** The longest an exchange takes; a device goes on where it was, ms. */
  exchangeMs: 30 * 60_000,
  /** How soon whoever found no place may ask again, s. */
  placeAgainS: 1,
  /** In so long, ms, a person, and an organisation's people together, may send and cause no more than: */
  windowMs: 15 * 60_000,
  person: { bytes: 512 * 1024 * 1024, items: 250_000, structs: 3_000_000 },
  organisation: { bytes: 2 * 1024 * 1024 * 1024, items: 1_000_000, structs: 12_000_000 },
  /** Pieces of a document that cost nothing by themselves: what nearly every document has at most. */
  structsFree: 500,
} as const

/** What is sent, and the pieces of documents that have to be taken in hand for it: some 7 µs each. */
export interface Cost {
  bytes: number
  items: number
  structs: number
}

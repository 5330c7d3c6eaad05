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
} as const

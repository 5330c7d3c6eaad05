/** Raised when an older device could misread a newer server, or the other way round. */
export const protocolVersion = 3

/** Every limit of the wire in one place. */
export const wireLimits = {
  /** A request body after decompression, bytes. */
  requestBytes: 8 * 1024 * 1024,
  /** One message of a device on the live lane; items that come to more go by an exchange. */
  socketMessageBytes: 64 * 1024,
  /** Items in one exchange; the device sends the rest in the next. */
  itemsPerExchange: 500,
  /** Records of one kind in one page of a snapshot. */
  pageSize: 512,
  /** Entries of the feed in one page of news; what they name is at most twice as many records. */
  newsPageSize: 1024,
  /** Records in any page. */
  recordsPerPage: 100_000,
  /** Ids in the list of what a user may see: no organisation has as many. */
  visibleIds: 2_000_000,
  /** Silence on the live lane after which the link counts as dead, ms (SYNC6). */
  deadLinkMs: 30_000,
  heartbeatMs: 10_000,
  socketsPerUser: 8,
} as const

/** The protocol that a first message says, whatever else is in it: each side must learn who is older before it reads on. Null when it says none. */
export function protocolOf(message: unknown): number | null {
  const protocol = typeof message === 'object' && message !== null && 'protocol' in message ? message.protocol : null
  return typeof protocol === 'number' ? protocol : null
}

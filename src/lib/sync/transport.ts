/** The port to the server, so that tests can hold the wire by hand. */
import type { LiveMessage } from '#shared/protocol/live.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'

export type ExchangeAnswer =
  | { ok: true; body: AsyncIterable<Uint8Array> }
  /** The server answered, but not with frames. */
  | { ok: false; code: RefusalCode; retryAfterMs: number | null }

export interface LiveHandlers {
  opened(): void
  received(bytes: Uint8Array): void
  /** The code the server closed with; 4401 means signed out. */
  closed(code: number): void
}

export interface LiveConnection {
  /** A message, or items as the body of an exchange; lost when the link is gone. */
  send(message: LiveMessage | Uint8Array): void
  close(): void
}

export interface Transport {
  /** Whether the device knows that it has no network at all. */
  isOffline(): boolean
  /** Rejects when the server can't be reached or the link breaks. */
  exchange(body: Uint8Array): Promise<ExchangeAnswer>
  /** Opens the live lane (SYNC6). */
  follow(handlers: LiveHandlers): LiveConnection
}

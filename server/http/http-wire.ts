import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { Wire } from '../sync/open-exchanges.ts'

/** An exchange's connection, of which everything but the answer's stream may be missing in a test. */
export class HttpWire implements Wire {
  answer: Readable | null = null
  private readonly socket: Socket | undefined
  private readonly outgoing: HttpBindings['outgoing'] | undefined
  private closed: () => void = () => undefined

  constructor(c: Context) {
    const bindings = c.env as Partial<HttpBindings> | undefined
    this.outgoing = bindings?.outgoing
    this.socket = bindings?.incoming?.socket as Socket | undefined
  }

  /** `closed` runs when the answer has left, or can't any more. */
  onClosed(closed: () => void): void {
    this.closed = closed
    this.outgoing?.once('close', closed)
  }

  answersWith(stream: Readable): void {
    this.answer = stream
    stream.once('close', () => {
      if (!this.outgoing) this.closed()
    })
  }

  moved(): number {
    return this.socket ? this.socket.bytesRead + this.socket.bytesWritten : 0
  }

  cut(): void {
    if (this.socket) this.socket.resetAndDestroy()
    else this.answer?.destroy()
  }
}

/** WebSockets whose bytes and messages are counted, all of this process together. */
import WebSocket, { type ClientOptions } from 'ws'
import type { Socket } from 'node:net'
import type { Traffic } from '../processes/device-process.ts'

const open = new Set<Socket>()
const total: Traffic = { upBytes: 0, downBytes: 0, messages: 0 }

function count(traffic: Traffic, socket: Socket): void {
  traffic.upBytes += socket.bytesWritten
  traffic.downBytes += socket.bytesRead
}

/** Over all sockets so far, handshakes included. */
export function socketTraffic(): Traffic {
  const traffic = { ...total }
  for (const socket of open) count(traffic, socket)
  return traffic
}

export class CountingSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[], options: ClientOptions = {}) {
    super(url, protocols, { ...options, perMessageDeflate: false })
    this.once('upgrade', ({ socket }) => {
      open.add(socket)
      socket.once('close', () => {
        open.delete(socket)
        count(total, socket)
      })
    })
  }

  override send(...args: unknown[]): void {
    total.messages++
    super.send(...(args as Parameters<WebSocket['send']>))
  }
}

let arrival = 0

/** When the message that is being handled came off the wire, ms. */
export function arrivedAt(): number {
  return arrival
}

/**
 * Notes when each message arrived. Fifty devices share one process on the live lane: a message is handed on
 * only after all sockets that are ready were read, so that one device's work is not in another's latency.
 */
export class ArrivalSocket extends CountingSocket {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'message') return super.emit(event as never, ...(args as never[]))
    const at = performance.now()
    setImmediate(() => {
      arrival = at
      super.emit('message' as never, ...(args as never[]))
    })
    return true
  }
}

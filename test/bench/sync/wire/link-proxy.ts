/** A slow link on this machine: a TCP relay that delays every byte and lets only so many through a second, each way. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Link } from '../plan.ts'

/** One direction of the link, shared by all its connections. */
class Lane {
  private freeAt = 0
  private readonly delayMs: number
  private readonly kbps: number

  constructor({ rttMs, kbps }: Link) {
    this.delayMs = rttMs / 2
    this.kbps = kbps
  }

  /** When so many bytes, sent now, have all arrived. */
  arrivalOf(bytes: number): number {
    const now = performance.now()
    if (this.kbps === 0) return now + this.delayMs
    this.freeAt = Math.max(this.freeAt, now) + (bytes * 8) / this.kbps
    return this.freeAt + this.delayMs
  }
}

/** Passes on what `from` receives, in order and on time; null stands for its end. */
function relay(from: Socket, to: Socket, lane: Lane): void {
  const underWay: { at: number; chunk: Buffer | null }[] = []
  let timer: NodeJS.Timeout | null = null
  const deliver = () => {
    timer = null
    while (underWay.length > 0 && underWay[0]!.at <= performance.now()) {
      const { chunk } = underWay.shift()!
      if (to.destroyed) continue
      if (chunk) to.write(chunk)
      else to.end()
    }
    schedule()
  }
  const schedule = () => {
    if (timer || underWay.length === 0) return
    timer = setTimeout(deliver, Math.max(1, underWay[0]!.at - performance.now()))
  }
  const send = (chunk: Buffer | null) => {
    underWay.push({ at: lane.arrivalOf(chunk?.length ?? 0), chunk })
    schedule()
  }
  from.on('data', send)
  from.on('end', () => send(null))
  from.on('error', () => to.destroy())
}

export interface LinkProxy {
  port: number
  close(): void
}

/** Listens on a free port and relays to `target`. */
export async function startLinkProxy(target: number, link: Link): Promise<LinkProxy> {
  const [up, down] = [new Lane(link), new Lane(link)]
  const open = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    }
    relay(client, upstream, up)
    relay(upstream, client, down)
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

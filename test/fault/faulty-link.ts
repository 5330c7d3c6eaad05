/** A TCP relay on this machine that does to its connections what bad links do. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface Cut {
  way: 'up' | 'down'
  /** So many bytes of a connection come through this way. */
  afterBytes: number
  /** `end`: all of them are read first; of what a reset finds on its way nobody knows. */
  then: 'reset' | 'end' | 'silence'
}

/** On a link of limited speed so much arrives at a time. */
const pacedBytes = 2048

export class FaultyLink {
  /** Half-open: what is sent arrives nowhere, and nobody is told. */
  swallowing = false
  /** What happens to the next new connection. */
  next: Cut | null = null
  /** What happens to every connection that `next` says nothing of; asked for each. */
  every: () => Cut | null = () => null
  /** Every connection is reset after so long, ms. */
  lastsMs = Infinity
  /** How much comes down in a millisecond. */
  bytesPerMs = Infinity
  /** What came through this way on all connections, in bytes. */
  readonly passed = { up: 0, down: 0 }
  resets = 0
  silences = 0
  private readonly server: Server
  private readonly open = new Set<Socket>()

  private constructor(server: Server) {
    this.server = server
  }

  static async start(targetPort: number): Promise<FaultyLink> {
    const server = createServer({ noDelay: true })
    const link = new FaultyLink(server)
    server.on('connection', (client) =>
      link.relay(client, connect({ port: targetPort, host: '127.0.0.1', noDelay: true })),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return link
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  close(): void {
    this.server.close()
    for (const socket of this.open) socket.destroy()
  }

  private relay(client: Socket, upstream: Socket): void {
    const cut = this.next ?? this.every()
    this.next = null
    const passed = { up: 0, down: 0 }
    let silent = false
    const pass = (way: Cut['way'], to: Socket) => (chunk: Buffer) => {
      if (this.swallowing || silent) return
      passed[way] += chunk.length
      const left = cut?.way === way ? cut.afterBytes - (passed[way] - chunk.length) : Infinity
      const through = left < chunk.length ? chunk.subarray(0, Math.max(0, left)) : chunk
      this.passed[way] += through.length
      to.write(through)
      if (left > chunk.length) return
      if (cut!.then === 'reset') return reset()
      silent = true
      if (cut!.then === 'silence') this.silences++
      else end(to)
    }
    const reset = () => {
      this.resets++
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    const end = (to: Socket) => {
      this.resets++
      to.end()
      const from = to === client ? upstream : client
      from.destroy()
    }
    if (this.lastsMs < Infinity) {
      const timer = setTimeout(reset, this.lastsMs)
      client.on('close', () => clearTimeout(timer))
    }
    client.on('data', pass('up', upstream))
    const down = pass('down', client)
    upstream.on('data', (chunk: Buffer) => {
      if (this.bytesPerMs === Infinity) return down(chunk)
      upstream.pause()
      const now = chunk.subarray(0, pacedBytes)
      if (chunk.length > pacedBytes) upstream.unshift(chunk.subarray(pacedBytes))
      down(now)
      setTimeout(() => upstream.resume(), now.length / this.bytesPerMs)
    })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        this.open.delete(socket)
        // While it swallows, the end of one side is lost too.
        if (!this.swallowing && !silent) other.destroy()
      })
    }
  }
}

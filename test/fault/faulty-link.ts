/** A TCP relay on this machine that does to its connections what bad links do. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export interface Cut {
  way: 'up' | 'down'
  /** So many bytes of a connection come through this way. */
  afterBytes: number
  then: 'reset' | 'silence'
}

export class FaultyLink {
  /** Half-open: what is sent arrives nowhere, and nobody is told. */
  swallowing = false
  /** What happens to the next new connection. */
  next: Cut | null = null
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
    const cut = this.next
    this.next = null
    const passed = { up: 0, down: 0 }
    let silent = false
    const pass = (way: Cut['way'], to: Socket) => (chunk: Buffer) => {
      if (this.swallowing || silent) return
      passed[way] += chunk.length
      const left = cut?.way === way ? cut.afterBytes - (passed[way] - chunk.length) : Infinity
      to.write(left < chunk.length ? chunk.subarray(0, Math.max(0, left)) : chunk)
      if (left > chunk.length) return
      if (cut!.then === 'silence') {
        silent = true
        this.silences++
        return
      }
      this.resets++
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    client.on('data', pass('up', upstream))
    upstream.on('data', pass('down', client))
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

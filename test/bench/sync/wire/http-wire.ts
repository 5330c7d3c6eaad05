/** `POST /api/sync` over one kept connection, counting what really crosses it. */
import { Agent, request, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { pipeline, type Duplex } from 'node:stream'
import { createBrotliDecompress, createGunzip, createZstdDecompress } from 'node:zlib'
import type { Traffic } from '../processes/device-process.ts'

const unpackers: Record<string, () => Duplex> = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

export class HttpWire {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 })
  private readonly sockets = new Set<Socket>()
  private readonly port: number
  private requests = 0

  constructor(port: number) {
    this.port = port
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** The answer's body, unpacked, as it arrives. Rejects for anything but 200. */
  async *post(path: string, body: Uint8Array, headers: Record<string, string> = {}): AsyncGenerator<Uint8Array> {
    const response = await this.send(path, body, headers)
    const unpack = unpackers[response.headers['content-encoding'] ?? '']
    const plain = unpack ? pipeline(response, unpack(), () => undefined) : response
    if (response.statusCode === 200) yield* plain as AsyncIterable<Uint8Array>
    else throw new Error(`${path} answered ${response.statusCode}: ${Buffer.concat(await Array.fromAsync(plain))}`)
  }

  traffic(): Traffic {
    const sum = (count: (socket: Socket) => number) => [...this.sockets].reduce((total, one) => total + count(one), 0)
    return {
      upBytes: sum((socket) => socket.bytesWritten),
      downBytes: sum((socket) => socket.bytesRead),
      messages: this.requests,
    }
  }

  close(): void {
    this.agent.destroy()
  }

  private send(path: string, body: Uint8Array, headers: Record<string, string>): Promise<IncomingMessage> {
    this.requests++
    return new Promise((resolve, reject) => {
      const sent = request({
        agent: this.agent,
        host: '127.0.0.1',
        port: this.port,
        path,
        method: 'POST',
        headers: {
          origin: this.origin,
          'accept-encoding': 'gzip, deflate, br, zstd',
          'content-length': body.length,
          ...headers,
        },
      })
      sent.on('socket', (socket) => this.sockets.add(socket))
      sent.on('response', resolve)
      sent.on('error', reject)
      sent.end(body)
    })
  }
}

/** The device's end of practice: an exchange, and a live lane, over connections that never leave the process. */
import { once } from 'node:events'
import { request, type ClientRequestArgs, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { WebSocket, type ClientOptions } from 'ws'
import { FrameReader } from '#shared/protocol/frame.ts'
import { protocolVersion, wireLimits } from '#shared/protocol/version.ts'
import { framesType } from '../http/sync-routes.ts'
import type { PracticeDevice } from './practice-device.ts'

/** What the practising server takes itself for. */
export const practiceOrigin = 'http://localhost'

/** Far longer than any answer takes: practice that goes wrong must not keep a server from starting, or from ending. */
const answerAtMostMs = 5000

/** A new connection to it. */
export type Connect = () => Duplex

/** One exchange to its end; what comes back is only read. Rejects when it isn't answered with frames. */
export async function exchange(
  connect: Connect,
  { person }: PracticeDevice,
  body: Uint8Array,
  acceptEncoding: string,
): Promise<void> {
  const sent = request(practiceOrigin, {
    method: 'POST',
    path: '/api/sync',
    signal: AbortSignal.timeout(answerAtMostMs),
    createConnection: connect as ClientRequestArgs['createConnection'],
    headers: {
      cookie: person.cookie,
      origin: practiceOrigin,
      'content-type': framesType,
      'content-encoding': 'gzip',
      'accept-encoding': acceptEncoding,
    },
  })
  sent.end(gzipSync(body))
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  if (answer.statusCode !== 200) throw new Error(`an exchange was answered ${answer.statusCode}`)
}

/** A live connection of one device, which gets the others' edits, too. */
export class PracticeLane {
  private readonly device: PracticeDevice
  private readonly socket: WebSocket
  private waiting: PromiseWithResolvers<void> | null = null
  /** Why nothing more comes. */
  private broken: Error | null = null

  private constructor(device: PracticeDevice, socket: WebSocket) {
    this.device = device
    this.socket = socket
    const frames = new FrameReader(wireLimits.requestBytes)
    socket.on('message', (bytes: Buffer) => {
      try {
        for (const frame of frames.push(bytes) as { type: string }[])
          if (frame.type === 'answers') this.waiting?.resolve()
      } catch (error) {
        this.fail(error as Error)
      }
    })
    socket.on('close', (code) => this.fail(new Error(`a live lane was closed with ${code}`)))
    socket.on('error', (error) => this.fail(error))
  }

  /** From where the device's feed stands now. */
  static async follow(connect: Connect, device: PracticeDevice): Promise<PracticeLane> {
    const socket = new WebSocket(`${practiceOrigin.replace('http', 'ws')}/ws`, {
      createConnection: connect as unknown as ClientOptions['createConnection'],
      headers: { cookie: device.person.cookie, origin: practiceOrigin },
    })
    const lane = new PracticeLane(device, socket)
    await once(socket, 'open', { signal: AbortSignal.timeout(answerAtMostMs) })
    const { userId } = device.person
    const cursor = await device.findPlace()
    socket.send(JSON.stringify({ type: 'follow', userId, protocol: protocolVersion, cursor, accessVersion: 1 }))
    return lane
  }

  /** Sends one edit and waits for its answer. Rejects when the connection is closed instead, or was before. */
  async edit(): Promise<void> {
    const body = this.device.makeBody(await this.device.findPlace(), 1)
    if (this.broken) throw this.broken
    this.waiting = Promise.withResolvers()
    const timer = setTimeout(() => this.fail(new Error('a live edit was not answered')), answerAtMostMs)
    this.socket.send(body)
    try {
      await this.waiting.promise
    } finally {
      clearTimeout(timer)
      this.waiting = null
    }
  }

  private fail(error: Error): void {
    this.broken ??= error
    this.waiting?.reject(error)
  }

  close(): void {
    this.socket.terminate()
  }
}

// What is open between a device and the server while access ends.
import type { ItemId, OrganisationId, StoreId } from '#shared/domain/ids.ts'
import { type Hello, type Item, encodeRequest } from '#shared/protocol/request.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { feedHead } from '../../../server/database/feed.ts'
import { answerError } from '../../../server/http/answer-error.ts'
import type { AppEnvironment } from '../../../server/http/app-environment.ts'
import { syncRoutes } from '../../../server/http/sync-routes.ts'
import { LiveHub } from '../../../server/sync/live-hub.ts'
import { Tandem } from '../../support/tandem.ts'
import { type Person, pause } from './people.ts'
import { Hono } from 'hono'
import { type Socket, connect } from 'node:net'
import { WebSocket } from 'ws'

function helloOf({ tandem, userId }: Person, cursor: Hello['cursor'] = null): Hello {
  const storeId = tandem.ids.randomId() as StoreId
  return {
    type: 'hello',
    protocol: protocolVersion,
    kinds: readKinds,
    held: readKinds,
    userId,
    storeId,
    cursor,
    accessVersion: 1,
    sentAt: tandem.clock.now(),
  }
}

/** A request's body with work that nobody may do once access has ended. */
export async function requestOf(person: Person): Promise<Uint8Array<ArrayBuffer>> {
  const { tandem, organisationId, loses } = person
  const item: Item = {
    number: 1,
    id: tandem.ids.randomId() as ItemId,
    dependsOn: [],
    editedAt: tandem.clock.now(),
    baseNumber: 0,
    body: await loses.work(person),
  }
  const cursor = await placeOf(tandem, organisationId)
  return encodeRequest(helloOf(person, cursor), [item]) as Uint8Array<ArrayBuffer>
}

async function placeOf({ services }: Tandem, organisationId: OrganisationId): Promise<Hello['cursor']> {
  return feedHead(services.database, organisationId)
}

export function exchange({ tandem, cookie }: Person, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(`${tandem.origin}/api/sync`, { method: 'POST', headers: { cookie, origin: tandem.origin }, body })
}

function headOf({ tandem, cookie }: Person, bodyBytes: number): string {
  const { host, origin } = new URL(tandem.origin)
  const lines = [`Host: ${host}`, `Origin: ${origin}`, `Cookie: ${cookie}`, `Content-Length: ${bodyBytes}`]
  return ['POST /api/sync HTTP/1.1', ...lines, '', ''].join('\r\n')
}

async function connectTo({ tandem }: Person): Promise<Socket> {
  const socket = connect(Number(new URL(tandem.origin).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

/**
 * Takes the beginning of an answer and then nothing. Not over a real socket: this machine's own would take tens of
 * megabytes for somebody who doesn't read.
 */
export class SlowReader {
  text = ''
  private readonly body: ReadableStreamDefaultReader<Uint8Array>

  private constructor(body: ReadableStreamDefaultReader<Uint8Array>) {
    this.body = body
  }

  static async open(person: Person): Promise<SlowReader> {
    const { services } = person.tandem
    const app = new Hono<AppEnvironment>()
    app.onError((error, c) => answerError(services, error, c))
    const hub = new LiveHub(services)
    app.route('/', syncRoutes(services, hub))
    hub.close()
    const body = encodeRequest(helloOf(person), []) as Uint8Array<ArrayBuffer>
    const response = await app.request('/api/sync', { method: 'POST', headers: { cookie: person.cookie }, body })
    const reader = new SlowReader(response.body!.getReader())
    await reader.readOn()
    return reader
  }

  /** Or until it is cut. */
  async readToTheEnd(): Promise<void> {
    try {
      while (await this.readOn());
    } catch {
      // Cut.
    }
  }

  private async readOn(): Promise<boolean> {
    const { done, value } = await this.body.read()
    this.text += Buffer.from(value ?? []).toString('latin1')
    return !done
  }
}

/** A request of which the last byte is missing. */
export class HalfSent {
  private readonly socket: Socket
  private readonly last: Uint8Array
  /** Where it isn't let in any more, it comes before the rest. */
  private readonly answer: Promise<string>

  private constructor(socket: Socket, last: Uint8Array) {
    this.socket = socket
    this.last = last
    this.answer = new Promise((resolve) => {
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')))
      socket.once('close', () => resolve('signed-out, by the connection’s end'))
    })
  }

  static async open(person: Person): Promise<HalfSent> {
    const socket = await connectTo(person)
    const body = await requestOf(person)
    const request = new HalfSent(socket, body.subarray(-1))
    socket.write(headOf(person, body.length))
    socket.write(body.subarray(0, -1))
    // Until the server has let it in.
    await pause(200)
    return request
  }

  async sendTheRest(): Promise<string> {
    this.socket.write(this.last)
    const answer = await this.answer
    this.socket.destroy()
    return answer
  }
}

/** The live lane, following from the feed's head. */
export class Lane {
  closedWith: number | null = null
  text = ''
  readonly socket: WebSocket

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => (this.text += data.toString('latin1')))
    socket.on('close', (code) => (this.closedWith = code))
    socket.on('error', () => undefined)
  }

  static async open({ tandem, userId, cookie, organisationId }: Person): Promise<Lane> {
    const socket = new WebSocket(`${tandem.origin.replace('http', 'ws')}/ws`, {
      headers: { cookie, origin: tandem.origin },
    })
    const lane = new Lane(socket)
    await new Promise((resolve) => socket.once('open', resolve))
    const cursor = await placeOf(tandem, organisationId)
    socket.send(
      JSON.stringify({ type: 'follow', userId, protocol: protocolVersion, kinds: readKinds, cursor, accessVersion: 1 }),
    )
    return lane
  }
}

/** The server's end of live connections: sockets that keep what they are sent, and devices that are connected by them. */
import { readMeta } from '#lib/local-store/local-store.ts'
import type { Cursor } from '#shared/protocol/request.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { loadAccess } from '../../server/auth/access.ts'
import type { LiveSocket } from '../../server/sync/live-follower.ts'
import type { LiveHub } from '../../server/sync/live-hub.ts'
import { unpackFrames, type Unpacked } from '../support/unpack-frames.ts'
import { outcomeOf } from './raw-exchange.ts'
import type { TestDevice } from './world.ts'

/** The server's end of a connection. */
export class FakeSocket implements LiveSocket {
  readonly frames: Unpacked[] = []
  bytes = 0
  buffered = 0
  closedWith: number | null = null

  send(sent: Uint8Array): void {
    this.bytes += sent.length
    this.frames.push(...unpackFrames(sent))
  }

  close(code: number): void {
    this.closedWith ??= code
  }

  cut(): void {
    this.closedWith ??= 1006
  }

  bufferedBytes(): number {
    return this.buffered
  }

  get types(): string[] {
    return this.frames.map((frame) => frame.type)
  }

  get outcomes(): string[] {
    return this.frames.flatMap((frame) => (frame.type === 'answer' ? [outcomeOf(frame.answer)] : []))
  }
}

/** Lets what was started finish: the database answers at once, only promises are in between. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 15; turn++) await new Promise((resolve) => setImmediate(resolve))
}

export async function connect(hub: LiveHub, device: TestDevice) {
  const { database } = device.world
  const session = await database
    .selectFrom('session')
    .select('id')
    .where('user_id', '=', device.user.id)
    .executeTakeFirstOrThrow()
  const socket = new FakeSocket()
  const joined = hub.join(socket, (await loadAccess(database, device.user.id))!, session.id)
  return { socket, ...joined }
}

/** A connection that follows from where the device stands. */
export async function follow(hub: LiveHub, device: TestDevice, from?: Cursor) {
  const connection = await connect(hub, device)
  const cursor = from ?? (await readMeta(device.store, 'cursor'))!
  const accessVersion = await readMeta(device.store, 'accessVersion')
  connection.received(
    JSON.stringify({
      type: 'follow',
      userId: device.user.id,
      protocol: protocolVersion,
      kinds: readKinds,
      cursor,
      accessVersion,
    }),
  )
  await settle()
  return { ...connection, cursor }
}

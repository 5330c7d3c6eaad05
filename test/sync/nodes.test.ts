// Several servers on one PostgreSQL: every request of a device goes to one of them by chance, many at once.
import { readKinds } from '#shared/records/kinds.ts'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import type { DocumentId, StoreId } from '#shared/domain/ids.ts'
import { encodeRequest } from '#shared/protocol/request.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { readMeta } from '#lib/local-store/local-store.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { SharedPostgres } from '../support/shared-postgres.ts'
import {
  act,
  exchangeBadly,
  expectNothingLost,
  expectOneContent,
  expectOneEffect,
  openCrowd,
  pick,
  settle,
  type Crowd,
} from './histories.ts'
import { unpackFrames, type Unpacked } from '../support/unpack-frames.ts'
import { editItem, helloOf } from './raw-exchange.ts'
import { accountIdOf } from './read-world.ts'
import { openPair, type TestDevice, type World, type WorldNode, type WorldOptions } from './world.ts'
import { seeds } from '../support/seeds.ts'

const stepsPerSeed = 30

const postgres = new SharedPostgres()
let world: World | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})
afterAll(() => postgres.dropDatabases())

async function options(change: WorldOptions = {}): Promise<WorldOptions> {
  return { databaseUrl: await postgres.createDatabase(), nodes: 2, ...change }
}

/** Like one server's histories, but two or three devices are on the wire at the same moment. */
async function run(seed: number): Promise<void> {
  const crowd = await openCrowd(seed, await options({ nodes: 2 + (seed % 2) }))
  world = crowd.world
  const { devices, random } = crowd
  for (let step = 0; step < stepsPerSeed; step++) {
    world.clock.advance(Math.floor(random() * 20_000))
    const choice = random()
    if (choice < 0.5) await act(pick(random, devices), crowd)
    else if (choice < 0.95) {
      const some = new Set([pick(random, devices), pick(random, devices), pick(random, devices)])
      await Promise.all([...some].map((device) => exchangeBadly(device, random)))
    } else await world.replaceNode(pick(random, world.nodes))
  }
  await expectConverged(crowd)
  await world.close()
  world = undefined
}

async function expectConverged(crowd: Crowd): Promise<void> {
  await settle(crowd.devices)
  await expectOneContent(crowd)
  await expectNothingLost(crowd)
  await expectOneEffect(crowd)
}

describe('Nodes', () => {
  // What the nodes do at once isn't held by the seed: a history begins alike, no more.
  test.each(seeds(1 / 5))(
    '[SYNC1][SYNC6] two and three of them converge, lose nothing and do nothing twice: seed %i',
    run,
  )

  test('[SYNC1] the tables that only grow can be split by organisation, and everything goes on as before', async () => {
    const crowd = await openCrowd(7, await options())
    world = crowd.world
    const { devices, random } = crowd
    const count = async () => {
      const { rows } = await sql<{ count: number }>`select count(*) as count from feed_entry`.execute(
        crowd.world.database,
      )
      return rows[0]!.count
    }
    const before = await count()
    const script = await readFile(
      new URL('../../server/database/partition-by-organisation.sql', import.meta.url),
      'utf8',
    )
    await sql.raw(script).execute(crowd.world.database)
    expect(await count()).toBe(before)
    await crowd.world.restartServer()
    for (let step = 0; step < 10; step++) {
      await act(pick(random, devices), crowd)
      await Promise.all([exchangeBadly(devices[step % 3]!, random), exchangeBadly(devices[3 + (step % 3)]!, random)])
    }
    await expectConverged(crowd)
    expect(await count()).toBeGreaterThan(before)
  })

  describe('and what is new', () => {
    // The look each node takes every second waits until a test moves the time: what comes before came by a wake-up.
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
    afterEach(() => void vi.useRealTimers())

    test('[SYNC6] reaches the followers of another node by its wake-up', async () => {
      const { edit, far } = await openFollowing(await options())
      for (let round = 0; round < 3; round++) {
        const news = far.news()
        await edit()
        expect(await news).toContain('edit')
      }
    })

    test('[SYNC6] comes all the same with every wake-up between nodes dropped, a second later', async () => {
      const { edit, near, far } = await openFollowing(await options({ wakeUps: 'dropped' }))
      const [here, there] = [near.news(), far.news()]
      await edit()
      expect(await here).toContain('edit')
      await pause(200)
      expect(far.frames).toEqual([])
      vi.advanceTimersByTime(1000)
      expect(await there).toContain('edit')
    })

    test('[PUSH1][SYNC1] goes up over the lanes of two nodes at once, several people’s in one transaction, each applied once', async () => {
      const pair = await openPair(undefined, await options())
      world = pair.world
      const accountId = await accountIdOf(pair)
      const pushers = [
        await openPusher(pair.world.nodes[0]!, pair.msp),
        await openPusher(pair.world.nodes[0]!, pair.customer),
        await openPusher(
          pair.world.nodes[1]!,
          await pair.world.device(await pair.world.user(pair.customer.user.organisationId, 'Ada')),
        ),
      ]
      for (let round = 1; round <= 5; round++) await Promise.all(pushers.map((pusher) => pusher.push(accountId, round)))
      const updates = await pair.world.database
        .selectFrom('document_update')
        .select('seq')
        .where('document_id', '=', accountId)
        .orderBy('seq')
        .execute()
      expect(updates.map(({ seq }) => seq)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1))
    })

    test('[SYNC4] a device that connects while a node looks whose session stands is not taken for signed out', async () => {
      const { pair, near } = await openFollowing(await options())
      const { customer, world } = pair
      const { id } = await world.database
        .selectFrom('session')
        .select('id')
        .where('user_id', '=', customer.user.id)
        .executeTakeFirstOrThrow()
      const access = await loadAccess(world.database, customer.user.id)
      vi.advanceTimersByTime(1000)
      const late = new Follower()
      world.nodes[0]!.hub.join(late, access!, id)
      await pause(200)
      expect([near.closedWith, late.closedWith]).toEqual([null, null])
    })

    test('[SYNC6] is looked for at once by a node that lost its line to the others and has it back', async () => {
      const { pair, edit, far } = await openFollowing(await options())
      const news = far.news()
      const before = await cutLines(pair.world)
      await edit()
      await linesAreBack(pair.world, before)
      // One that had its line back before the commit, when the other had none to tell it, finds it the next time.
      await linesAreBack(pair.world, await cutLines(pair.world))
      expect(await news).toContain('edit')
      const later = far.news()
      await edit()
      expect(await later).toContain('edit')
    })
  })
})

/** The processes of PostgreSQL that the nodes listen through. */
async function listeners({ database }: World): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
    where application_name = 'tandem wake-ups' and datname = current_database() order by pid`.execute(database)
  return rows.map(({ pid }) => pid)
}

/** Resolves to the processes they had. */
async function cutLines(world: World): Promise<number[]> {
  const before = await listeners(world)
  await sql`select pg_terminate_backend(pid) from unnest(${before}::int[]) pid`.execute(world.database)
  return before
}

async function linesAreBack(world: World, before: readonly number[]): Promise<void> {
  const newLines = async () => (await listeners(world)).filter((pid) => !before.includes(pid))
  await expect.poll(newLines, { timeout: 10_000 }).toHaveLength(2)
}

class Follower {
  readonly frames: Unpacked[] = []
  closedWith: number | null = null
  private heard: (() => void) | null = null

  send(bytes: Uint8Array): void {
    this.frames.push(...unpackFrames(bytes))
    this.heard?.()
  }

  close(code: number): void {
    this.closedWith ??= code
  }

  cut(): void {
    this.closedWith ??= 1006
  }

  bufferedBytes(): number {
    return 0
  }

  /** The types of what comes next. */
  async news(): Promise<string[]> {
    const known = this.frames.length
    await new Promise<void>((resolve) => (this.heard = resolve))
    return this.frames.slice(known).map(({ type }) => type)
  }
}

/** A device whose items go up over a node's lane, each waiting for the answer to the one before. */
async function openPusher({ hub }: WorldNode, device: TestDevice) {
  await device.sync()
  const { database } = world!
  const { id: sessionId } = await database
    .selectFrom('session')
    .select('id')
    .where('user_id', '=', device.user.id)
    .executeTakeFirstOrThrow()
  const follower = new Follower()
  const joined = hub.join(follower, (await loadAccess(database, device.user.id))!, sessionId)
  const hello = await helloOf(device, { storeId: device.ids.randomId() as StoreId })
  joined.received(JSON.stringify({ ...hello, type: 'follow' }))
  const doc = openDocument(accountShape, null)
  const clientId = 5000 + Math.floor(Math.random() * 1_000_000)
  const push = async (documentId: DocumentId, number: number) => {
    const { update } = setField(doc, accountShape, clientId, 'phone', `+49 ${number}`)!
    const answers = () => follower.frames.filter(({ type }) => type === 'answer')
    await joined.pushed(encodeRequest(hello, [editItem(device, number, documentId, { clientId, update })]))
    await expect.poll(() => answers().length, { interval: 10 }).toBe(number)
    expect(answers().at(-1)).toMatchObject({ answer: { outcome: 'accepted' } })
  }
  return { push }
}

/** An MSP that follows at both nodes, and edits of its customer through the first. */
async function openFollowing(worldOptions: WorldOptions) {
  const pair = await openPair(undefined, worldOptions)
  world = pair.world
  const { msp, customer } = pair
  const [first, second] = pair.world.nodes as [WorldNode, WorldNode]
  if (worldOptions.wakeUps !== 'dropped') await expect.poll(() => listeners(pair.world)).toHaveLength(2)
  const accountId = await accountIdOf(pair)
  const { id: sessionId } = await pair.world.database
    .selectFrom('session')
    .select('id')
    .where('user_id', '=', msp.user.id)
    .executeTakeFirstOrThrow()
  const access = await loadAccess(pair.world.database, msp.user.id)
  const cursor = await readMeta(msp.store, 'cursor')
  const accessVersion = await readMeta(msp.store, 'accessVersion')
  const follow = ({ hub }: WorldNode): Follower => {
    const follower = new Follower()
    const joined = hub.join(follower, access!, sessionId)
    const message = {
      type: 'follow',
      userId: msp.user.id,
      protocol: protocolVersion,
      kinds: readKinds,
      cursor,
      accessVersion,
    }
    joined.received(JSON.stringify(message))
    return follower
  }
  let edits = 0
  const edit = async () => {
    await editField.on(customer, accountId, 'phone', `+49 ${++edits}`)
    pair.world.anyNode = () => first
    await customer.sync()
  }
  return { pair, edit, near: follow(first), far: follow(second) }
}

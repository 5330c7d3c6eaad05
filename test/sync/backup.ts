/** Backups as an operator makes them: of the database alone, and put back while no server runs. */
import { copyDatabase } from '../support/copy-database.ts'
import { SharedPostgres } from '../support/shared-postgres.ts'
import type { World, WorldOptions } from './world.ts'

export interface BackupKeeper {
  name: string
  options(): Promise<WorldOptions>
  /** Returns how to put it back. */
  backUp(world: World): Promise<() => Promise<void>>
  stop(): Promise<void>
}

async function stopped<Result>(world: World, work: () => Promise<Result>): Promise<Result> {
  await world.stopServer()
  const result = await work()
  await world.startServer()
  return result
}

async function backUp(world: World, address: string | null): Promise<() => Promise<void>> {
  const putBack = await stopped(world, () => copyDatabase(world.folder, address))
  return () => stopped(world, putBack)
}

const sqlite: BackupKeeper = {
  name: 'SQLite',
  options: async () => ({}),
  backUp: (world) => backUp(world, null),
  stop: async () => {},
}

const server = new SharedPostgres()
const addresses = new WeakMap<World, string>()
let lastAddress = ''

const postgres: BackupKeeper = {
  name: 'PostgreSQL',
  async options() {
    lastAddress = await server.createDatabase()
    return { databaseUrl: lastAddress, nodes: 2 }
  },
  backUp(world) {
    if (!addresses.has(world)) addresses.set(world, lastAddress)
    return backUp(world, addresses.get(world)!)
  },
  async stop() {
    await server.dropDatabases()
  },
}

export const backupKeepers = [sqlite, postgres]

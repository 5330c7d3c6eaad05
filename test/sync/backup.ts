/** Backups as an operator makes them: of the database alone, and put back while no server runs. */
import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { Postgres } from '../support/postgres.ts'
import type { World, WorldOptions } from './world.ts'

export interface BackupKeeper {
  name: string
  options(): Promise<WorldOptions>
  /** Returns how to put it back. */
  backUp(world: World): Promise<() => Promise<void>>
  stop(): Promise<void>
}

async function stopped(world: World, work: () => Promise<void>): Promise<void> {
  await world.stopServer()
  await work()
  await world.startServer()
}

async function databaseFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('tandem.sqlite'))
}

/** The file copied away and copied back; the journal beside it stays as it is. */
const sqlite: BackupKeeper = {
  name: 'SQLite',
  options: async () => ({}),
  async backUp(world) {
    const { folder } = world
    const copy = join(folder, 'backup')
    await stopped(world, async () => {
      await mkdir(copy)
      for (const name of await databaseFiles(folder)) await cp(join(folder, name), join(copy, name))
    })
    return () =>
      stopped(world, async () => {
        for (const name of await databaseFiles(folder)) await rm(join(folder, name))
        for (const name of await readdir(copy)) await cp(join(copy, name), join(folder, name))
      })
  },
  stop: async () => {},
}

let server: Postgres | undefined
const addresses = new WeakMap<World, string>()
let lastAddress = ''

async function administer(address: string, ...statements: string[]): Promise<void> {
  const url = new URL(address)
  url.pathname = '/postgres'
  const client = new pg.Client(url.href)
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

/** The whole database copied inside the cluster: what a dump and its restore come to. */
const postgres: BackupKeeper = {
  name: 'PostgreSQL',
  async options() {
    server ??= await Postgres.start()
    lastAddress = await server.createDatabase()
    return { databaseUrl: lastAddress, nodes: 2 }
  },
  async backUp(world) {
    if (!addresses.has(world)) addresses.set(world, lastAddress)
    const address = addresses.get(world)!
    const name = new URL(address).pathname.slice(1)
    const copy = `${name}_backup`
    await stopped(world, () => administer(address, `create database ${copy} template ${name}`))
    return () =>
      stopped(world, () =>
        administer(address, `drop database ${name} with (force)`, `create database ${name} template ${copy}`),
      )
  },
  async stop() {
    await server?.stop()
    server = undefined
  },
}

export const backupKeepers = [sqlite, postgres]

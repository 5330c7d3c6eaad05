/** Backups as an operator makes them: of the database alone. What lies beside it, the journal, stays as it is. No server runs meanwhile. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

/** Of SQLite in the folder, or of PostgreSQL at the address. Returns how to put it back, once. */
export function copyDatabase(folder: string, address: string | null): Promise<() => Promise<void>> {
  return address === null ? copyFiles(folder) : copyWithin(address)
}

async function copyFiles(folder: string): Promise<() => Promise<void>> {
  const files = async (of: string) => (await readdir(of)).filter((name) => name.startsWith('tandem.sqlite'))
  const copy = await mkdtemp(join(tmpdir(), 'tandem-backup-'))
  for (const name of await files(folder)) await cp(join(folder, name), join(copy, name))
  return async () => {
    for (const name of await files(folder)) await rm(join(folder, name))
    for (const name of await files(copy)) await cp(join(copy, name), join(folder, name))
    await rm(copy, { recursive: true })
  }
}

/** The whole database copied inside the cluster: what a dump and its restore come to. */
async function copyWithin(address: string): Promise<() => Promise<void>> {
  const name = new URL(address).pathname.slice(1)
  const copy = `${name}_backup`
  await administer(address, `drop database if exists ${copy}`, `create database ${copy} template ${name}`)
  return () => administer(address, `drop database ${name} with (force)`, `create database ${name} template ${copy}`)
}

async function administer(address: string, ...statements: string[]): Promise<void> {
  const url = new URL(address)
  url.pathname = '/postgres'
  const client = new pg.Client(url.href)
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

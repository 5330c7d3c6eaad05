/** Databases for one file of tests, on the PostgreSQL that a run's files share: starting one each takes longer than most of them. */
import pg from 'pg'
import { inject } from 'vitest'

export class SharedPostgres {
  private static opened = 0
  private readonly names: string[] = []

  /** The address of a new database: with every migration and no row, or with nothing at all in it. */
  async createDatabase({ isEmpty = false } = {}): Promise<string> {
    const name = `test_${process.pid}_${++SharedPostgres.opened}`
    this.names.push(name)
    await this.administer(`create database ${name} template ${isEmpty ? 'template0' : nameOf(inject('postgres'))}`)
    return addressOf(name)
  }

  /** They go, with the copies that were made of them. */
  async dropDatabases(): Promise<void> {
    const names = this.names.splice(0).flatMap((name) => [name, `${name}_backup`])
    if (names.length > 0) await this.administer(...names.map((name) => `drop database if exists ${name} with (force)`))
  }

  private async administer(...statements: string[]): Promise<void> {
    const client = new pg.Client(addressOf('postgres'))
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }
}

function nameOf(address: string): string {
  return new URL(address).pathname.slice(1)
}

function addressOf(name: string): string {
  const address = new URL(inject('postgres'))
  address.pathname = `/${name}`
  return address.href
}

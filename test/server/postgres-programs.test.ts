// The tests' own PostgreSQL, wherever somebody cloned the project.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { installedPrograms, Postgres } from '../support/postgres.ts'

it('[FD11] PostgreSQL starts for root, too, from below a folder that nobody else may enter', async () => {
  const closedFolder = await mkdtemp(join(tmpdir(), 'tandem-closed-'))
  onTestFinished(() => rm(closedFolder, { recursive: true, force: true }))
  const installed = join(closedFolder, 'native')
  await cp(installedPrograms, installed, { recursive: true, verbatimSymlinks: true })

  const postgres = await Postgres.start({ installed })
  onTestFinished(() => postgres.stop())
  const client = new pg.Client(await postgres.createDatabase())
  await client.connect()
  onTestFinished(() => client.end())
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
}, 60_000)

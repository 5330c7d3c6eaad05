/** Starts the PostgreSQL that all files of a run share, with one database that has every migration, to be copied. */
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../server/database/connection.ts'
import { Postgres } from './postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The address of the database to copy. */
    postgres: string
  }
}

interface Started {
  server: Postgres
  template: string
  projects: number
}

/** Each project loads this file for itself, and all of a run share what it starts. */
const shared = globalThis as { tandemPostgres?: Promise<Started> }

export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  shared.tandemPostgres ??= start()
  const started = await shared.tandemPostgres
  started.projects++
  project.provide('postgres', started.template)
  return async () => {
    if (--started.projects === 0) await started.server.stop()
  }
}

async function start(): Promise<Started> {
  const server = await Postgres.start({ isShared: true })
  const template = await server.createDatabase()
  const options = { dataFolder: '/nowhere', databaseUrl: template, databasePool: 1, databaseTimeoutMs: 30_000 }
  const { close } = await openDatabase(options)
  await close()
  return { server, template, projects: 0 }
}

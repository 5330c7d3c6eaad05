/** An empty SQLite database with all migrations, made once a process: for most tests making it costs more than they do. */
import { constants } from 'node:fs'
import { copyFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../server/database/connection.ts'

const fileName = 'tandem.sqlite'
let template: Promise<string> | undefined

/** Puts one into a data folder that has none yet; what is there stays. */
export async function provideDatabase(folder: string): Promise<void> {
  template ??= makeTemplate()
  try {
    await copyFile(await template, join(folder, fileName), constants.COPYFILE_EXCL)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

async function makeTemplate(): Promise<string> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tandem-template-'))
  const { close } = await openDatabase({ dataFolder, databaseUrl: null, databasePool: 1, databaseTimeoutMs: 30_000 })
  await close()
  return join(dataFolder, fileName)
}

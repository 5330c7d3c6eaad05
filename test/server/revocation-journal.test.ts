import { appendFile, cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ItemId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { parseConfig } from '../../server/config.ts'
import { RevocationJournal } from '../../server/database/revocation-journal.ts'
import { Tandem, setUpForm } from '../support/tandem.ts'

const id = (letter: string) => `${letter.repeat(21)}A`
const delink = {
  relationshipId: id('r') as RelationshipId,
  itemId: id('i') as ItemId,
  userId: null,
  organisationId: '1234567890' as OrganisationId,
  at: 7,
}

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-journal-'))
  file = join(folder, 'deep', 'revocations.log')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('The journal of revocations', () => {
  test('[SYNC3] knows what earlier runs wrote', () => {
    const first = RevocationJournal.open(file)
    first.sessionEnded('old', 10)
    first.sessionEnded('young', 20)
    first.delinked(delink)
    first.close()
    const second = RevocationJournal.open(file)
    expect(second.sessionsEndedAfter(10)).toEqual(['young'])
    expect(second.findDelink(delink.relationshipId)).toMatchObject(delink)
    expect([...second.itemsAfter(delink.at - 1).keys()]).toEqual([id('i')])
    expect(second.itemsAfter(delink.at).size).toBe(0)
    second.close()
  })

  test('[SYNC3] passes over a line that was cut short, and loses none behind it', async () => {
    const first = RevocationJournal.open(file)
    first.sessionEnded('before', 10)
    first.close()
    await appendFile(file, '{"type":"session-ended","sess')
    const second = RevocationJournal.open(file)
    second.sessionEnded('after', 11)
    second.close()
    expect(RevocationJournal.open(file).sessionsEndedAfter(0)).toEqual(['before', 'after'])
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(4)
  })

  test('[SYNC3] with a whole line of a newer release opens for nobody, and no server starts on it', async () => {
    await using tandem = await Tandem.start()
    await tandem.setUp()
    await tandem.stop()
    const path = join(tandem.folder, 'revocations.log')
    await appendFile(path, '{"type":"of-later","at":1}\n')
    expect(() => RevocationJournal.open(path)).toThrow(
      `The journal of revocations ${path} has an entry that this release of Tandem doesn't know. Start the newer one.`,
    )
    await expect(tandem.start()).rejects.toThrow("has an entry that this release of Tandem doesn't know")
  })

  test('[X7][SYNC3] lies beside SQLite, and where REVOCATION_JOURNAL says; with PostgreSQL nobody starts without having said', () => {
    const postgres = { DATABASE_URL: 'postgres://tandem@db/tandem', SECRET_KEY: '00'.repeat(32) }
    expect(parseConfig({ TANDEM_DATA: '/data' }).revocationJournal).toBe('/data/revocations.log')
    expect(() => parseConfig(postgres)).toThrow(/^REVOCATION_JOURNAL must be a file .* or none for no journal/)
    expect(parseConfig({ ...postgres, REVOCATION_JOURNAL: 'none' }).revocationJournal).toBeNull()
    expect(parseConfig({ ...postgres, REVOCATION_JOURNAL: '/log/r' }).revocationJournal).toBe('/log/r')
  })
})

test('[SYNC3] a server started on an older database signs nobody in again who was signed out since', async () => {
  await using tandem = await Tandem.start()
  const person = await tandem.setUp()
  const copied = async (from: string, to: string) => {
    await tandem.stop()
    for (const name of (await readdir(from)).filter((name) => name.startsWith('tandem.sqlite')))
      await cp(join(from, name), join(to, name))
    await tandem.start()
  }
  await copied(tandem.folder, folder)
  const stolen = tandem.person()
  stolen.cookie = person.cookie
  expect((await stolen.get('/api/session')).status).toBe(200)
  expect((await person.delete('/api/session')).status).toBe(204)
  for (const name of ['tandem.sqlite-wal', 'tandem.sqlite-shm']) await rm(join(tandem.folder, name), { force: true })
  await copied(folder, tandem.folder)
  expect((await stolen.get('/api/session')).status).toBe(401)
  const { email, password } = setUpForm
  expect((await person.post('/api/session', { email, password })).status).toBe(201)
})

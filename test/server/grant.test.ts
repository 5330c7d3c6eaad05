// What a customer lets its MSP do with its admins and roles (C7), over HTTP: given, taken back, and not given back by a backup.
import { cp, readdir, rm } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '#shared/protocol/response.ts'
import { Tandem, type Person } from '../support/tandem.ts'
import { hire, registerCustomer } from '../support/team.ts'

let tandem: Tandem
/** Of the MSP, and the super admin of its customer. */
let mina: Person
let jo: Person
beforeEach(async () => {
  tandem = await Tandem.start()
  mina = await tandem.setUp()
  await mina.addCustomer()
  jo = await registerCustomer(tandem)
})
afterEach(() => tandem[Symbol.asyncDispose]())

const codeOf = (answer: Answer) => (answer.outcome === 'refused' ? answer.code : answer.outcome)
const rowOf = async (person: Person) => (await person.relationships())[0]!

async function choose(name: 'grant-admins' | 'take-back-admins', by = jo): Promise<string> {
  const { id, version } = await rowOf(by)
  return codeOf((await by.command(name, { relationshipId: id, version })).answer)
}

describe('`Manage admins and roles`', () => {
  test('[C7] is off by default; a super admin turns it on and off, each once, and both sides’ logs say so', async () => {
    expect((await rowOf(jo)).adminsGrantedAt).toBeNull()
    expect(await choose('take-back-admins')).toBe('stale-decision')
    expect(await choose('grant-admins')).toBe('accepted')
    for (const person of [jo, mina]) expect((await rowOf(person)).adminsGrantedAt).toBe(tandem.clock.now())
    expect(await choose('grant-admins')).toBe('stale-decision')
    expect(await choose('take-back-admins')).toBe('accepted')
    expect((await rowOf(mina)).adminsGrantedAt).toBeNull()
    const { entries } = (await (await jo.post('/api/audit', { event: null, before: null })).json()) as {
      entries: { event: string }[]
    }
    const audited = entries.map(({ event }) => event).filter((event) => event.startsWith('admins-'))
    expect(audited.toSorted()).toEqual(['admins-granted', 'admins-taken-back'])
    for (const person of [jo, mina]) {
      const events = (await person.activity()).map(({ detail }) => detail.type === 'decision' && detail.event)
      expect(events).toEqual(expect.arrayContaining(['admins-granted', 'admins-taken-back']))
    }
  })

  test('[C7] is given by nobody else: neither the MSP nor an admin of the customer, nor on what somebody hasn’t seen', async () => {
    const sam = await hire(tandem, jo, { workEmail: 'sam@acme.example' })
    expect(await choose('grant-admins', sam)).toBe('not-permitted')
    expect(await choose('grant-admins', mina)).toBe('not-permitted')
    const { id, version } = await rowOf(jo)
    const stale = await jo.command('grant-admins', { relationshipId: id, version: version - 1 })
    expect(codeOf(stale.answer)).toBe('stale-decision')
    expect((await rowOf(jo)).adminsGrantedAt).toBeNull()
  })

  test('[C7][SYNC3] a backup from while it was on gives the MSP nothing back', async () => {
    await choose('grant-admins')
    const backup = await Tandem.temporaryFolder()
    await copyDatabase(tandem.folder, backup)
    tandem.clock.advance(1000)
    expect(await choose('take-back-admins')).toBe('accepted')
    await copyDatabase(backup, tandem.folder)
    await rm(backup, { recursive: true })
    expect((await rowOf(mina)).adminsGrantedAt).toBeNull()
    // And what was given anew stays given.
    expect(await choose('grant-admins')).toBe('accepted')
    await tandem.stop()
    await tandem.start()
    expect((await rowOf(mina)).adminsGrantedAt).not.toBeNull()
  })
})

/** The server is stopped meanwhile. */
async function copyDatabase(from: string, to: string): Promise<void> {
  await tandem.stop()
  for (const name of ['tandem.sqlite', 'tandem.sqlite-wal', 'tandem.sqlite-shm'])
    await rm(joinPath(to, name), { force: true })
  for (const name of (await readdir(from)).filter((each) => each.startsWith('tandem.sqlite')))
    await cp(joinPath(from, name), joinPath(to, name))
  await tandem.start()
}

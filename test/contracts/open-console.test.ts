// Links to services' own consoles (S1): made for who may see the service now, and for nobody else; on both databases.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { readConsoleLink } from '../support/console-link.ts'
import { Tandem, type Person } from '../support/tandem.ts'
import { hire, registerCustomer } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'

const [manageSecret, guardSecret] = ['manage '.repeat(8).replaceAll(' ', '1'), 'guard '.repeat(8).replaceAll(' ', '2')]
const consoles = {
  SERVICE_CONSOLES: 'knox-manage=https://manage.example/launch?tenant=eu knox-guard=https://guard.example/',
  SERVICE_CONSOLE_SECRETS: `knox-manage=${manageSecret} knox-guard=${guardSecret}`,
}

let tandem: Tandem
/** Of the MSP, and the super admin of its customer: of another one in each test. */
let mina: Person
let jo: Person
let customers = 0
const at = (name: string) => `${name}@acme-${customers}.example`
afterAll(stopProviders)

const rowOf = async (person: Person): Promise<RelationshipRecord> =>
  (await person.relationships()).find(({ customerId }) => customerId === jo.user!.organisationId)!

/** The link, or why there is none. */
async function open(person: Person, service: string, customerId: OrganisationId = jo.user!.organisationId) {
  const answer = (await (await person.post('/api/consoles/open', { customerId, service })).json()) as {
    url?: string
    error?: { code: string }
  }
  return answer.url ? new URL(answer.url) : answer.error!.code
}

const read = (link: URL | string, secret: string, afterMs = 0) =>
  link instanceof URL ? readConsoleLink(link, secret, tandem.clock.now() + afterMs) : link

async function setStatus(service: string, status: 'active' | 'suspended') {
  await tandem.services.database
    .updateTable('service_record')
    .set({ status })
    .where('organisation_id', '=', jo.user!.organisationId)
    .where('service', '=', service)
    .execute()
}

describe.each(['SQLite', 'PostgreSQL'])('On %s', (database) => {
  beforeAll(async () => {
    const env: Record<string, string> = { LINK_LIMIT: '1000', ...consoles }
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(env)
    mina = await tandem.setUp()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  beforeEach(async () => {
    customers++
    tandem.clock.advance(60 * 60 * 1000)
    await mina.addCustomer({ workEmail: at('jo'), services: ['knox-manage', 'knox-suite'] })
    jo = await registerCustomer(tandem, at('jo'))
  })

  test('[S1] says whose, where to return to and until when, to either side; five minutes, and signed with that service’s secret', async () => {
    const customer = jo.user!.organisationId
    const visit = { customer, service: 'knox-manage', return: `${tandem.origin}/console/return/${customer}` }
    for (const person of [mina, jo]) {
      const link = await open(person, 'knox-manage')
      expect(read(link, manageSecret)).toEqual(visit)
      expect((link as URL).searchParams.get('tenant')).toBe('eu')
      expect(read(link, manageSecret, 299_000)).toEqual(visit)
      expect(read(link, manageSecret, 301_000)).toBeNull()
      expect(read(link, guardSecret)).toBeNull()
      for (const [name, value] of [
        ['customer', '1234567890'],
        ['expires', '99999999999'],
        ['return', 'https://elsewhere.example'],
        ['tenant', 'us'],
      ] as const) {
        const changed = new URL(
          (link as URL).href.replace(
            encodeURIComponent((link as URL).searchParams.get(name)!),
            encodeURIComponent(value),
          ),
        )
        expect(changed.href).not.toBe((link as URL).href)
        expect(read(changed, manageSecret), name).toBeNull()
      }
    }
    const { user } = (await (await mina.get('/api/session')).json()) as { user: { ownConsoles: string[] } }
    expect(user.ownConsoles).toEqual(['knox-manage', 'knox-guard'])
  })

  test('[S1] only of a service that is active and, for an MSP, managed by it; the built-in one needs no link', async () => {
    expect(await open(mina, 'knox-suite')).toBe('console-built-in')
    expect(await open(mina, 'knox-guard')).toBe('service-not-managed')
    expect(await open(jo, 'knox-guard')).toBe('service-not-active')
    expect(await open(mina, 'mainframe')).toBe('service-not-managed')
    await setStatus('knox-manage', 'suspended')
    for (const person of [mina, jo]) expect(await open(person, 'knox-manage')).toBe('service-not-active')
    expect((await mina.post('/api/consoles/open', { customerId: 'x', service: '../' })).status).toBe(400)
  })

  test('[S1] not for whoever has the customer out of scope, nor for other customers and strangers, nor by a GET', async () => {
    const kim = await hire(tandem, mina, {
      workEmail: at('kim'),
      scope: { kind: 'but', allow: [], deny: [jo.user!.organisationId] },
    })
    const lee = await hire(tandem, mina, { workEmail: at('lee') })
    expect(await open(lee, 'knox-manage')).toBeInstanceOf(URL)
    expect(await open(kim, 'knox-manage')).toBe('not-permitted')
    expect(await open(mina, 'knox-manage', '9999999999' as OrganisationId)).toBe('not-permitted')
    customers++
    await mina.addCustomer({ workEmail: at('eve') })
    const eve = await registerCustomer(tandem, at('eve'))
    expect(await open(eve, 'knox-manage')).toBe('not-permitted')
    expect(await open(tandem.person(), 'knox-manage')).toBe('signed-out')
    const path = `/api/consoles/open?customerId=${jo.user!.organisationId}&service=knox-manage`
    expect((await mina.get(path)).status).toBe(404)
    const foreign = await mina.post(
      '/api/consoles/open',
      { customerId: jo.user!.organisationId, service: 'knox-manage' },
      { origin: 'https://elsewhere.example' },
    )
    expect(foreign.status).toBe(403)
  })

  test('[S1][M17] ends for the MSP with the delink; the customer keeps its own', async () => {
    const { id, version } = await rowOf(mina)
    await mina.command('delink-customer', { relationshipId: id, version })
    await jo.command('accept-delink', { relationshipId: id, version: version + 1 })
    expect(await open(mina, 'knox-manage')).toBe('not-permitted')
    expect(read(await open(jo, 'knox-manage'), manageSecret)).toMatchObject({ service: 'knox-manage' })
  })

  test('[S1][C8] nobody of a fully managed customer gets one', async () => {
    await tandem.services.database
      .updateTable('relationship')
      .set({ management_type: 'fully' })
      .where('customer_id', '=', jo.user!.organisationId)
      .execute()
    expect(await open(jo, 'knox-manage')).toBe('not-permitted')
    expect(await open(mina, 'knox-manage')).toBeInstanceOf(URL)
  })
})

// Keys to the API (X5): made and ended by their person, and never more than that person is, on both databases.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { proofLastsMs } from '../../server/auth/step-up.ts'
import { changePerson, changeRole, changeScope } from '../../server/auth/change-access.ts'
import { insertRole } from '../../server/database/repository/people/role.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import type { RoleId } from '#shared/domain/ids.ts'
import { makeKey, postAlert } from '../support/api.ts'
import { setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { hire, registerCustomer } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'

afterAll(stopProviders)

describe.each(['SQLite', 'PostgreSQL'])('API keys, on %s', (database) => {
  let tandem: Tandem
  let noa: Person
  let kim: Person
  let jo: Person
  let customerId: string
  const env: Record<string, string> = { API_LIMIT: '40', ALERT_LIMIT: '1000', LINK_LIMIT: '1000' }

  beforeAll(async () => {
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(env)
    noa = await tandem.setUp()
    await noa.addCustomer()
    jo = await registerCustomer(tandem)
    kim = await hire(tandem, noa)
    customerId = (await noa.relationships())[0]!.customerId
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  beforeEach(() => tandem.clock.advance(60_000))

  const alert = (given: object = {}) => ({
    customerId,
    category: 'battery',
    device: { serial: 'R52N30ABCDE' },
    title: 'Battery worn out',
    ...given,
  })
  const post = (secret: string, given: object = {}, headers = {}) => postAlert(tandem, secret, alert(given), headers)
  const ask = (secret: string, path = '/key') =>
    fetch(`${tandem.origin}/api/v1${path}`, { headers: { authorization: `Bearer ${secret}` } })
  const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
  const inUnit = (work: (unit: UnitOfWork) => Promise<unknown>) => runUnitOfWork(tandem.services, work)
  const audited = async () =>
    (await tandem.services.database.selectFrom('audit_entry').select(['event', 'detail']).execute()).filter(
      ({ event }) => event === 'api-key-made' || event === 'api-key-revoked',
    )

  it('[X5] one is shown once, its hash is all that is kept, and both its making and its end stand in the audit log', async () => {
    const { id, secret } = await makeKey(noa, { name: 'Night watch' })
    expect(secret).toMatch(/^tdm_[\w-]{43}$/)
    const listed = await (await noa.get('/api/profile/api-keys')).text()
    expect(listed).toContain('Night watch')
    expect(listed).not.toContain(secret)
    const rows = await tandem.services.database.selectFrom('api_key').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(await (await ask(secret)).json()).toMatchObject({
      name: 'Night watch',
      permissions: ['view', 'manage-devices'],
    })
    expect(await (await kim.get('/api/profile/api-keys')).json()).toEqual({ keys: [] })
    expect((await kim.delete(`/api/profile/api-keys/${id}`)).status).toBe(404)
    expect((await noa.delete(`/api/profile/api-keys/${id}`)).status).toBe(204)
    expect((await ask(secret)).status).toBe(401)
    const log = await audited()
    expect(log.map(({ event }) => event)).toEqual(['api-key-made', 'api-key-revoked'])
    expect(log[0]!.detail).toContain('Night watch')
    expect(JSON.stringify(log)).not.toContain(secret)
  })

  it('[X5] making one asks again who it is, gives no more than its person has, and ends by itself', async () => {
    tandem.clock.advance(proofLastsMs)
    const form = { name: 'Late', permissions: ['manage-devices'], endsInDays: 30 }
    expect(await (await noa.post('/api/profile/api-keys', form)).json()).toEqual({ error: { code: 'prove-again' } })
    await noa.post('/api/session/proof', { password: setUpForm.password })
    const more = { ...form, permissions: ['view-location'] }
    expect(await (await noa.post('/api/profile/api-keys', more)).json()).toMatchObject({
      error: { code: 'more-than-you-have' },
    })
    const { secret } = await makeKey(noa, { endsInDays: 30 })
    expect((await ask(secret)).status).toBe(200)
    tandem.clock.advance(30 * 24 * 60 * 60 * 1000)
    expect(await codeOf(await ask(secret))).toBe('api-key-invalid')
  })

  it('[X5] no cookie opens the API, no Origin closes it, and a key opens nothing else', async () => {
    await signInAgain()
    const { secret } = await makeKey(noa)
    expect((await noa.get('/api/v1/key')).status).toBe(401)
    expect((await post(secret, {}, { origin: 'https://evil.example' })).status).toBe(201)
    const bearer = { authorization: `Bearer ${secret}` }
    expect((await fetch(`${tandem.origin}/api/session`, { headers: bearer })).status).toBe(401)
    expect((await ask('tdm_nothing')).headers.get('www-authenticate')).toBe('Bearer')
  })

  it('[X5] failures are problems with stable codes and the fields to mend', async () => {
    const { secret } = await makeKey(noa)
    const wrong = await post(secret, { category: 'weather', title: '', device: {} })
    expect(wrong.headers.get('content-type')).toBe('application/problem+json')
    expect(await wrong.json()).toMatchObject({ status: 400, code: 'invalid-input' })
    expect(await codeOf(await post(secret, { customerId: '9999999999' }))).toBe('not-permitted')
    expect(await codeOf(await post(secret, { device: { imei: '356938035643808' } }))).toBe('invalid-input')
    const plain = await fetch(`${tandem.origin}/api/v1/alerts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'text/plain' },
      body: 'x',
    })
    expect(plain.status).toBe(400)
    expect(await codeOf(await ask(secret, '/nowhere'))).toBe('not-found')
    expect(await codeOf(await post(secret, { text: 'x'.repeat(70_000) }))).toMatch(/too-large|invalid-input/)
    const viewing = await makeKey(noa, { permissions: [] })
    expect(await codeOf(await post(viewing.secret))).toBe('not-permitted')
  })

  it('[X5] said again under the same name it is answered as before and does nothing again; another body is refused', async () => {
    const { secret } = await makeKey(noa)
    const named = { 'idempotency-key': 'night-1' }
    const first = await (await post(secret, {}, named)).json()
    const [second, third] = await Promise.all([post(secret, {}, named), post(secret, {}, named)])
    expect([await second.json(), await third.json()]).toEqual([first, first])
    expect(await codeOf(await post(secret, { title: 'Another' }, named))).toBe('idempotency-key-used')
    const [left, right] = await Promise.all(
      [1, 2].map(async () => (await post(secret, {}, { 'idempotency-key': 'at once' })).json()),
    )
    expect(left).toEqual(right)
    const { id } = first as { id: string }
    const alerts = await tandem.services.database.selectFrom('alert').select('id').where('id', '=', id).execute()
    expect(alerts).toHaveLength(1)
    const another = await makeKey(noa)
    expect(await (await post(another.secret, {}, named)).json()).not.toEqual(first)
  })

  it('[X5] every answer says how much is left, and what is too much waits', async () => {
    const { secret } = await makeKey(noa)
    const first = await post(secret)
    expect(first.headers.get('ratelimit-policy')).toBe('"key";q=40;w=60, "customer";q=1000;w=3600')
    expect(first.headers.get('ratelimit')).toMatch(/^"key";r=39;t=\d+, "customer";r=9\d\d;t=\d+$/)
    let last = first
    for (let count = 0; count < 45 && last.status !== 429; count++) last = await ask(secret)
    expect(await codeOf(last)).toBe('too-many-requests')
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(last.headers.get('ratelimit')).toContain('"key";r=0')
    tandem.clock.advance(60_000)
    expect((await ask(secret)).status).toBe(200)
  })

  it('[X5][M20] a key ends with its person’s scope, role and access, and with a delink, at once', async () => {
    await signInAgain(kim, 'kim@northwind.example', 'a fairly long phrase')
    const { secret } = await makeKey(kim)
    const { id } = kim.user!
    expect((await post(secret)).status).toBe(201)
    await inUnit((unit) => changeScope(unit, id, { kind: 'only', allow: [], deny: [] }))
    expect(await codeOf(await post(secret))).toBe('not-permitted')
    await inUnit((unit) => changeScope(unit, id, { kind: 'all', allow: [], deny: [] }))
    expect((await post(secret)).status).toBe(201)
    const reader = { id: tandem.ids.randomId() as RoleId, organisation_id: kim.user!.organisationId }
    await inUnit(async (unit) => {
      await insertRole(unit.trx, { ...reader, name: 'Reader', permissions: ['view'] })
      await changePerson(unit, id, { role_id: reader.id })
    })
    expect(await codeOf(await post(secret)), 'a role without devices').toBe('not-permitted')
    expect(await (await ask(secret)).json()).toMatchObject({ permissions: ['view'] })
    await inUnit((unit) => changeRole(unit, reader, ['view', 'manage-devices']))
    expect((await post(secret)).status).toBe(201)
    await inUnit((unit) => changePerson(unit, id, { status: 'blocked' }))
    expect(await codeOf(await post(secret))).toBe('api-key-invalid')
    expect((await ask(secret)).status).toBe(401)
  })

  it('[X5][SYNC3] a backup brings no revoked key back', async () => {
    const { id, secret } = await makeKey(noa)
    const putBack = await tandem.backUp()
    expect((await noa.delete(`/api/profile/api-keys/${id}`)).status).toBe(204)
    await putBack()
    expect((await ask(secret)).status).toBe(401)
  })

  it('[X5][C8] a customer’s people’s keys sleep while an MSP manages the company alone, and end with a delink for the MSP’s', async () => {
    await signInAgain(jo, 'jo@acme.example', 'a fairly long phrase')
    const [ours, theirs] = [await makeKey(jo), await makeKey(noa)]
    const { database: db } = tandem.services
    expect((await post(ours.secret)).status).toBe(201)
    await db.updateTable('relationship').set({ management_type: 'fully' }).execute()
    expect(await codeOf(await post(ours.secret))).toBe('not-permitted')
    expect((await post(theirs.secret)).status).toBe(201)
    await db.updateTable('relationship').set({ status: 'delinked', management_type: 'jointly' }).execute()
    expect((await post(ours.secret)).status).toBe(201)
    expect(await codeOf(await post(theirs.secret))).toBe('not-permitted')
  })

  it('[X5] the document is OpenAPI 3.1 of all that is there, and its page loads and runs nothing', async () => {
    const document = await (await fetch(`${tandem.origin}/api/v1/openapi.json`)).json()
    expect(document).toMatchObject({
      openapi: '3.1.0',
      paths: { '/alerts': { post: { security: [{ bearer: [] }] } }, '/key': { get: {} } },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    })
    const page = await fetch(`${tandem.origin}/api/v1/docs`)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    const html = await page.text()
    const style = /<style>([^]*)<\/style>/.exec(html)![1]!
    const hash = createHash('sha256').update(style).digest('base64')
    expect(page.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`)
    expect(html).toContain('POST /alerts')
    expect(html).toContain('figures.battery.level')
    expect(html).not.toMatch(/<script|javascript:|style="/)
  })

  async function signInAgain(person = noa, email = setUpForm.email, password = setUpForm.password): Promise<void> {
    const response = await person.post('/api/session', { email, password })
    if (!response.ok) throw new Error(await response.text())
  }
})

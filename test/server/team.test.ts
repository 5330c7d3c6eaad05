// Colleagues: invited, registered, changed, blocked, removed (M20, C6), over HTTP and by what mails say.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Permission } from '#shared/domain/access/permission.ts'
import type { AuditEntry } from '#shared/domain/audit-entry.ts'
import type { GroupId, OrganisationId, RoleId } from '#shared/domain/ids.ts'
import type { Answer } from '#shared/protocol/response.ts'
import { silentLog } from '../../server/log.ts'
import { linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'
import { goodPassword, hire, inviteInput, join, kimForm, peopleOf, registerCustomer } from '../support/team.ts'

let tandem: Tandem
let mina: Person
let logged: unknown[]
beforeEach(async () => {
  logged = []
  const security = (event: string, facts?: object) => void logged.push({ event, ...facts })
  tandem = await Tandem.start({}, 1, { ...silentLog, security })
  mina = await tandem.setUp()
})
afterEach(() => tandem[Symbol.asyncDispose]())

const hour = 60 * 60 * 1000
const day = 24 * hour
const codeOf = (answer: Answer) => (answer.outcome === 'refused' ? answer.code : answer.outcome)
const invite = async (given: Parameters<typeof inviteInput>[1] = {}, by = mina) =>
  (await by.command('invite-person', inviteInput(tandem, given))).answer
const look = (link: string) => tandem.person().post('/api/person-invitation/look-up', { link })
const codeOfResponse = async (response: Response) =>
  ((await response.json()) as { error?: { code: string } }).error?.code ?? response.status

/** Confirms Mina's address, so that she counts. */
async function confirm(): Promise<void> {
  const link = linkIn((await tandem.mails(setUpForm.email))[0], '/verify-email')
  expect((await mina.post('/api/verify-email', { link })).status).toBe(204)
}

async function decide(
  by: Person,
  name:
    'block-person' | 'reactivate-person' | 'remove-person' | 'resend-person-invitation' | 'revoke-person-invitation',
  email: string,
) {
  const { id, version } = (await peopleOf(by))[email]!
  return codeOf((await by.command(name, { personId: id, version })).answer)
}

async function change(by: Person, email: string, role: 'super-admin' | 'admin') {
  const { id, version } = (await peopleOf(by))[email]!
  return codeOf((await by.command('change-person', { personId: id, version, role, scope: null })).answer)
}

describe('Somebody who is invited', () => {
  test('[M20][X3] gets a mail that says who invites, as what and until when; registers once, signed in with role and scope', async () => {
    await mina.addCustomer()
    const acme = (await mina.relationships())[0]!.customerId
    await mina.addCustomer({ companyName: 'Zenith', workEmail: 'zoe@zenith.example' })
    const scope = { kind: 'only', allow: [acme], deny: [] } as const
    expect(codeOf(await invite({ scope, details: 'Asked for by Bo.\nSee http://evil.example' }))).toBe('accepted')
    expect((await peopleOf(mina))[kimForm.workEmail]).toMatchObject({
      state: 'pending',
      role: 'admin',
      scope,
      invitation: { state: 'sent', sentCount: 1 },
    })
    const [mail] = await tandem.mails(kimForm.workEmail)
    expect(mail!.subject).toBe('Northwind IT invites you to Tandem')
    for (const words of ['Mina Cho', 'MSP Admin', 'Asked for by Bo.', setUpForm.email])
      expect(mail!.text).toContain(words)
    expect(mail!.text).not.toContain('http://evil')
    const link = linkIn(mail, '/join')
    const view = await (await look(link)).json()
    expect(view).toMatchObject({ organisationName: 'Northwind IT', email: kimForm.workEmail, role: 'admin' })
    // Looking, however often, changes nothing.
    expect((await look(link)).status).toBe(200)
    const kim = await join(tandem, kimForm.workEmail)
    expect(kim.user).toMatchObject({ role: 'admin', emailVerified: true, organisationName: 'Northwind IT' })
    expect((await kim.relationships()).map(({ customerId }) => customerId)).toEqual([acme])
    expect((await peopleOf(mina))[kimForm.workEmail]).toMatchObject({ state: 'active', invitation: null })
    expect(await codeOfResponse(await look(link))).toBe('invitation-used')
    const again = await tandem.person().post('/api/person-invitation/register', {
      link,
      firstName: 'Eve',
      lastName: '',
      password: goodPassword,
      locale: 'en',
    })
    expect(await codeOfResponse(again)).toBe('invitation-used')
  })

  test('[M20] has no account before: nobody signs in with an address that is only invited', async () => {
    await invite()
    for (const password of ['', ' ', goodPassword]) {
      const answer = await tandem.person().post('/api/session', { email: kimForm.workEmail, password })
      expect([401, 422, 400]).toContain(answer.status)
    }
  })

  test('[M20] may not after seven days, with an altered link, or one that was revoked', async () => {
    await invite()
    const link = linkIn((await tandem.mails(kimForm.workEmail))[0], '/join')
    expect(await codeOfResponse(await look(`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`))).toBe(
      'link-invalid',
    )
    tandem.clock.advance(7 * day)
    expect(await codeOfResponse(await look(link))).toBe('invitation-expired')
    expect(await decide(mina, 'resend-person-invitation', kimForm.workEmail)).toBe('accepted')
    const renewed = linkIn((await tandem.mails(kimForm.workEmail))[0], '/join')
    expect((await look(renewed)).status).toBe(200)
    expect(await codeOfResponse(await look(link))).not.toBe(200)
    expect(await decide(mina, 'revoke-person-invitation', kimForm.workEmail)).toBe('accepted')
    expect(await codeOfResponse(await look(renewed))).toBe('invitation-revoked')
    expect((await peopleOf(mina))[kimForm.workEmail]!.state).toBe('revoked')
  })

  test('[M20] is reminded at most once an hour and three times; the deadline stays', async () => {
    await invite()
    const link = linkIn((await tandem.mails(kimForm.workEmail))[0], '/join')
    expect(await decide(mina, 'resend-person-invitation', kimForm.workEmail)).toBe('accepted')
    expect(await decide(mina, 'resend-person-invitation', kimForm.workEmail)).toBe('reminded-recently')
    const mails = await tandem.mails(kimForm.workEmail)
    expect(mails.map(({ subject }) => subject)).toContain('Reminder: Northwind IT invites you to Tandem')
    for (let time = 0; time < 2; time++) {
      tandem.clock.advance(hour)
      expect(await decide(mina, 'resend-person-invitation', kimForm.workEmail)).toBe('accepted')
    }
    tandem.clock.advance(hour)
    expect(await decide(mina, 'resend-person-invitation', kimForm.workEmail)).toBe('reminded-enough')
    expect((await look(link)).status).toBe(200)
  })

  test('[M20] whose invitation was revoked is invited anew, by either way', async () => {
    await invite()
    await decide(mina, 'revoke-person-invitation', kimForm.workEmail)
    expect(await decide(mina, 'resend-person-invitation', kimForm.workEmail)).toBe('accepted')
    expect((await peopleOf(mina))[kimForm.workEmail]!.state).toBe('pending')
    await decide(mina, 'revoke-person-invitation', kimForm.workEmail)
    tandem.clock.advance(hour)
    expect(codeOf(await invite({ firstName: 'Kimberly' }))).toBe('accepted')
    const people = Object.values(await peopleOf(mina))
    expect(people.filter(({ email }) => email === kimForm.workEmail).map(({ firstName }) => firstName)).toEqual([
      'Kimberly',
    ])
    await join(tandem, kimForm.workEmail)
  })
})

describe('An address', () => {
  test('[M20][C6] that is here, invited, or somebody’s elsewhere is refused with one answer each, in capitals too', async () => {
    await mina.addCustomer()
    const link = linkIn((await tandem.mails('jo@acme.example'))[0], '/register')
    const jo = tandem.person()
    const form = { link, firstName: 'Jo', lastName: 'Park', password: goodPassword, locale: 'en' }
    expect((await jo.post('/api/invitation/register', form)).status).toBe(201)
    await hire(tandem, mina)
    await invite({ workEmail: 'lee@northwind.example' })
    const answers = async (workEmail: string) => {
      const answer = await invite({ workEmail })
      return answer.outcome === 'refused' ? [answer.code, answer.fields?.['workEmail']] : answer.outcome
    }
    for (const spell of [(text: string) => text, (text: string) => text.toUpperCase()]) {
      expect(await answers(spell(setUpForm.email))).toEqual(['already-here', 'already-here'])
      expect(await answers(spell(kimForm.workEmail))).toEqual(['already-here', 'already-here'])
      expect(await answers(spell('lee@northwind.example'))).toEqual(['already-invited', 'already-invited'])
      expect(await answers(spell('jo@acme.example'))).toEqual(['email-taken', 'alternate-email'])
    }
  })

  test('[FB7][M20] elsewhere is told so many times an hour; then nobody is told, and nobody is invited', async () => {
    await using few = await Tandem.start({ LOOK_UP_LIMIT: '3' })
    const noa = await few.setUp()
    await noa.addCustomer()
    await registerCustomer(few)
    const ask = async (workEmail: string) =>
      codeOf((await noa.command('invite-person', inviteInput(few, { workEmail }))).answer)
    const answers: string[] = []
    for (let time = 0; time < 5; time++) answers.push(await ask('jo@acme.example'))
    expect(answers).toEqual([...Array<string>(3).fill('email-taken'), 'too-many-requests', 'too-many-requests'])
    expect(await ask('stranger@northwind.example')).toBe('too-many-requests')
    expect(Object.keys(await peopleOf(noa))).toEqual([setUpForm.email])
    few.clock.advance(hour)
    expect([await ask('stranger@northwind.example'), await ask('jo@acme.example')]).toEqual(['accepted', 'email-taken'])
  })

  test('[M20] that two organisations invite is whose registers first; the other hears that it has an account', async () => {
    await mina.addCustomer()
    const jo = tandem.person()
    const link = linkIn((await tandem.mails('jo@acme.example'))[0], '/register')
    const form = { link, firstName: 'Jo', lastName: 'Park', password: goodPassword, locale: 'en' }
    jo.user = ((await (await jo.post('/api/invitation/register', form)).json()) as { user: Person['user'] }).user
    expect(codeOf(await invite())).toBe('accepted')
    expect(codeOf(await invite({}, jo))).toBe('accepted')
    const links = (await tandem.mails(kimForm.workEmail)).map((mail) => linkIn(mail, '/join'))
    expect(links).toHaveLength(2)
    const register = (each: string) =>
      tandem.person().post('/api/person-invitation/register', { ...form, link: each, firstName: 'Kim' })
    const both = await Promise.all(links.map(register))
    const codes = await Promise.all(both.map(codeOfResponse))
    expect(codes.toSorted()).toEqual([201, 'email-taken'])
  })

  test('[M20] of somebody who was removed is free again', async () => {
    await confirm()
    await hire(tandem, mina)
    expect(await decide(mina, 'remove-person', kimForm.workEmail)).toBe('accepted')
    expect((await peopleOf(mina))[kimForm.workEmail]).toBeUndefined()
    await hire(tandem, mina, { firstName: 'Kimberly' })
  })
})

describe('Nobody gives more than they have', () => {
  test('[M20][C6] role or customers; and who lacks the permission gives nothing', async () => {
    await confirm()
    const kim = await hire(tandem, mina)
    expect(codeOf(await invite({ workEmail: 'x@northwind.example' }, kim))).toBe('not-permitted')
    expect(await change(kim, setUpForm.email, 'admin')).toBe('not-permitted')
    await mina.addCustomer()
    const acme = (await mina.relationships())[0]!.customerId
    const scoped = await hire(tandem, mina, {
      workEmail: 'sue@northwind.example',
      role: 'super-admin',
      scope: { kind: 'only', allow: [acme], deny: [] },
    })
    const strange = '1234567890' as OrganisationId
    const scopes = [
      { kind: 'all', allow: [], deny: [] },
      { kind: 'but', allow: [], deny: [acme] },
      { kind: 'only', allow: [acme, strange], deny: [] },
    ] as const
    for (const scope of scopes)
      expect(codeOf(await invite({ workEmail: 'y@northwind.example', scope }, scoped))).toBe('more-than-you-have')
    expect(await change(scoped, kimForm.workEmail, 'super-admin')).toBe('more-than-you-have')
    const own = { workEmail: 'z@northwind.example', scope: { kind: 'only', allow: [acme], deny: [] } } as const
    expect(codeOf(await invite(own, scoped))).toBe('accepted')
  })

  test('[M20] by a role of somebody who sees more customers', async () => {
    await confirm()
    await mina.addCustomer()
    const { customerId } = (await mina.relationships())[0]!
    const roleId = tandem.ids.randomId() as RoleId
    const reader = { roleId, name: 'Reader', permissions: ['view'] as Permission[] }
    expect((await mina.command('add-role', reader)).answer.outcome).toBe('accepted')
    await hire(tandem, mina, { role: roleId })
    const scoped = await hire(tandem, mina, {
      workEmail: 'sue@northwind.example',
      role: 'super-admin',
      scope: { kind: 'only', allow: [customerId], deny: [] },
    })
    const more = { ...reader, version: 1, permissions: ['view', 'edit-account'] as Permission[] }
    expect(codeOf((await scoped.command('change-role', more)).answer)).toBe('more-than-you-have')
    const given = { roleId, version: 1, instead: 'admin' } as const
    expect(codeOf((await scoped.command('delete-role', given)).answer)).toBe('more-than-you-have')
    expect(codeOf((await mina.command('change-role', more)).answer)).toBe('accepted')
  })
})

describe('The last super admin', () => {
  test('[M20][C6] is neither blocked, removed, made less nor given fewer customers; pending, blocked and unconfirmed ones don’t count', async () => {
    await confirm()
    const kim = await hire(tandem, mina, { role: 'super-admin' })
    const { email } = setUpForm
    await invite({ workEmail: 'pending@northwind.example', role: 'super-admin' })
    await hire(tandem, mina, { workEmail: 'blocked@northwind.example', role: 'super-admin' })
    expect(await decide(mina, 'block-person', 'blocked@northwind.example')).toBe('accepted')
    expect(await change(kim, email, 'admin')).toBe('accepted')
    // Only Kim is left.
    expect(await decide(kim, 'block-person', kimForm.workEmail)).toBe('last-super-admin')
    expect(await decide(kim, 'remove-person', kimForm.workEmail)).toBe('last-super-admin')
    expect(await change(kim, kimForm.workEmail, 'admin')).toBe('last-super-admin')
    const { id: personId, version } = (await peopleOf(kim))[kimForm.workEmail]!
    const some = { kind: 'but', allow: [], deny: ['1234567890' as OrganisationId] } as const
    const narrowed = await kim.command('change-person', { personId, version, role: 'super-admin', scope: some })
    expect(codeOf(narrowed.answer)).toBe('last-super-admin')
    expect(await change(mina, kimForm.workEmail, 'admin')).toBe('not-permitted')
  })

  test('[M20] whom somebody unconfirmed would block stays', async () => {
    await hire(tandem, mina, { role: 'super-admin' })
    expect(await decide(mina, 'block-person', kimForm.workEmail)).toBe('last-super-admin')
    await confirm()
    expect(await decide(mina, 'block-person', kimForm.workEmail)).toBe('accepted')
  })
})

describe('Whoever is blocked', () => {
  test('[M20][X2] is signed out everywhere, hears why, and signs in again once reactivated', async () => {
    await confirm()
    const kim = await hire(tandem, mina)
    expect(await decide(mina, 'block-person', kimForm.workEmail)).toBe('accepted')
    const why = await kim.get('/api/session')
    expect([why.status, await codeOfResponse(why)]).toEqual([403, 'blocked'])
    const signIn = () => tandem.person().post('/api/session', { email: kimForm.workEmail, password: goodPassword })
    expect(await codeOfResponse(await signIn())).toBe('blocked')
    expect(await decide(mina, 'reactivate-person', kimForm.workEmail)).toBe('accepted')
    expect((await signIn()).status).toBe(201)
    expect((await kim.get('/api/session')).status).toBe(401)
  })

  test('[X2][FB1] has the count of what a device deleted in the audit log, once, and by nobody who isn’t blocked', async () => {
    await confirm()
    const kim = await hire(tandem, mina)
    const purge = (by: Person, count = 2) => by.post('/api/session/purged', { count })
    expect((await purge(kim)).status).toBe(401)
    expect((await kim.get('/api/session')).status).toBe(200)
    expect(await decide(mina, 'block-person', kimForm.workEmail)).toBe('accepted')
    expect((await purge(kim, -1)).status).toBe(400)
    expect((await purge(kim)).status).toBe(204)
    expect((await purge(kim)).status).toBe(401)
    const asked = await mina.post('/api/audit', { event: 'device-purged', before: null })
    const { entries } = (await asked.json()) as { entries: AuditEntry[] }
    expect(entries).toMatchObject([{ person: { email: kimForm.workEmail }, subject: { name: '', to: { unsent: 2 } } }])
    expect(JSON.stringify(logged)).toContain('"unsent":2')
    expect(JSON.stringify(logged)).not.toMatch(/@|Kim/)
  })

  test('[M20] is answered by the state as it was seen: a stale decision changes nothing', async () => {
    await confirm()
    await hire(tandem, mina)
    const { id, version } = (await peopleOf(mina))[kimForm.workEmail]!
    expect(await change(mina, kimForm.workEmail, 'super-admin')).toBe('accepted')
    const { answer } = await mina.command('block-person', { personId: id, version })
    expect(codeOf(answer)).toBe('stale-decision')
  })
})

describe('Roles and groups', () => {
  const role = (given: object = {}) => ({
    roleId: tandem.ids.randomId() as RoleId,
    name: 'Reader',
    permissions: ['view'] as Permission[],
    ...given,
  })

  test('[M20][C6] a role has a name of its own and no more than its maker has; with it somebody does what it lets them', async () => {
    await confirm()
    const reader = role()
    expect(codeOf((await mina.command('add-role', reader)).answer)).toBe('accepted')
    for (const name of ['reader', 'Super Admin', 'MSP Admin'])
      expect(codeOf((await mina.command('add-role', role({ name }))).answer)).toBe('name-taken')
    expect(codeOf((await mina.command('add-role', role({ name: 'Odd', permissions: ['export'] }))).answer)).toBe(
      'invalid-input',
    )
    const kim = await hire(tandem, mina, { role: reader.roleId })
    expect(kim.user!.permissions).toEqual(['view'])
    expect(codeOf((await kim.addCustomer()).answer)).toBe('not-permitted')
    const manager = role({ name: 'Manager', permissions: ['view', 'manage-admins-and-roles'] })
    expect(codeOf((await mina.command('add-role', manager)).answer)).toBe('accepted')
    const lee = await hire(tandem, mina, { workEmail: 'lee@northwind.example', role: manager.roleId })
    const wide = role({ name: 'Wide', permissions: ['view', 'export'] })
    expect(codeOf((await lee.command('add-role', wide)).answer)).toBe('more-than-you-have')
    expect(codeOf(await invite({ workEmail: 'x@northwind.example' }, lee))).toBe('more-than-you-have')
    expect(codeOf(await invite({ workEmail: 'x@northwind.example', role: reader.roleId }, lee))).toBe('accepted')
    expect(await change(lee, kimForm.workEmail, 'super-admin')).toBe('more-than-you-have')
  })

  test('[M20] a role in use is deleted only with another one for whoever has it', async () => {
    await confirm()
    const reader = role()
    await mina.command('add-role', reader)
    await hire(tandem, mina, { role: reader.roleId })
    const gone = { roleId: reader.roleId, version: 1 }
    expect(codeOf((await mina.command('delete-role', { ...gone, instead: null })).answer)).toBe('role-in-use')
    expect(codeOf((await mina.command('delete-role', { ...gone, instead: 'admin' })).answer)).toBe('accepted')
    expect((await peopleOf(mina))[kimForm.workEmail]).toMatchObject({ role: 'admin', roleId: null, ownRole: null })
  })

  test('[M3][M20] a group gives its customers to whose scope names it, takes them with its members, and stays while it is named', async () => {
    await confirm()
    await mina.addCustomer()
    await mina.addCustomer({ companyName: 'Zenith', workEmail: 'zoe@zenith.example' })
    const ids = (await mina.relationships()).map(({ customerId }) => customerId)
    const groupId = tandem.ids.randomId() as GroupId
    const members = [...ids, '1234567890' as OrganisationId]
    expect(codeOf((await mina.command('add-group', { groupId, name: 'North', members })).answer)).toBe('accepted')
    const kim = await hire(tandem, mina, { scope: { kind: 'only', allow: [groupId], deny: [] } })
    expect((await kim.relationships()).map(({ customerId }) => customerId).toSorted()).toEqual(ids.toSorted())
    const fewer = { groupId, version: 1, name: 'North', members: ids.slice(0, 1) }
    expect(codeOf((await mina.command('change-group', fewer)).answer)).toBe('accepted')
    expect((await kim.relationships()).map(({ customerId }) => customerId)).toEqual(ids.slice(0, 1))
    const seen = { groupId, version: 2 }
    expect(codeOf((await mina.command('delete-group', seen)).answer)).toBe('group-in-use')
    expect(codeOf((await kim.command('delete-group', seen)).answer)).toBe('not-permitted')
    expect(await decide(mina, 'remove-person', kimForm.workEmail)).toBe('accepted')
    expect(codeOf((await mina.command('delete-group', seen)).answer)).toBe('accepted')
  })
})

// What a customer lets its MSP do with its admins and roles (C7), over HTTP: given, taken back, and not given back by a backup; on both databases.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TeamDecisionName } from '#shared/decisions/registry.ts'
import type { GrantSeen } from '#shared/decisions/grant/grant-seen.ts'
import type { InvitePersonInput } from '#shared/decisions/team/invite-person.ts'
import type { AuditEntry } from '#shared/domain/audit-entry.ts'
import type { Permission } from '#shared/domain/access/permission.ts'
import type { RelationshipId, RoleId } from '#shared/domain/ids.ts'
import type { CustomerTeamRecord } from '#shared/domain/team/customer-team.ts'
import type { Answer } from '#shared/protocol/response.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { linkIn, Tandem, type Person } from '../support/tandem.ts'
import { hire, inviteInput, join, kimForm, peopleOf, registerCustomer } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'

let tandem: Tandem
/** Of the MSP, and the super admin of its customer: of another one in each test. */
let mina: Person
let jo: Person
let relationshipId: RelationshipId
let customers = 0
const at = (name: string) => `${name}@acme-${customers}.example`
const colleague = () => `kim-${customers}@northwind.example`
afterAll(stopProviders)

const codeOf = (answer: Answer) => (answer.outcome === 'refused' ? answer.code : answer.outcome)
const rowOf = async (person: Person) =>
  (await person.relationships()).find(({ customerId }) => customerId === jo.user!.organisationId)!

async function choose(name: 'grant-admins' | 'take-back-admins', by = jo): Promise<string> {
  const { id, version } = await rowOf(by)
  return codeOf((await by.command(name, { relationshipId: id, version })).answer)
}

/** What this person's device holds of the customer's team; null: nothing. */
async function teamOf(person: Person): Promise<CustomerTeamRecord | null> {
  const frames = await person.sync()
  const teams = frames.filter((frame) => frame.type === 'customer-team').map((frame) => frame.record)
  return teams.find(({ id }) => id === relationshipId) ?? null
}

const findAdmin = (team: CustomerTeamRecord | null, firstName: string) =>
  team?.people.find((person) => person.firstName === firstName)

describe.each(['SQLite', 'PostgreSQL'])('On %s', (database) => {
  beforeAll(async () => {
    const env: Record<string, string> = { LINK_LIMIT: '1000' }
    if (database === 'PostgreSQL')
      Object.assign(env, { DATABASE_URL: (await postgres.provide()).databaseUrl!, SECRET_KEY: 'ab'.repeat(32) })
    tandem = await Tandem.start(env)
    mina = await tandem.setUp()
  })
  afterAll(() => tandem[Symbol.asyncDispose]())
  beforeEach(async () => {
    customers++
    // What is limited by the hour is of another test.
    tandem.clock.advance(60 * 60 * 1000)
    await mina.addCustomer({ workEmail: at('jo') })
    jo = await registerCustomer(tandem, at('jo'))
    relationshipId = (await rowOf(jo)).id
  })

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
      const sam = await hire(tandem, jo, { workEmail: at('sam') })
      expect(await choose('grant-admins', sam)).toBe('not-permitted')
      expect(await choose('grant-admins', mina)).toBe('not-permitted')
      const { id, version } = await rowOf(jo)
      const stale = await jo.command('grant-admins', { relationshipId: id, version: version - 1 })
      expect(codeOf(stale.answer)).toBe('stale-decision')
      expect((await rowOf(jo)).adminsGrantedAt).toBeNull()
    })

    test('[C7][SYNC3] a backup from while it was on gives the MSP nothing back', async () => {
      await choose('grant-admins')
      const putBack = await tandem.backUp()
      tandem.clock.advance(1000)
      expect(await choose('take-back-admins')).toBe('accepted')
      await putBack()
      expect((await rowOf(mina)).adminsGrantedAt).toBeNull()
      // And what was given anew stays given.
      expect(await choose('grant-admins')).toBe('accepted')
      await tandem.stop()
      await tandem.start()
      expect((await rowOf(mina)).adminsGrantedAt).not.toBeNull()
    })
  })

  describe('The MSP, while it is on', () => {
    let sam: typeof kimForm
    let ann: typeof kimForm
    let under: GrantSeen
    beforeEach(() => {
      sam = { workEmail: at('sam'), firstName: 'Sam', lastName: 'Reed' }
      ann = { workEmail: at('ann'), firstName: 'Ann', lastName: 'Lee' }
    })

    async function grant(): Promise<void> {
      expect(await choose('grant-admins')).toBe('accepted')
      const { id, adminsGrantedAt } = await rowOf(mina)
      under = { relationshipId: id, grantedAt: adminsGrantedAt! }
    }

    /** What the MSP asks about the customer's team, crafted or not. */
    const ask = async (name: TeamDecisionName, input: object, by = mina) =>
      codeOf((await by.command(name, { ...input, under } as never)).answer)
    const invite = (given: Partial<InvitePersonInput>, by = mina) =>
      ask('invite-person', inviteInput(tandem, given), by)
    const seen = async (firstName: string) => {
      const { id, version } = findAdmin(await teamOf(mina), firstName)!
      return { personId: id, version }
    }
    const look = async (link: string) => {
      const response = await tandem.person().post('/api/person-invitation/look-up', { link })
      return ((await response.json()) as { error?: { code: string } }).error?.code ?? response.status
    }

    test('[C7] sees admins by name and role with a masked address, never a super admin, and nothing of it before', async () => {
      await hire(tandem, jo, sam)
      expect(await teamOf(mina)).toBeNull()
      await grant()
      const team = (await teamOf(mina))!
      // Whoever registers says their own name.
      expect(team.people).toMatchObject([
        { firstName: 'Kim', role: 'admin', state: 'active', email: `s•••@acme-${customers}.example` },
      ])
      expect(team.people).toHaveLength(1)
      // Neither does a colleague without the permission, nor the customer's own devices by this way.
      const plain = await hire(tandem, mina, { workEmail: colleague() })
      expect(await teamOf(plain)).toBeNull()
      expect(await teamOf(jo)).toBeNull()
    })

    test('[C7][X3] invites an admin, who is marked as made by it for good; the mail names the MSP and what it shows of itself', async () => {
      await grant()
      const kim = await hire(tandem, mina, { workEmail: colleague(), role: 'super-admin' })
      expect(await invite(sam, kim)).toBe('accepted')
      const [mail] = await tandem.mails(sam.workEmail)
      expect(mail!.text).toContain('Northwind IT invites you to work in Tandem for Acme Tools')
      // Mina's is what the MSP gives for questions; nobody's own is in it.
      expect(mail!.text).toContain(`Questions: ${mina.user!.email}`)
      for (const address of [kim.user!.email, jo.user!.email]) expect(mail!.text).not.toContain(address)
      expect(findAdmin(await teamOf(mina), 'Sam')).toMatchObject({ email: sam.workEmail, state: 'pending' })
      const own = (await peopleOf(jo))[sam.workEmail]!
      expect(own).toMatchObject({ state: 'pending', madeBy: 'Northwind IT', role: 'admin' })
      const audit = await jo.post('/api/audit', { event: 'person-invited', before: null })
      const { entries } = (await audit.json()) as { entries: AuditEntry[] }
      expect(entries[0]).toMatchObject({
        person: { firstName: 'Northwind IT', email: 'k•••@northwind.example' },
        subject: { email: sam.workEmail },
      })
      const registered = await join(tandem, sam.workEmail)
      expect(registered.user).toMatchObject({ organisationName: 'Acme Tools', role: 'admin' })
      expect(await choose('take-back-admins')).toBe('accepted')
      expect((await peopleOf(jo))[sam.workEmail]).toMatchObject({ state: 'active', madeBy: 'Northwind IT' })
    })

    test('[C7] changes, blocks, reactivates and revokes what isn’t a super admin’s, and makes roles', async () => {
      await grant()
      const kim = await hire(tandem, jo, sam)
      const role = { roleId: tandem.ids.randomId() as RoleId, name: 'Reader', permissions: ['view'] as Permission[] }
      expect(await ask('add-role', role)).toBe('accepted')
      expect((await teamOf(mina))!.roles).toMatchObject([{ name: 'Reader' }])
      expect(await ask('change-person', { ...(await seen('Kim')), role: role.roleId, scope: null })).toBe('accepted')
      expect((await peopleOf(jo))[sam.workEmail]).toMatchObject({ ownRole: 'Reader', madeBy: null })
      expect(await ask('block-person', await seen('Kim'))).toBe('accepted')
      expect((await kim.get('/api/session')).status).toBe(403)
      expect(await ask('reactivate-person', await seen('Kim'))).toBe('accepted')
      expect(await invite(ann)).toBe('accepted')
      const link = linkIn((await tandem.mails(ann.workEmail))[0], '/join')
      expect(await ask('revoke-person-invitation', await seen('Ann'))).toBe('accepted')
      expect(await look(link)).toBe('invitation-revoked')
      expect(await ask('resend-person-invitation', await seen('Ann'))).toBe('accepted')
      expect((await tandem.mails(ann.workEmail)).length).toBe(2)
    })

    test('[C7][X3][M23] the super admins get a mail of each decision: who of the MSP, masked, did what; asking once more, or a refusal, is none', async () => {
      await grant()
      // Of two more super admins one is blocked, and one hasn't registered.
      for (const name of ['bo', 'cy', 'di'])
        await jo.command('invite-person', inviteInput(tandem, { workEmail: at(name), role: 'super-admin' }))
      await join(tandem, at('bo'))
      await join(tandem, at('cy'))
      const people = await peopleOf(jo)
      const cy = people[at('cy')]!
      await jo.command('block-person', { personId: cy.id, version: cy.version })
      const told = async (to: string) =>
        (await tandem.mails(to)).filter(({ subject }) => subject === 'Northwind IT changed who administers Acme Tools')

      await invite(sam)
      expect(await ask('resend-person-invitation', await seen('Sam'))).toBe('accepted')
      await join(tandem, sam.workEmail)
      await ask('block-person', await seen('Kim'))
      await ask('reactivate-person', await seen('Kim'))
      const reader = { roleId: tandem.ids.randomId() as RoleId, name: 'Reader', permissions: ['view'] as Permission[] }
      await ask('add-role', reader)
      await ask('change-person', { ...(await seen('Kim')), role: reader.roleId, scope: null })
      await ask('remove-person', await seen('Kim'))
      await invite(ann)
      await ask('revoke-person-invitation', await seen('Ann'))
      expect(await invite({ ...ann, role: 'super-admin' })).toBe('more-than-you-have')
      // What they decide themselves they know.
      await jo.command('invite-person', inviteInput(tandem, { workEmail: at('own') }))

      const said = [
        'invited Sam Reed to be an admin of Acme Tools.',
        'blocked Kim Ito at Acme Tools, who is signed out everywhere and has no access.',
        'let Kim Ito in again at Acme Tools.',
        'added the role “Reader” at Acme Tools.',
        'changed the role of Kim Ito at Acme Tools.',
        'removed Kim Ito from the people of Acme Tools.',
        'invited Ann Lee to be an admin of Acme Tools.',
        'took back the invitation of Ann Lee to Acme Tools.',
      ].map((words) => `Northwind IT (m•••@northwind.example) ${words}`)
      for (const name of ['jo', 'bo']) {
        const mails = await told(at(name))
        expect(mails).toHaveLength(said.length)
        for (const sentence of said) expect(mails.filter(({ text }) => text.includes(sentence))).toHaveLength(1)
        expect(mails[0]!.text).toContain('because you are Super Admin of Acme Tools')
      }
      expect(await told(at('cy'))).toEqual([])
      expect(await told(at('di'))).toEqual([])
      expect(await told(sam.workEmail)).toEqual([])
    })

    test('[C7] neither makes, blocks nor changes a super admin, nor gives anybody the management itself: crafted pushes', async () => {
      await grant()
      await hire(tandem, jo, sam)
      const { id: personId, version } = (await peopleOf(jo))[jo.user!.email]!
      const superAdmin = { personId, version }
      expect(await invite({ ...ann, role: 'super-admin' })).toBe('more-than-you-have')
      for (const name of ['block-person', 'remove-person', 'resend-person-invitation'] as const)
        expect(await ask(name, superAdmin), name).toBe('more-than-you-have')
      expect(await ask('change-person', { ...superAdmin, role: 'admin', scope: null })).toBe('more-than-you-have')
      expect(await ask('change-person', { ...(await seen('Kim')), role: 'super-admin', scope: null })).toBe(
        'more-than-you-have',
      )
      const manager = { roleId: tandem.ids.randomId(), name: 'Boss', permissions: ['view', 'manage-admins-and-roles'] }
      expect(await ask('add-role', manager)).toBe('more-than-you-have')
      expect(codeOf((await jo.command('add-role', manager as never)).answer)).toBe('accepted')
      expect(await invite({ ...ann, role: manager.roleId as RoleId })).toBe('more-than-you-have')
      const group = { groupId: tandem.ids.randomId(), name: 'North', members: [] }
      expect(await ask('add-group', group)).toBe('not-permitted')
      // A colleague without the permission, another MSP's customer, somebody's own name for it.
      const plain = await hire(tandem, mina, { workEmail: colleague() })
      expect(await invite(ann, plain)).toBe('not-permitted')
      expect(await invite(ann, jo)).toBe('not-permitted')
      expect(Object.keys(await peopleOf(jo)).toSorted()).toEqual([jo.user!.email, sam.workEmail])
    })

    test('[C7] gives nobody to see where devices are; a super admin does, also whoever the MSP made', async () => {
      await grant()
      const finder = {
        roleId: tandem.ids.randomId() as RoleId,
        name: 'Finder',
        permissions: ['view', 'view-location'] as Permission[],
      }
      expect(await ask('add-role', finder)).toBe('more-than-you-have')
      expect(codeOf((await jo.command('add-role', finder)).answer)).toBe('accepted')
      expect(await invite({ ...sam, role: finder.roleId })).toBe('more-than-you-have')
      expect(await invite(sam)).toBe('accepted')
      const sams = await join(tandem, sam.workEmail)
      expect(await ask('change-person', { ...(await seen('Kim')), role: finder.roleId, scope: null })).toBe(
        'more-than-you-have',
      )
      const access = async () => (await loadAccess(tandem.services.database, sams.user!.id))!.permissions
      expect(await access()).not.toContain('view-location')
      const own = (await peopleOf(jo))[sam.workEmail]!
      expect(own.madeBy).toBe('Northwind IT')
      const given = { personId: own.id, version: own.version, role: finder.roleId, scope: null }
      expect(codeOf((await jo.command('change-person', given)).answer)).toBe('accepted')
      expect(await access()).toContain('view-location')
    })

    test('[C7][M23] an address that it wasn’t told is answered like anybody’s elsewhere', async () => {
      await grant()
      await hire(tandem, jo, sam)
      await jo.command('invite-person', inviteInput(tandem, ann))
      for (const workEmail of [jo.user!.email, sam.workEmail, ann.workEmail, mina.user!.email]) {
        const { answer } = await mina.command('invite-person', {
          ...inviteInput(tandem, { workEmail }),
          under,
        } as never)
        expect(answer, workEmail).toMatchObject({ code: 'email-taken', fields: { workEmail: 'alternate-email' } })
      }
    })

    test('[C7] off: open invitations of the MSP die with their mails, others’ stay; what waited is refused, under a later grant too', async () => {
      await grant()
      await invite(sam)
      await jo.command('invite-person', inviteInput(tandem, ann))
      const links = await Promise.all(
        [sam, ann].map(async ({ workEmail }) => linkIn((await tandem.mails(workEmail))[0], '/join')),
      )
      tandem.clock.advance(1000)
      expect(await choose('take-back-admins')).toBe('accepted')
      expect(await teamOf(mina)).toBeNull()
      expect(await Promise.all(links.map(look))).toEqual(['invitation-revoked', 200])
      expect((await peopleOf(jo))[sam.workEmail]).toMatchObject({ state: 'revoked', madeBy: 'Northwind IT' })
      expect(await invite({ ...sam, workEmail: at('late') })).toBe('admins-not-granted')
      tandem.clock.advance(1000)
      expect(await choose('grant-admins')).toBe('accepted')
      expect(await invite({ ...sam, workEmail: at('late') })).toBe('admins-not-granted')
      expect(await tandem.mails(at('late'))).toEqual([])
    })

    test('[C7] a mail that waits in the queue is not sent any more', async () => {
      await grant()
      const { database } = tandem.services
      await invite(sam)
      await database
        .updateTable('mail')
        .set({ state: 'waiting', next_attempt_at: tandem.clock.now() + 1e9 })
        .where('recipient', '=', sam.workEmail)
        .execute()
      await choose('take-back-admins')
      const rows = await database.selectFrom('mail').select('state').where('recipient', '=', sam.workEmail).execute()
      expect(rows.map(({ state }) => state)).toEqual(['cancelled'])
    })

    test('[C7][M17] ends with the relationship, and whom it made stays marked', async () => {
      await grant()
      await invite(sam)
      const link = linkIn((await tandem.mails(sam.workEmail))[0], '/join')
      const about = async (person: Person) => {
        const { id, version } = await rowOf(person)
        return { relationshipId: id, version }
      }
      expect(codeOf((await mina.command('delink-customer', await about(mina))).answer)).toBe('accepted')
      expect(codeOf((await jo.command('accept-delink', await about(jo))).answer)).toBe('accepted')
      expect(await teamOf(mina)).toBeNull()
      expect(await look(link)).toBe('invitation-revoked')
      expect((await peopleOf(jo))[sam.workEmail]).toMatchObject({ state: 'revoked', madeBy: 'Northwind IT' })
      expect(await invite(ann)).toBe('relationship-ended')
    })
  })
})

test('[C7][X3] a mail server hands the super admin that mail in their own language, and answers go to the MSP', async () => {
  const smtp = await CapturingSmtp.start()
  tandem = await Tandem.start({ SMTP_URL: smtp.url, ALLOW_PLAIN_SMTP: 'true' })
  try {
    mina = await tandem.setUp()
    await mina.addCustomer()
    const link = /\/register#link=([\w.-]+)/.exec((await smtp.nextMail('jo@acme.example')).message.text ?? '')![1]
    jo = tandem.person()
    const form = { link, firstName: 'Jo', lastName: 'Park', password: 'a fairly long phrase', locale: 'de' }
    const registered = await jo.post('/api/invitation/register', form)
    jo.user = ((await registered.json()) as { user: Person['user'] }).user
    expect(await choose('grant-admins')).toBe('accepted')
    const { id, adminsGrantedAt } = await rowOf(mina)
    const under = { relationshipId: id, grantedAt: adminsGrantedAt! }
    await mina.command('invite-person', { ...inviteInput(tandem), under } as never)
    const { recipients, message } = await smtp.nextMail('jo@acme.example')
    expect(recipients).toEqual(['jo@acme.example'])
    expect(message.subject).toBe('Northwind IT hat etwas an den Admins von Acme Tools geändert')
    expect(message.replyTo).toMatchObject([{ address: mina.user!.email }])
    for (const text of [message.text, message.html]) {
      expect(text).toContain('Northwind IT (m•••@northwind.example) hat Kim Ito als Admin von Acme Tools eingeladen.')
      expect(text).toContain(`${tandem.services.publicUrl}/administrators`)
    }
  } finally {
    await tandem[Symbol.asyncDispose]()
    await smtp.stop()
  }
})

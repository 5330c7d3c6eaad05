import { describe, expect, it } from 'vitest'
import type { DocumentId, RelationshipId } from '#shared/domain/ids.ts'
import { invitationLifetimeMs } from '#shared/domain/invitation.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { acmeForm, addCustomerInput, linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'

const registerForm = { firstName: 'Jo', lastName: 'Park', password: 'another long password', locale: 'en' }
const hourMs = 60 * 60 * 1000

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code
}

async function invited(tandem: Tandem): Promise<{ msp: Person; link: string }> {
  const msp = await tandem.setUp()
  const { answer } = await msp.addCustomer()
  expect(answer.outcome).toBe('accepted')
  const [mail] = await tandem.mails(acmeForm.workEmail)
  return { msp, link: linkIn(mail, '/register') }
}

async function register(tandem: Tandem, link: string): Promise<Person> {
  const person = tandem.person()
  const response = await person.post('/api/invitation/register', { link, ...registerForm })
  if (response.status !== 201) throw new Error(await response.text())
  person.user = ((await response.json()) as { user: SignedInUser }).user
  return person
}

/** What a refused register, decline and look-up say. */
async function refusals(tandem: Tandem, link: string): Promise<string[]> {
  const person = tandem.person()
  return [
    await codeOf(await person.post('/api/invitation/look-up', { link })),
    await codeOf(await person.post('/api/invitation/register', { link, ...registerForm })),
    await codeOf(await person.post('/api/invitation/decline', { link })),
  ]
}

describe('Adding a customer', () => {
  it('[M7] [C1] a jointly managed customer is invited, registers from the link and both sides see it', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    const view = await (await tandem.person().post('/api/invitation/look-up', { link })).json()
    expect(view).toEqual({
      mspName: 'Northwind IT',
      companyName: 'Acme Tools',
      email: 'jo@acme.example',
      firstName: 'Jo',
      lastName: 'Park',
      services: ['Knox Manage', 'Knox Suite'],
      expiresAt: tandem.clock.now() + 168 * hourMs,
      replyTo: 'mina@northwind.example',
      isConverted: false,
    })

    const customer = await register(tandem, link)
    expect(customer.user).toMatchObject({
      organisationKind: 'customer',
      organisationName: 'Acme Tools',
      role: 'super-admin',
      emailVerified: true,
    })
    expect((await customer.relationships())[0]).toMatchObject({
      mspName: 'Northwind IT',
      status: 'active',
      invitation: { state: 'registered' },
    })
    expect((await msp.relationships())[0]?.invitation?.state).toBe('registered')
    expect((await tandem.mails('mina@northwind.example')).map(({ subject }) => subject)).toContain(
      'Acme Tools has registered',
    )
    const events = (await customer.activity()).flatMap(({ detail }) =>
      detail.type === 'decision' ? [detail.event] : [],
    )
    expect(events.toSorted()).toEqual(['customer-added', 'customer-registered', 'invitation-sent'])
  })

  it('[M8] a fully managed customer’s contact gets no invitation, and hears who manages the account and that there is no sign-in', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const { answer } = await msp.addCustomer({ managementType: 'fully', country: 'DE' })
    expect(answer.outcome).toBe('accepted')
    const [mail, ...others] = await tandem.mails(acmeForm.workEmail)
    expect(others).toEqual([])
    expect(mail!.subject).toBe('Northwind IT hat ein Konto für Acme Tools eingerichtet')
    expect(mail!.text).toContain('Eine Anmeldung für Sie gibt es nicht: Northwind IT erledigt darin alles.')
    expect(mail!.text).toContain('Knox Manage, Knox Suite')
    expect(`${mail!.text}${mail!.html}`).not.toMatch(/#link=|https?:/)
    const [record] = await msp.relationships()
    expect(record).toMatchObject({ managementType: 'fully', status: 'active', invitation: null })
  })

  it('[M8][FB6] one person may be the contact of many fully managed customers, and is told of so many a day', async () => {
    await using tandem = await Tandem.start({ MAIL_LIMIT_PER_RECIPIENT: '2' })
    const msp = await tandem.setUp()
    for (const companyName of ['One', 'Two', 'Three']) {
      const { answer } = await msp.addCustomer({ managementType: 'fully', companyName })
      expect(answer.outcome).toBe('accepted')
    }
    expect(await tandem.mails(acmeForm.workEmail)).toHaveLength(2)
    expect(await msp.relationships()).toHaveLength(3)
  })

  it.each(['jointly', 'fully'] as const)(
    '[M6][FA15] a registered email is refused at its field, %s managed, also after a delink',
    async (managementType) => {
      await using tandem = await Tandem.start()
      const { msp, link } = await invited(tandem)
      const customer = await register(tandem, link)
      const taken = { outcome: 'refused', code: 'email-taken', fields: { workEmail: 'email-taken' } }
      const again = { companyName: 'Acme Again', workEmail: 'Jo@Acme.example', managementType }
      expect((await msp.addCustomer(again)).answer).toEqual(taken)
      const [record] = await msp.relationships()
      await msp.command('delink-customer', { relationshipId: record!.id, version: record!.version })
      const [asked] = await customer.relationships()
      await customer.command('accept-delink', { relationshipId: asked!.id, version: asked!.version })
      expect(await msp.relationships()).toHaveLength(0)
      expect((await msp.addCustomer(again)).answer).toEqual(taken)
      expect(await msp.relationships()).toHaveLength(0)
      expect((await tandem.mails(acmeForm.workEmail)).map(({ subject }) => subject)).not.toContain('Acme Again')
    },
  )

  it('[FA15] one’s own colleague may be the contact of a fully managed customer, of a jointly managed one not', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const colleague = { workEmail: setUpForm.email }
    expect((await msp.addCustomer({ ...colleague, managementType: 'fully' })).answer.outcome).toBe('accepted')
    expect((await msp.addCustomer(colleague)).answer).toMatchObject({ code: 'email-taken' })
  })

  it('[FD7] an address that one’s organisation has invited is refused until that invitation is over', async () => {
    await using tandem = await Tandem.start()
    const { msp } = await invited(tandem)
    const again = { companyName: 'Acme Two', workEmail: 'JO@acme.example' }
    const open = { outcome: 'refused', code: 'invitation-open', fields: { workEmail: 'email-invited' } }
    expect((await msp.addCustomer(again)).answer).toEqual(open)
    expect((await msp.addCustomer({ ...again, managementType: 'fully' })).answer.outcome).toBe('accepted')
    tandem.clock.advance(invitationLifetimeMs + 1)
    expect((await msp.addCustomer(again)).answer.outcome).toBe('accepted')
    const [first] = (await msp.relationships()).filter(({ facts }) => facts.companyName === acmeForm.companyName)
    const renewed = await msp.command('resend-invitation', { relationshipId: first!.id, version: first!.version })
    expect(renewed.answer).toEqual(open)
  })

  it('[FB7] an add that could not be done anyway says nothing about who has an account', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    await register(tandem, link)
    for (const workEmail of [acmeForm.workEmail, 'nobody@acme.example'])
      expect((await msp.addCustomer({ companyName: '', workEmail })).answer).toEqual({
        outcome: 'refused',
        code: 'invalid-input',
        fields: { companyName: 'required' },
      })
  })

  it('[M6][FC8] whoever registers an address first keeps it, though it was invited twice; the other MSP and the second link say so', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    // As two MSPs would: neither sees whom the other invited.
    const invitations = tandem.services.database.updateTable('invitation')
    await invitations.set({ email: 'somebody@acme.example' }).execute()
    await msp.addCustomer({ companyName: 'Acme Two' })
    await invitations.set({ email: acmeForm.workEmail }).execute()
    await register(tandem, link)
    const second = (await tandem.mails(acmeForm.workEmail)).find(({ subject }) => subject.includes('Acme Two'))
    const secondLink = linkIn(second, '/register')
    const response = await tandem.person().post('/api/invitation/register', { link: secondLink, ...registerForm })
    expect([response.status, await codeOf(response)]).toEqual([409, 'email-taken'])
    const looked = await tandem.person().post('/api/invitation/look-up', { link: secondLink })
    expect([looked.status, await codeOf(looked)]).toEqual([409, 'email-taken'])
    const told = (await tandem.mails(setUpForm.email)).map(({ subject }) => subject)
    expect(told.filter((subject) => subject === `Acme Two can’t register with ${acmeForm.workEmail}`)).toHaveLength(1)
  })

  it('[C1][M13] nobody agrees to a service that was added after they looked: refused, and what is listed anew counts', async () => {
    await using tandem = await Tandem.start()
    const { link } = await invited(tandem)
    const person = tandem.person()
    const look = async () => {
      const found = await person.post('/api/invitation/look-up', { link })
      return ((await found.json()) as { services: string[] }).services
    }
    const agreedServices = await look()
    const services = JSON.stringify(['knox-manage', 'knox-guard'])
    await tandem.services.database.updateTable('relationship').set({ services }).execute()
    const registering = (agreed: string[]) =>
      person.post('/api/invitation/register', { link, ...registerForm, agreedServices: agreed })
    const stale = await registering(agreedServices)
    expect([stale.status, await codeOf(stale)]).toEqual([409, 'stale-decision'])
    expect((await registering(await look())).status).toBe(201)
  })

  it('[M6] [PUSH3] a form that is wrong in its document is refused field by field, and nothing is left of it', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const { answer } = await msp.addCustomer({
      companyName: '',
      country: '',
      contactFirstName: '',
      contactLastName: ' ',
      website: 'not a site',
    })
    expect(answer).toEqual({
      outcome: 'refused',
      code: 'invalid-input',
      fields: { companyName: 'required', country: 'required', contactFirstName: 'name-required', website: 'website' },
    })
    const noServices = await msp.addCustomer({ services: [] })
    expect(noServices.answer).toMatchObject({ code: 'invalid-input', fields: { services: 'choose-service' } })
    expect(await tandem.services.database.selectFrom('document').selectAll().execute()).toEqual([])
    expect(await tandem.services.database.selectFrom('organisation').select('kind').execute()).toEqual([
      { kind: 'msp' },
    ])
  })

  it.each([
    ['first', { contactFirstName: 'Jo', contactLastName: '' }],
    ['last', { contactFirstName: '', contactLastName: 'Park' }],
  ])('[FC12] a contact with a %s name only is invited by it', async (_which, names) => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    expect((await msp.addCustomer(names)).answer.outcome).toBe('accepted')
    const [mail] = await tandem.mails(acmeForm.workEmail)
    expect(mail!.text).toContain(`Hello ${names.contactFirstName || names.contactLastName}`)
    const look = tandem.person().post('/api/invitation/look-up', { link: linkIn(mail, '/register') })
    expect(await (await look).json()).toMatchObject({
      firstName: names.contactFirstName,
      lastName: names.contactLastName,
    })
  })

  it('[PUSH1] ids that are taken are refused', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const input = addCustomerInput(tandem.ids)
    await msp.command('add-customer', input)
    expect((await msp.command('add-customer', input)).answer).toMatchObject({ code: 'id-taken' })
    const other = addCustomerInput(tandem.ids)
    const stolen = { ...other, account: { ...other.account, id: input.account.id as DocumentId } }
    expect((await msp.command('add-customer', stolen)).answer).toMatchObject({ code: 'id-taken' })
  })

  it('[C4] a customer cannot add customers, and an unknown command is refused', async () => {
    await using tandem = await Tandem.start()
    const { link } = await invited(tandem)
    const customer = await register(tandem, link)
    expect((await customer.addCustomer({ workEmail: 'x@y.example' })).answer).toMatchObject({ code: 'not-permitted' })
    expect((await customer.command('constructor' as 'add-customer', {} as never)).answer).toMatchObject({
      code: 'unknown-command',
    })
    const seen = { relationshipId: tandem.ids.randomId() as RelationshipId, version: 1 }
    expect((await customer.command('resend-invitation', seen)).answer).toMatchObject({ code: 'not-permitted' })
  })

  it('[SYNC5] what is the MSP’s alone is in no byte the customer gets', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    const customer = await register(tandem, link)
    expect(Buffer.from(JSON.stringify(await msp.sync())).includes('SECRET-REF-7')).toBe(true)
    const frames = await customer.sync()
    expect(JSON.stringify(frames)).not.toContain('SECRET-REF-7')
    for (const document of await customer.documents())
      expect(Buffer.from(document.state).includes('SECRET-REF-7')).toBe(false)
  })
})

describe('Invitation links', () => {
  it('[C1] a used link is refused, as are other links of the same invitation', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    const [record] = await msp.relationships()
    await msp.command('resend-invitation', { relationshipId: record!.id, version: record!.version })
    const reminder = (await tandem.mails(acmeForm.workEmail)).find(({ subject }) => subject.startsWith('Reminder'))
    const secondLink = linkIn(reminder, '/register')
    expect(secondLink).not.toBe(link)
    await register(tandem, secondLink)
    expect(await refusals(tandem, secondLink)).toEqual(['invitation-used', 'invitation-used', 'invitation-used'])
    expect(await refusals(tandem, link)).toEqual(['invitation-used', 'invitation-used', 'invitation-used'])
  })

  it('[C1] two people with the same link at once: one registers', async () => {
    await using tandem = await Tandem.start()
    const { link } = await invited(tandem)
    const answers = await Promise.all(
      [1, 2, 3].map(() => tandem.person().post('/api/invitation/register', { link, ...registerForm })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 410, 410])
  })

  it('[C1] an altered, foreign or made-up link is refused', async () => {
    await using tandem = await Tandem.start()
    const { link } = await invited(tandem)
    const [id, signature] = link.split('.') as [string, string]
    const verifyLink = linkIn((await tandem.mails('mina@northwind.example')).at(-1), '/verify-email')
    for (const bad of [
      `${id}.${signature.slice(0, -2)}AA`,
      `${tandem.ids.randomId()}.${signature}`,
      `${id}.${'A'.repeat(43)}`,
      verifyLink,
      'no-dot-in-here-at-all-whatsoever',
    ]) {
      expect(await refusals(tandem, bad), bad).toEqual(['link-invalid', 'link-invalid', 'link-invalid'])
    }
    expect((await tandem.person().post('/api/invitation/look-up', { link: 'short' })).status).toBe(400)
  })

  it('[M7] [C1] the link works to the last millisecond of 168 hours after the mail was taken, and then says so', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    tandem.clock.advance(168 * hourMs - 1)
    expect((await tandem.person().post('/api/invitation/look-up', { link })).status).toBe(200)
    tandem.clock.advance(1)
    expect(await refusals(tandem, link)).toEqual(['invitation-expired', 'invitation-expired', 'invitation-expired'])

    // A new one from the MSP works; the old link stays dead.
    const [record] = await msp.relationships()
    expect(
      (await msp.command('resend-invitation', { relationshipId: record!.id, version: record!.version })).answer.outcome,
    ).toBe('accepted')
    const fresh = linkIn((await tandem.mails(acmeForm.workEmail))[0], '/register')
    expect(await refusals(tandem, link)).toEqual(['invitation-expired', 'invitation-expired', 'invitation-expired'])
    expect((await register(tandem, fresh)).user?.organisationName).toBe('Acme Tools')
    const events = (await msp.activity()).flatMap(({ detail }) => (detail.type === 'decision' ? [detail.event] : []))
    expect(events).toContain('invitation-renewed')
  })

  it('[M7] a reminder counts, changes nothing else, and does not move the deadline', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    const [before] = await msp.relationships()
    tandem.clock.advance(24 * hourMs)
    await msp.command('resend-invitation', { relationshipId: before!.id, version: before!.version })
    const [after] = await msp.relationships()
    expect(after!.invitation).toEqual({ ...before!.invitation, sentCount: 2 })
    expect(after!.version).toBe(before!.version)
    const [reminder] = await tandem.mails(acmeForm.workEmail)
    expect(reminder?.text).toContain('27 Nov 2026, 14:02 UTC')
    expect((await tandem.person().post('/api/invitation/look-up', { link })).status).toBe(200)
  })

  it('[M7] declining tells the MSP, deletes nothing, and can be followed by a new invitation', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    const decline = linkIn((await tandem.mails(acmeForm.workEmail))[0], '/decline')
    expect(decline).toBe(link)
    expect((await tandem.person().post('/api/invitation/decline', { link })).status).toBe(204)
    expect(await refusals(tandem, link)).toEqual(['invitation-declined', 'invitation-declined', 'invitation-declined'])
    const [record] = await msp.relationships()
    expect(record).toMatchObject({ status: 'active', invitation: { state: 'declined' } })
    expect((await tandem.mails('mina@northwind.example')).map(({ subject }) => subject)).toContain(
      'Acme Tools declined your invitation',
    )
    expect(
      (await msp.command('resend-invitation', { relationshipId: record!.id, version: record!.version })).answer.outcome,
    ).toBe('accepted')
    expect((await msp.relationships())[0]?.invitation?.state).toBe('sent')
  })

  it('[M7] resending says why it cannot: registered, or seen in another state', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    const [record] = await msp.relationships()
    const seen = { relationshipId: record!.id, version: record!.version }
    expect((await msp.command('resend-invitation', { ...seen, version: 7 })).answer).toMatchObject({
      code: 'stale-decision',
    })
    await register(tandem, link)
    expect((await msp.command('resend-invitation', seen)).answer).toMatchObject({ code: 'invitation-used' })
    const fully = await msp.addCustomer({ managementType: 'fully', workEmail: 'a@b.example' })
    expect(fully.answer.outcome).toBe('accepted')
    const other = (await msp.relationships()).find(({ managementType }) => managementType === 'fully')!
    const refused = await msp.command('resend-invitation', { relationshipId: other.id, version: other.version })
    expect(refused.answer).toMatchObject({ code: 'no-invitation' })
  })

  it('[C1] look-ups of links are limited', async () => {
    await using tandem = await Tandem.start({ LINK_LIMIT: '3' })
    const person = tandem.person()
    const statuses: number[] = []
    for (let n = 0; n < 4; n++)
      statuses.push((await person.post('/api/invitation/look-up', { link: 'x'.repeat(30) })).status)
    expect(statuses).toEqual([404, 404, 404, 429])
  })

  it('[C1] [DEV5] opening every page and every API address by GET changes nothing', async () => {
    await using tandem = await Tandem.start()
    const { msp, link } = await invited(tandem)
    const contents = async () => {
      const { database } = tandem.services
      const tables = [
        'organisation',
        'user',
        'session',
        'link',
        'relationship',
        'invitation',
        'mail',
        'feed_entry',
        'change',
      ] as const
      return JSON.stringify(await Promise.all(tables.map((table) => database.selectFrom(table).selectAll().execute())))
    }
    tandem.clock.advance(hourMs)
    const before = await contents()
    const paths = [
      '/register',
      '/decline',
      '/verify-email',
      '/api/invitation/register',
      '/api/invitation/decline',
      '/api/verify-email',
    ]
    for (const path of paths) {
      await tandem.person().get(`${path}?link=${link}`, { accept: 'text/html' })
      await msp.get(`${path}?link=${link}`, { accept: 'text/html' })
    }
    const operator = { authorization: `Bearer ${tandem.key}` }
    for (const path of [
      '/api/setup',
      '/api/session',
      '/api/sessions',
      '/mailbox',
      '/mailbox.json',
      '/healthz',
      '/readyz',
      '/metrics',
    ]) {
      expect((await msp.get(path, operator)).status, path).toBe(200)
    }
    expect(await contents()).toBe(before)
  })
})

import { describe, expect, it } from 'vitest'
import type { SignedInUser } from '#shared/domain/user.ts'
import { acmeForm, addCustomerInput, linkIn, setUpForm, Tandem, type Person } from '../support/tandem.ts'

const hourMs = 60 * 60 * 1000
const stranger = 'stranger@elsewhere.example'

/** One exchange with many additions, all to one address. */
async function invite(msp: Person, count: number, workEmail = stranger): Promise<string[]> {
  const items = Array.from({ length: count }, () => ({
    name: 'add-customer' as const,
    input: addCustomerInput(msp.tandem.ids, { workEmail }),
  }))
  const frames = await msp.sync(items)
  return frames.flatMap((frame) =>
    frame.type === 'answer' ? [frame.answer.outcome === 'refused' ? frame.answer.code : frame.answer.outcome] : [],
  )
}

async function register(tandem: Tandem, email: string): Promise<Person> {
  const person = tandem.person()
  const link = linkIn((await tandem.mails(email)).at(-1), '/register')
  const form = { link, firstName: 'Jo', lastName: 'Park', password: 'another long phrase', locale: 'en' }
  const response = await person.post('/api/invitation/register', form)
  if (response.status !== 201) throw new Error(await response.text())
  person.user = ((await response.json()) as { user: SignedInUser }).user
  return person
}

describe('How much mail people get', () => {
  it('[FB6] a hundred invitations to one stranger are one mail, and new ones after each refusal five a day', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const answers = await invite(msp, 100)
    expect([answers[0], ...new Set(answers.slice(1))]).toEqual(['accepted', 'invitation-open'])
    expect(await tandem.mails(stranger)).toHaveLength(1)

    const declineAll = async () => {
      for (const mail of await tandem.mails(stranger))
        await tandem.person().post('/api/invitation/decline', { link: linkIn(mail, '/decline') })
    }
    const later: string[] = []
    for (let n = 0; n < 6; n++) {
      await declineAll()
      later.push(...(await invite(msp, 1)))
    }
    expect(later).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'mailed-enough', 'mailed-enough'])
    expect(await tandem.mails(stranger)).toHaveLength(5)
    expect(await msp.relationships()).toHaveLength(5)
    expect(await invite(msp, 1, 'Somebody.Else@elsewhere.example')).toEqual(['accepted'])
    tandem.clock.advance(5 * hourMs)
    expect(await invite(msp, 1)).toEqual(['accepted'])
  })

  it('[FB6] who sends much sends later: nothing is refused, and nobody else waits for it', async () => {
    await using tandem = await Tandem.start({ MAIL_LIMIT_PER_PERSON: '4', MAIL_LIMIT_PER_ORGANISATION: '6' })
    const msp = await tandem.setUp()
    for (let n = 0; n < 6; n++) expect(await invite(msp, 1, `jo${n}@acme.example`)).toEqual(['accepted'])
    const invited = async () => (await tandem.mails()).filter(({ to }) => to.endsWith('@acme.example')).length
    expect(await invited()).toBe(4)
    expect((await msp.post('/api/verify-email/resend', {})).status).toBe(204)
    const due = await tandem.services.database
      .selectFrom('mail')
      .select('next_attempt_at')
      .where('state', '=', 'waiting')
      .orderBy('next_attempt_at')
      .execute()
    const minutes = due.map((mail) => (mail.next_attempt_at - tandem.clock.now()) / 60_000)
    expect(minutes).toEqual([15, 30, 45])
  })

  it('[FB6] reminders of an invitation: one an hour, three in all', async () => {
    await using tandem = await Tandem.start({ MAIL_LIMIT_PER_RECIPIENT: '100' })
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const resend = async () => {
      const [record] = await msp.relationships()
      const { answer } = await msp.command('resend-invitation', {
        relationshipId: record!.id,
        version: record!.version,
      })
      return answer.outcome === 'refused' ? answer.code : answer.outcome
    }
    for (let n = 0; n < 3; n++) {
      expect(await resend()).toBe('accepted')
      expect(await resend()).toBe(n < 2 ? 'reminded-recently' : 'reminded-enough')
      tandem.clock.advance(hourMs)
    }
    expect(await resend()).toBe('reminded-enough')
    expect(await tandem.mails(acmeForm.workEmail)).toHaveLength(4)
    // A new invitation has its own.
    tandem.clock.advance(168 * hourMs)
    expect(await resend()).toBe('accepted')
    expect(await resend()).toBe('accepted')
  })

  it('[FB6] who declined can be invited once more, and having declined that too only a week later', async () => {
    await using tandem = await Tandem.start({ MAIL_LIMIT_PER_RECIPIENT: '100' })
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const resend = async () => {
      const [record] = await msp.relationships()
      const { answer } = await msp.command('resend-invitation', {
        relationshipId: record!.id,
        version: record!.version,
      })
      return answer.outcome === 'refused' ? answer.code : answer.outcome
    }
    const decline = async () => {
      const [newest] = await tandem.mails(acmeForm.workEmail)
      tandem.clock.advance(1000)
      expect((await tandem.person().post('/api/invitation/decline', { link: linkIn(newest, '/decline') })).status).toBe(
        204,
      )
    }
    await decline()
    expect(await resend()).toBe('accepted')
    await decline()
    expect(await resend()).toBe('reminded-recently')
    tandem.clock.advance(168 * hourMs)
    expect(await resend()).toBe('accepted')
  })

  it('[FB6] a delink asked for, asked again and taken back over and over: five asking mails, and the answer always arrives', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const customer = await register(tandem, acmeForm.workEmail)
    const decide = async (name: 'delink-customer' | 'remind-delink' | 'withdraw-delink', by = msp) => {
      const [record] = await by.relationships()
      const { answer } = await by.command(name, { relationshipId: record!.id, version: record!.version })
      return answer.outcome === 'refused' ? answer.code : answer.outcome
    }
    const answers: string[] = []
    for (let n = 0; n < 20; n++) answers.push(await decide('delink-customer'), await decide('withdraw-delink'))
    expect(answers.slice(0, 10)).toEqual(Array(10).fill('accepted'))
    expect(new Set(answers.slice(10))).toEqual(new Set(['mailed-enough', 'no-open-request']))
    expect(await tandem.mails(acmeForm.workEmail)).toHaveLength(1 + 5 + 5)

    // The other side may ask all the same, and is answered.
    expect(await decide('delink-customer', customer)).toBe('accepted')
    const [asked] = await msp.relationships()
    const seen = { relationshipId: asked!.id, version: asked!.version }
    expect((await msp.command('accept-delink', seen)).answer.outcome).toBe('accepted')
    const subjects = (await tandem.mails(acmeForm.workEmail)).map(({ subject }) => subject)
    expect(subjects).toContain('Northwind IT no longer manages Acme Tools')
  })

  it('[FB6] reminders of a delink request: one an hour, three in all', async () => {
    await using tandem = await Tandem.start({ MAIL_LIMIT_PER_RECIPIENT: '100' })
    const msp = await tandem.setUp()
    await msp.addCustomer()
    await register(tandem, acmeForm.workEmail)
    const decide = async (name: 'delink-customer' | 'remind-delink' | 'withdraw-delink') => {
      const [record] = await msp.relationships()
      const { answer } = await msp.command(name, { relationshipId: record!.id, version: record!.version })
      return answer.outcome === 'refused' ? answer.code : answer.outcome
    }
    await decide('delink-customer')
    for (let n = 0; n < 3; n++) {
      expect(await decide('remind-delink')).toBe('accepted')
      tandem.clock.advance(hourMs)
    }
    expect(await decide('remind-delink')).toBe('reminded-enough')
    await decide('withdraw-delink')
    await decide('delink-customer')
    expect(await decide('remind-delink')).toBe('accepted')
  })

  it('[FB6] another mail to confirm one’s address: five a day', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const statuses: number[] = []
    for (let n = 0; n < 7; n++) statuses.push((await msp.post('/api/verify-email/resend', {})).status)
    expect(statuses).toEqual([204, 204, 204, 204, 204, 429, 429])
    expect(await tandem.mails(setUpForm.email)).toHaveLength(6)
  })
})

describe('Whether an address has an account', () => {
  /** One exchange; `broken`: documents of which no customer can be made. */
  async function probe(msp: Person, emails: string[], { broken }: { broken: boolean }): Promise<string[]> {
    const items = emails.map((workEmail) => {
      const input = addCustomerInput(msp.tandem.ids, { workEmail, ...(broken && { companyName: '' }) })
      return { name: 'add-customer' as const, input }
    })
    const frames = await msp.sync(items)
    return frames.flatMap((frame) =>
      frame.type === 'answer' ? [frame.answer.outcome === 'refused' ? frame.answer.code : frame.answer.outcome] : [],
    )
  }

  it('[FB7] a customer that could not be added anyway tells nothing', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const answers = await probe(msp, [setUpForm.email, stranger], { broken: true })
    expect(answers[0]).not.toBe('email-taken')
    expect(answers[0]).toBe(answers[1])
    const input = addCustomerInput(tandem.ids, { workEmail: setUpForm.email })
    const cut = { ...input, account: { ...input.account, update: input.account.update.slice(0, 20) } }
    expect((await msp.command('add-customer', cut)).answer).not.toMatchObject({ code: 'email-taken' })
  })

  it('[FB7] so many a person is told an hour; after that neither is told, and nothing is added', async () => {
    await using tandem = await Tandem.start({ LOOK_UP_LIMIT: '3' })
    const msp = await tandem.setUp()
    const answers = await probe(msp, Array(6).fill(setUpForm.email), { broken: false })
    expect(answers).toEqual(['email-taken', 'email-taken', 'email-taken', ...Array(3).fill('too-many-requests')])
    expect(await probe(msp, [stranger], { broken: false })).toEqual(['too-many-requests'])
    expect(await msp.relationships()).toEqual([])
    tandem.clock.advance(hourMs)
    expect(await probe(msp, [stranger, setUpForm.email], { broken: false })).toEqual(['accepted', 'email-taken'])
  })
})

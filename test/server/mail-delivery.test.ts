import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { linkToken } from '../../server/auth/link-token.ts'
import { deliverDueMail, retryAfterMs, startMailDelivery } from '../../server/jobs/deliver-mail.ts'
import { makeMailsDue } from '../../server/database/repository/mail.ts'
import { smtpTransport } from '../../server/mail/transports/smtp.ts'
import { DeliveryFailure, type MailTransport, type OutgoingMail } from '../../server/mail/transports/transport.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { acmeForm, linkIn, Tandem } from '../support/tandem.ts'

const from = 'Tandem <tandem@northwind.example>'

/** One pass of the delivery job by hand, through this transport. */
function deliver(tandem: Tandem, transport: MailTransport): Promise<void> {
  const { services } = tandem
  return deliverDueMail({ services, transport, linkToken: (purpose, id) => linkToken(services.key, purpose, id) })
}

function mailRows(tandem: Tandem) {
  return tandem.services.database.selectFrom('mail').selectAll().where('kind', '=', 'invitation').execute()
}

/** A server whose own mail job finds nobody listening, so that the tests deliver by hand. */
async function withoutMailServer(): Promise<Tandem> {
  return Tandem.start({ SMTP_URL: 'smtp://127.0.0.1:9' })
}

/** One mail, and so many more like it, that are due in an hour. */
async function queueMails(tandem: Tandem, count: number): Promise<void> {
  const msp = await tandem.setUp()
  await msp.addCustomer()
  const [mail] = await mailRows(tandem)
  const like = Array.from({ length: count }, (_, n) => ({
    ...mail!,
    id: `mail-${n}` as never,
    message_id: `<mail-${n}@northwind.example>`,
    once_key: `mail-${n}`,
    invitation_id: null,
    next_attempt_at: tandem.clock.now() + 60 * 60 * 1000,
  }))
  await tandem.services.database.insertInto('mail').values(like).execute()
}

/** Lets the mails the server's own job failed to send be due now. */
function makeDue(tandem: Tandem): void {
  tandem.clock.advance(60 * 60 * 1000)
}

describe('Mail delivery', () => {
  it('[X3] much mail that is due leaves the server to whoever waits for an answer', async () => {
    await using tandem = await withoutMailServer()
    await queueMails(tandem, 60)
    makeDue(tandem)
    const sent: string[] = []
    const before = performance.eventLoopUtilization()
    await deliver(tandem, { captures: true, send: async ({ messageId }) => void sent.push(messageId), close: () => {} })
    expect(sent.length).toBeGreaterThan(50)
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.6)
  })

  it('[X3] a server that is ended leaves the mail that waits to the next one', async () => {
    await using tandem = await withoutMailServer()
    await queueMails(tandem, 60)
    makeDue(tandem)
    const { services } = tandem
    let sent = 0
    const first = Promise.withResolvers<true>()
    const send = async () => {
      sent++
      first.resolve(true)
    }
    const job = startMailDelivery({
      services,
      transport: { captures: true, send, close: () => {} },
      linkToken: (purpose, id) => linkToken(services.key, purpose, id),
    })
    await first.promise
    await job.stop()
    expect(sent).toBeLessThan(20)
  })

  it('[X3] [M7] an SMTP server that refuses first gets the mail again, with the same Message-ID, and the seven days start then', async () => {
    await using tandem = await withoutMailServer()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    expect((await msp.relationships())[0]?.invitation).toMatchObject({
      state: 'waiting',
      sentAt: null,
      expiresAt: null,
    })

    const smtp = await CapturingSmtp.start({ refuseFirst: 2 })
    const transport = smtpTransport(smtp.url, from)
    makeDue(tandem)
    await deliver(tandem, transport)
    expect(smtp.refused).toBe(2)
    const [refused] = await mailRows(tandem)
    expect(refused).toMatchObject({ state: 'waiting', last_error: expect.stringContaining('451') })
    expect(refused!.next_attempt_at).toBeGreaterThan(tandem.clock.now())
    expect((await msp.relationships())[0]?.invitation?.state).toBe('waiting')

    makeDue(tandem)
    await deliver(tandem, transport)
    await smtp.stop()
    const mail = await smtp.nextMail(acmeForm.workEmail)
    expect(mail.message.messageId).toBe(refused!.message_id)
    expect(mail.message.from?.address).toBe('tandem@northwind.example')
    expect(mail.message.replyTo?.[0]?.address).toBe('mina@northwind.example')
    const [sent] = await mailRows(tandem)
    expect(sent).toMatchObject({ state: 'sent', last_error: null, html: null, text: null })
    const now = tandem.clock.now()
    expect((await msp.relationships())[0]?.invitation).toMatchObject({
      state: 'sent',
      sentAt: now,
      sentCount: 1,
      expiresAt: now + 168 * 3_600_000,
    })
    expect(
      (await msp.activity()).some(({ detail }) => detail.type === 'decision' && detail.event === 'invitation-sent'),
    ).toBe(true)
  })

  it('[X3] the mail says who, what for, until when and why, in HTML and text, and its link works', async () => {
    await using tandem = await withoutMailServer()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const smtp = await CapturingSmtp.start()
    makeDue(tandem)
    await deliver(tandem, smtpTransport(smtp.url, from))
    const { message } = await smtp.nextMail(acmeForm.workEmail)
    await smtp.stop()
    for (const body of [message.html ?? '', message.text ?? '']) {
      expect(body).toContain('Northwind IT')
      expect(body).toContain('Acme Tools')
      expect(body).toContain('Knox Manage, Knox Suite')
      expect(body).toContain('Jointly managed')
      expect(body).toMatch(/2\d Nov 2026, \d\d:02 UTC/)
      expect(body).toContain('mina@northwind.example')
      expect(body).toContain('You get this mail because Northwind IT named you as the contact of Acme Tools.')
      expect(body).toContain(`${tandem.services.publicUrl}/decline#link=`)
    }
    const link = linkIn({ text: message.text ?? '' } as never, '/register')
    expect((await tandem.person().post('/api/invitation/look-up', { link })).status).toBe(200)
  })

  it('[X3] no working link is in the database while the mail waits', async () => {
    await using tandem = await withoutMailServer()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const [mail] = await mailRows(tandem)
    const { linkId } = JSON.parse(mail!.data) as { linkId: string }
    const token = linkToken(tandem.services.key, 'invitation', linkId)
    const { database } = tandem.services
    const everything = [
      await database.selectFrom('mail').selectAll().execute(),
      await database.selectFrom('link').selectAll().execute(),
    ]
    expect(JSON.stringify(everything)).not.toContain(token.split('.')[1])
  })

  it('[X3][M7] a refusal for good ends the mail and is shown to the MSP; a new invitation goes out, and so does the old mail by the operator', async () => {
    await using tandem = await withoutMailServer()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    makeDue(tandem)
    await deliver(
      tandem,
      transportThat(() => Promise.reject(new DeliveryFailure('550 no such user', true))),
    )
    const [mail] = await mailRows(tandem)
    expect(mail).toMatchObject({ state: 'refused', last_error: '550 no such user' })
    expect((await msp.relationships())[0]?.invitation).toMatchObject({
      state: 'refused',
      troubleAt: tandem.clock.now(),
    })
    tandem.clock.advance(24 * 3_600_000)
    await deliver(
      tandem,
      transportThat(() => Promise.reject(new Error('tried again by itself'))),
    )
    expect((await mailRows(tandem))[0]).toMatchObject({ state: 'refused', attempts: mail!.attempts })

    expect(await makeMailsDue(tandem.services.database, mail!.id, tandem.clock.now())).toBe(1)
    await deliver(
      tandem,
      transportThat(() => Promise.resolve()),
    )
    expect((await msp.relationships())[0]?.invitation).toMatchObject({ state: 'sent', troubleAt: null })
  })

  it('[X3] two nodes delivering at once send each mail once', async () => {
    await using tandem = await withoutMailServer()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    makeDue(tandem)
    const sent: OutgoingMail[] = []
    const transport = transportThat((mail) => Promise.resolve(void sent.push(mail)))
    await Promise.all([deliver(tandem, transport), deliver(tandem, transport), deliver(tandem, transport)])
    expect(sent.map(({ to }) => to).toSorted()).toEqual([acmeForm.workEmail, 'mina@northwind.example'])
  })

  it('[X3] a mail whose node died while sending is tried again after its claim ends, with the same Message-ID', async () => {
    await using tandem = await withoutMailServer()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    makeDue(tandem)
    const ids: string[] = []
    const dying = transportThat((mail) => {
      ids.push(mail.messageId)
      return new Promise<never>(() => {})
    })
    void deliver(tandem, dying)
    await expect.poll(() => ids.length).toBe(2)
    const taken: string[] = []
    const working = transportThat((mail) => Promise.resolve(void taken.push(mail.messageId)))
    await deliver(tandem, working)
    expect(taken).not.toContain(ids[0])
    tandem.clock.advance(5 * 60 * 1000)
    await deliver(tandem, working)
    expect(taken).toContain(ids[0])
  })

  it('[FB12] a mail server that doesn’t encrypt gets no mail where that is required; the mail waits', async () => {
    await using tandem = await withoutMailServer()
    await tandem.setUp()
    const smtp = await CapturingSmtp.start()
    makeDue(tandem)
    await deliver(tandem, smtpTransport(smtp.url, from, { mustEncrypt: true }))
    const [mail] = await tandem.services.database.selectFrom('mail').selectAll().execute()
    expect(mail).toMatchObject({ state: 'waiting' })
    makeDue(tandem)
    await deliver(tandem, smtpTransport(smtp.url, from))
    await smtp.nextMail(mail!.recipient)
    await smtp.stop()
  })

  it('[X3] mail of an answered invitation is not sent any more', async () => {
    await using tandem = await withoutMailServer()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const [mail] = await mailRows(tandem)
    const { linkId } = JSON.parse(mail!.data) as { linkId: string }
    const link = linkToken(tandem.services.key, 'invitation', linkId)
    expect((await tandem.person().post('/api/invitation/decline', { link })).status).toBe(204)
    makeDue(tandem)
    const sent: string[] = []
    await deliver(
      tandem,
      transportThat(({ subject }) => Promise.resolve(void sent.push(subject))),
    )
    expect(sent).toContain('Acme Tools declined your invitation')
    expect(sent.some((subject) => subject.includes('invites'))).toBe(false)
  })

  it('[X3] waits twice as long each time, up to an hour, and never the same for two', () => {
    const pauses = [1, 2, 3, 4, 20].map((attempts) => retryAfterMs(attempts, 0))
    expect(pauses).toEqual([5000, 10_000, 20_000, 40_000, 3_600_000])
    expect(retryAfterMs(1, 0xffffffff)).toBe(6000)
  })
})

function transportThat(send: MailTransport['send']): MailTransport {
  return { captures: false, send, close: () => {} }
}

/**
 * Hands queued mail to the transport, at least once and with the same Message-ID each time. A mail is claimed
 * before each attempt, so that two nodes never send it at once; a node that dies mid-attempt loses only time.
 */
import {
  recordInvitationTrouble,
  recordMailRefused,
  recordMailSent,
} from '../commands/invitation/record-invitation-sent.ts'
import { claimMail, findDueMails, nextMailAt, postponeMail } from '../database/repository/mail.ts'
import type { Database } from '../database/connection.ts'
import { findMspProfile } from '../database/repository/msp-profile.ts'
import type { LinkTable, MailTable } from '../database/schema.ts'
import { errorFacts } from '../log.ts'
import type { RenderedMail } from '../mail/layout.ts'
import { readMailData } from '../mail/mail-data.ts'
import type { Sender } from '../mail/sender.ts'
import { mailKinds, renderMail } from '../mail/render.ts'
import { DeliveryFailure, type MailTransport } from '../mail/transports/transport.ts'
import type { Services } from '../services.ts'
import { RestingWork } from './resting-work.ts'

/** Attempts side by side: a slow mail server shouldn't make a bulk invitation wait for hours. */
const batchSize = 5
/** Longer than any attempt takes. */
const claimMs = 5 * 60 * 1000
const firstRetryMs = 5000
const slowestRetryMs = 60 * 60 * 1000
/** After this many attempts people are told that a mail is stuck: about five minutes. */
const attemptsBeforeTrouble = 6
/** By then mail is found that another process has queued, or a command has made due. */
const longestSleepMs = 5 * 1000

export interface DeliveryServices {
  services: Services
  transport: MailTransport
  linkToken(purpose: LinkTable['purpose'], linkId: string): string
}

/** Tries every mail that is due, the longest due first, until none is or it is told to end. */
export async function deliverDueMail(delivery: DeliveryServices, isEnding = () => false): Promise<void> {
  const { database, clock } = delivery.services
  const work = new RestingWork()
  while (!isEnding()) {
    const due = await findDueMails(database, clock.now(), { kinds: mailKinds, limit: batchSize })
    if (due.length === 0) return
    await Promise.all(due.map((mail) => claimAndAttempt(delivery, mail)))
    // A few are done with at once; many must not keep devices waiting.
    if (due.length === batchSize) await work.rest()
  }
}

async function claimAndAttempt(delivery: DeliveryServices, mail: MailTable): Promise<void> {
  const { database, clock } = delivery.services
  if (!(await claimMail(database, mail, clock.now() + claimMs))) return
  await attempt(delivery, { ...mail, attempts: mail.attempts + 1 })
}

async function attempt(delivery: DeliveryServices, mail: MailTable): Promise<void> {
  const { services, transport, linkToken } = delivery
  let rendered: RenderedMail
  try {
    const data = readMailData(mail.data)
    const logo = await findLogo(services.database, data as { sender?: Sender })
    rendered = renderMail(
      { ...mail, data },
      { publicUrl: services.publicUrl, now: services.clock.now(), linkToken, logo },
    )
    await transport.send({ ...rendered, to: mail.recipient, replyTo: mail.reply_to, messageId: mail.message_id })
  } catch (error) {
    await postpone(services, mail, error)
    return
  }
  await recordMailSent(
    services,
    mail,
    transport.captures ? keptWords(rendered) : { subject: null, html: null, text: null },
  )
}

/** Not copied into each mail: a thousand invitations would hold it a thousand times. */
async function findLogo(database: Database, { sender }: { sender?: Sender }): Promise<string> {
  return sender ? ((await findMspProfile(database, sender.mspId))?.logo ?? '') : ''
}

/** As the mailbox shows them, which has no attachments. */
function keptWords({ subject, html, text, logo }: RenderedMail): Pick<MailTable, 'subject' | 'html' | 'text'> {
  return { subject, html: html.replace('cid:logo', `data:image/png;base64,${logo}`), text }
}

async function postpone(services: Services, mail: MailTable, error: unknown): Promise<void> {
  const known = error instanceof DeliveryFailure
  const permanent = known && error.permanent
  const reason = known ? error.message : 'could not be written'
  if (permanent) await recordMailRefused(services, mail, reason)
  else {
    const retryAt = services.clock.now() + retryAfterMs(mail.attempts, services.ids.clientId())
    await postponeMail(services.database, mail.id, { next_attempt_at: retryAt, last_error: reason })
  }
  services.log.warn(
    { mail: mail.id, kind: mail.kind, attempts: mail.attempts, permanent, ...(known ? {} : errorFacts(error)) },
    'mail not taken',
  )
  const stuck = !permanent && mail.attempts >= attemptsBeforeTrouble
  if (stuck && mail.invitation_id !== null) await recordInvitationTrouble(services, mail.invitation_id)
}

/** 5 s, 10 s, 20 s … one hour, and up to a fifth more so that many mails don't come back at once. */
export function retryAfterMs(attempts: number, random32: number): number {
  const pause = Math.min(firstRetryMs * 2 ** (attempts - 1), slowestRetryMs)
  return Math.round(pause * (1 + (0.2 * random32) / 0xffffffff))
}

export interface MailDelivery {
  /** Resolves when nothing that is due now is left to try. */
  settled(): Promise<void>
  /** Ends it, after the attempts under way. */
  stop(): Promise<void>
}

/** Delivers whenever mail was queued and whenever a retry is due. */
export function startMailDelivery(delivery: DeliveryServices): MailDelivery {
  const { services } = delivery
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let again = false
  let stopped = false

  async function run(): Promise<void> {
    let next: number | undefined
    do {
      again = false
      await deliverDueMail(delivery, () => stopped).catch((error: unknown) =>
        services.log.error(errorFacts(error), 'mail delivery stopped short'),
      )
      // Mail that is queued while this looks is not in the answer, so it is looked at again.
      if (!again && !stopped) next = await nextMailAt(services.database, mailKinds).catch(() => undefined)
    } while (again && !stopped)
    running = null
    if (stopped) return
    const wait = next === undefined ? longestSleepMs : next - services.clock.now()
    timer = setTimeout(wake, Math.max(100, Math.min(wait, longestSleepMs)))
  }

  function wake(): void {
    if (stopped) return
    again = true
    if (running) return
    clearTimeout(timer)
    running = run()
  }

  const unlisten = services.onMail(wake)
  wake()
  const settled = async () => {
    while (running) await running
  }
  const stop = async () => {
    stopped = true
    unlisten()
    clearTimeout(timer)
    await settled()
  }
  return { settled, stop }
}

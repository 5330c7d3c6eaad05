import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import type { Services } from '../../services.ts'
import type { AppEnvironment } from '../app-environment.ts'
import { keyNeededPage, mailboxPage, type CapturedMail, type MailList, type MailSummary } from './mailbox-page.ts'
import { holdsOperatorKey, rememberOperator } from './operator-access.ts'

/** Its own policy: the page has inline styles and frames, and still no script can run in it. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

const linesPerPage = 50
/** For programs, whole mails. */
const mailsPerPage = 200

interface Found<Mail> {
  mails: Mail[]
  /** All that fit. */
  total: number
}

export interface Mailbox {
  /** Newest first; `search`: in address, subject and text. */
  list(search: string, range: { offset: number; limit: number }): Promise<Found<MailSummary>>
  read(search: string, range: { offset: number; limit: number }): Promise<Found<CapturedMail>>
  find(id: string): Promise<CapturedMail | null>
}

function askedFor(c: Context): { search: string; page: number } {
  const page = Number(c.req.query('page') ?? 1)
  return {
    search: (c.req.query('search') ?? '').trim().slice(0, 200),
    page: page >= 1 && page < 1e6 ? Math.floor(page) : 1,
  }
}

/** What would be sent, while no SMTP is configured; for whoever has the operator's key, since the mails carry working links. */
export function mailboxRoutes(services: Services, mailbox: Mailbox): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()

  async function readList(c: Context): Promise<MailList> {
    const { search, page } = askedFor(c)
    const { mails, total } = await mailbox.list(search, { offset: (page - 1) * linesPerPage, limit: linesPerPage })
    return { mails, total, search, page, pages: Math.max(1, Math.ceil(total / linesPerPage)) }
  }

  const unstored: MiddlewareHandler<AppEnvironment> = async (c, next) => {
    await next()
    c.res.headers.set('Cache-Control', 'no-store')
  }
  const forOperator: MiddlewareHandler<AppEnvironment> = async (c, next) => {
    c.header('Content-Security-Policy', policy)
    if (!holdsOperatorKey(c, services)) return c.html(keyNeededPage(), 403)
    if (c.req.query('key') === undefined) return next()
    // Out of the address again, and so out of history and screenshots.
    rememberOperator(c, services)
    return c.redirect(c.req.path, 303)
  }
  routes.get('/mailbox', unstored, forOperator, async (c) => c.html(mailboxPage(await readList(c), null)))
  routes.get('/mailbox/:id', unstored, forOperator, async (c) => {
    const mail = await mailbox.find(c.req.param('id'))
    if (!mail) throw new Refusal('not-found')
    return c.html(mailboxPage(await readList(c), mail))
  })
  routes.get('/mailbox.json', unstored, async (c) => {
    if (!holdsOperatorKey(c, services)) throw new Refusal('operator-key-needed')
    const { search, page } = askedFor(c)
    const { mails, total } = await mailbox.read(search, { offset: (page - 1) * mailsPerPage, limit: mailsPerPage })
    c.header('X-Total-Count', String(total))
    return c.json(mails)
  })
  return routes
}

import { Hono, type MiddlewareHandler } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import type { AppEnvironment } from '../app-environment.ts'
import { isLocalRequest } from '../client-address.ts'
import { mailboxPage, type CapturedMail } from './mailbox-page.ts'

/** Its own policy: the page has inline styles and frames, and still no script can run in it. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"

/** What would be sent, while no SMTP is configured; for this machine only, since the mails carry working links. */
export function mailboxRoutes(readMails: () => Promise<CapturedMail[]>): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const onThisMachine: MiddlewareHandler<AppEnvironment> = async (c, next) => {
    if (!isLocalRequest(c)) throw new Refusal('not-permitted')
    await next()
    c.res.headers.set('Cache-Control', 'no-store')
  }
  routes.get('/mailbox', onThisMachine, async (c) => {
    c.header('Content-Security-Policy', policy)
    return c.html(mailboxPage(await readMails()))
  })
  routes.get('/mailbox.json', onThisMachine, async (c) => c.json(await readMails()))
  return routes
}

import { Hono, type MiddlewareHandler } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import type { AppEnvironment } from '../app-environment.ts'
import type { Services } from '../../services.ts'
import { keyNeededPage, mailboxPage, type CapturedMail } from './mailbox-page.ts'
import { holdsOperatorKey, rememberOperator } from './operator-access.ts'

/** Its own policy: the page has inline styles and frames, and still no script can run in it. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"

/** What would be sent, while no SMTP is configured; for whoever has the operator's key, since the mails carry working links. */
export function mailboxRoutes(services: Services, readMails: () => Promise<CapturedMail[]>): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const unstored: MiddlewareHandler<AppEnvironment> = async (c, next) => {
    await next()
    c.res.headers.set('Cache-Control', 'no-store')
  }
  routes.get('/mailbox', unstored, async (c) => {
    c.header('Content-Security-Policy', policy)
    if (!holdsOperatorKey(c, services)) return c.html(keyNeededPage(), 403)
    // Out of the address again, and so out of history and screenshots.
    if (c.req.query('key') !== undefined) {
      rememberOperator(c, services)
      return c.redirect('/mailbox', 303)
    }
    return c.html(mailboxPage(await readMails()))
  })
  routes.get('/mailbox.json', unstored, async (c) => {
    if (!holdsOperatorKey(c, services)) throw new Refusal('operator-key-needed')
    return c.json(await readMails())
  })
  return routes
}

import { Hono } from 'hono'
import { auditExportSchema, auditQuestionSchema } from '#shared/protocol/sign-in-requests.ts'
import { exportAuditLog, readAuditLog } from '../../commands/sign-in/read-audit-log.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { readForm } from '../read-form.ts'
import { requireProof, requireSession } from '../require-session.ts'

/** The organisation's audit log. Reading is a POST as well: whom somebody looks for belongs into no address. */
export function auditRoutes({ services }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const signedIn = requireSession(services)

  routes.post('/audit', signedIn, async (c) => {
    const question = await readForm(c, auditQuestionSchema)
    return c.json(await readAuditLog(services, c.var.access, question))
  })

  routes.post('/audit/export', signedIn, requireProof(services), async (c) => {
    const { event } = await readForm(c, auditExportSchema)
    return c.json({ entries: await exportAuditLog(services, c.var.access, event) })
  })

  return routes
}

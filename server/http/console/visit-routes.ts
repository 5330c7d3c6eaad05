import { Hono } from 'hono'
import { visitsSchema } from '#shared/protocol/visit-request.ts'
import { noteVisits } from '../../commands/note-visits.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { readForm } from '../read-form.ts'
import { requireSession } from '../require-session.ts'

/** Where people were (H7), as their devices noted it. */
export function visitRoutes({ services }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()

  routes.post('/visits', requireSession(services), async (c) => {
    await noteVisits(services, c.var.sessionId, await readForm(c, visitsSchema))
    return c.body(null, 204)
  })

  return routes
}

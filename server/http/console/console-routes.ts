import { Hono } from 'hono'
import { openConsoleSchema } from '#shared/protocol/console-request.ts'
import { openConsole } from '../../commands/open-console.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { readForm } from '../read-form.ts'
import { requireSession } from '../require-session.ts'

/** Links to services' own consoles (S1), made when somebody asks for one. */
export function consoleRoutes({ services }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()

  routes.post('/consoles/open', requireSession(services), async (c) => {
    const url = await openConsole(services, c.var.access, await readForm(c, openConsoleSchema))
    return c.json({ url })
  })

  return routes
}

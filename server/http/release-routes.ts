import { Hono } from 'hono'
import { linkSchema, stopReleaseSchema } from '#shared/protocol/sign-in-requests.ts'
import { stopReleaseByLink, stopReleaseOf, viewOpenReleases } from '../commands/release/stop-release.ts'
import type { AppEnvironment, HttpServices } from './app-environment.ts'
import { clientAddress } from './client-address.ts'
import { readForm } from './read-form.ts'
import { requireSession } from './require-session.ts'

/** Customers that an operator gives back to their people (C8). As with every mail's link, a GET decides nothing. */
export function releaseRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const signedIn = requireSession(services)

  routes.get('/releases', signedIn, async (c) => c.json({ open: await viewOpenReleases(services, c.var.access) }))

  routes.post('/releases/stop', signedIn, async (c) => {
    const { id } = await readForm(c, stopReleaseSchema)
    await stopReleaseOf(services, c.var.access, id)
    return c.body(null, 204)
  })

  routes.post('/releases/stop-by-link', async (c) => {
    await rateLimits.link.consume(clientAddress(c, services.config.trustProxy))
    const { link } = await readForm(c, linkSchema)
    await stopReleaseByLink(services, link)
    return c.body(null, 204)
  })

  return routes
}

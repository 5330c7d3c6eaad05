import { Hono } from 'hono'
import { linkSchema } from '#shared/protocol/sign-in-requests.ts'
import { confirmAlertAddress } from '../commands/alert/ask-alert-address.ts'
import type { AppEnvironment, HttpServices } from './app-environment.ts'
import { clientAddress } from './client-address.ts'
import { readForm } from './read-form.ts'

/** Whoever is to hear of a customer's alerts says that they want it, by the link of their mail. */
export function alertAddressRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  routes.post('/alert-address/confirm', async (c) => {
    await rateLimits.link.consume(clientAddress(c, services.config.trustProxy))
    const { link } = await readForm(c, linkSchema)
    await confirmAlertAddress(services, link)
    return c.body(null, 204)
  })
  return routes
}

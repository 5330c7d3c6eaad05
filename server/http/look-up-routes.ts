import { Hono } from 'hono'
import { lookUpSchema } from '#shared/protocol/look-up-request.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { lookUpCustomer } from '../commands/look-up-customer.ts'
import type { AppEnvironment, HttpServices } from './app-environment.ts'
import { readForm } from './read-form.ts'
import { requireSession } from './require-session.ts'

/** `LOOK UP` (M9). What is no Customer ID at all is answered as one that nobody has. */
export function lookUpRoutes({ services }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()

  routes.post('/customers/look-up', requireSession(services), async (c) => {
    const { customerId } = await readForm(c, lookUpSchema)
    return c.json(await lookUpCustomer(services, c.var.access, customerId as OrganisationId))
  })

  return routes
}

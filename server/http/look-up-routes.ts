import { Hono } from 'hono'
import { lookUpResellerSchema, lookUpSchema, textBeforeSchema } from '#shared/protocol/look-up-request.ts'
import { olderChangesSchema } from '#shared/protocol/older-changes.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { lookUpCustomer } from '../commands/look-up-customer.ts'
import { lookUpReseller } from '../commands/look-up-reseller.ts'
import { readOlderChanges } from '../commands/read-older-changes.ts'
import { readTextBefore } from '../commands/read-text-before.ts'
import type { AppEnvironment, HttpServices } from './app-environment.ts'
import { readForm } from './read-form.ts'
import { requireSession } from './require-session.ts'

/**
 * `LOOK UP` (M9), of a reseller too (M22); and what only the server has: of a closed document (H3), and of a log older than
 * devices' (M23). What is no Customer ID at all is answered as one that nobody has.
 */
export function lookUpRoutes({ services }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()

  routes.post('/customers/look-up', requireSession(services), async (c) => {
    const { customerId } = await readForm(c, lookUpSchema)
    return c.json(await lookUpCustomer(services, c.var.access, customerId as OrganisationId))
  })

  routes.post('/resellers/look-up', requireSession(services), async (c) => {
    const { resellerId } = await readForm(c, lookUpResellerSchema)
    const { userId } = c.var.access
    return c.json(await lookUpReseller(services, { userId, resellerId: resellerId as OrganisationId }))
  })

  routes.post('/changes/text-before', requireSession(services), async (c) => {
    const { id } = await readForm(c, textBeforeSchema)
    return c.json(await readTextBefore(services.database, c.var.access, id))
  })

  routes.post('/changes/older', requireSession(services), async (c) => {
    const question = await readForm(c, olderChangesSchema)
    return c.json(await readOlderChanges(services, c.var.access, question))
  })

  return routes
}

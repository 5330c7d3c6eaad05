import { Hono } from 'hono'
import { apiKeyFormSchema } from '#shared/domain/access/api-key.ts'
import { endApiKey, findOwnApiKeys, makeApiKey } from '../../commands/api-key/manage-api-keys.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { readForm } from '../read-form.ts'
import { requireProof, requireSession } from '../require-session.ts'

/** A person's own keys to the API. */
export function apiKeyRoutes({ services }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const signedIn = requireSession(services)

  routes.get('/profile/api-keys', signedIn, async (c) => c.json({ keys: await findOwnApiKeys(services, c.var.access) }))

  routes.post('/profile/api-keys', signedIn, requireProof(services), async (c) => {
    const form = await readForm(c, apiKeyFormSchema)
    return c.json(await makeApiKey(services, c.var.access, form), 201)
  })

  // Whoever ends one takes something away: a tablet that lies about gives nobody more by it.
  routes.delete('/profile/api-keys/:id', signedIn, async (c) => {
    await endApiKey(services, c.var.access, c.req.param('id'))
    return c.body(null, 204)
  })

  return routes
}

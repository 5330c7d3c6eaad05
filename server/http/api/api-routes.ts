/** The public API (X5): what it takes is described once, by its routes, and served as a document and as a page. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { fieldErrorsOf, Refusal } from '#shared/domain/refusal.ts'
import type { HttpServices } from '../app-environment.ts'
import { addAlertRoutes } from './alert-routes.ts'
import type { ApiEnvironment } from './api-environment.ts'
import { apiPage, apiPagePolicy } from './api-page.ts'
import { answerProblem, problemSchema, problemType } from './problem.ts'
import { requireApiKey } from './require-api-key.ts'

/** Below this path: no session, no cookie, no page of ours. */
export const apiPath = '/api/v1'

export function isApiPath(path: string): boolean {
  return path === apiPath || path.startsWith(`${apiPath}/`)
}

const keySchema = z
  .object({
    name: z.string(),
    organisationId: z.string(),
    permissions: z
      .array(z.string())
      .meta({ description: 'What the key may now: its person’s, as far as it was made for.' }),
    endsAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Key' })

const keyRoute = createRoute({
  method: 'get',
  path: '/key',
  summary: 'What this key may',
  security: [{ bearer: [] }],
  responses: {
    200: { description: 'As it is now.', content: { 'application/json': { schema: keySchema } } },
    401: { description: '`api-key-invalid`', content: { [problemType]: { schema: problemSchema } } },
  },
})

export function apiRoutes(parts: HttpServices): OpenAPIHono<ApiEnvironment> {
  const { services } = parts
  const api = new OpenAPIHono<ApiEnvironment>({
    defaultHook: (result) => {
      if (!result.success) throw new Refusal('invalid-input', fieldErrorsOf(result.error))
    },
  })
  api.onError((error, c) => answerProblem(services, error, c))

  api.get('/openapi.json', (c) => c.json(documentOf()))
  api.get('/docs', (c) => c.html(apiPage(documentOf()), 200, { 'Content-Security-Policy': apiPagePolicy }))
  api.use(requireApiKey(parts))
  api.openapi(keyRoute, (c) => {
    const { name, ends_at } = c.var.apiKey
    const { organisationId, permissions } = c.var.access
    const endsAt = ends_at === null ? null : new Date(ends_at).toISOString()
    return c.json({ name, organisationId, permissions: [...permissions], endsAt }, 200)
  })
  addAlertRoutes(api, parts)
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key that begins with `tdm_`, made under Profile, `API keys`.',
  })

  const documentOf = () =>
    api.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Tandem API',
        version: '1',
        description:
          'Every request shows an API key as a bearer. A key may what its person may, as far as it was made for, and ends with them. ' +
          'Failures are problems (RFC 9457) with a stable `code`. `RateLimit` says how much is left.',
      },
      servers: [{ url: `${services.publicUrl}${apiPath}` }],
    })
  return api
}

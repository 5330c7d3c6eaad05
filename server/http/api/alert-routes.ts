import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi'
import { Refusal } from '#shared/domain/refusal.ts'
import { customerAllowance } from '../../auth/rate-limit.ts'
import { postAlert } from '../../commands/alert/post-alert.ts'
import type { HttpServices } from '../app-environment.ts'
import type { ApiEnvironment } from './api-environment.ts'
import { postedAlertSchema, readPosted, takenAlertSchema } from './posted-alert.ts'
import { problemSchema, problemType } from './problem.ts'

const failed = (description: string) => ({
  description,
  content: { [problemType]: { schema: problemSchema } },
})

const route = createRoute({
  method: 'post',
  path: '/alerts',
  summary: 'Post an alert of a customer’s device',
  description: [
    'Mails it to whom the customer’s alert recipients name, and tells them in the app.',
    'Needs `manage-devices` for this customer.',
    'Send an `Idempotency-Key`: the same key with the same body is answered as the first time and does nothing again.',
  ].join(' '),
  security: [{ bearer: [] }],
  request: {
    headers: z.object({
      'idempotency-key': z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'A name of your choice for this request, remembered for 7 days.' }),
    }),
    body: { required: true, content: { 'application/json': { schema: postedAlertSchema } } },
  },
  responses: {
    201: { description: 'Taken.', content: { 'application/json': { schema: takenAlertSchema } } },
    400: failed('`malformed`, `invalid-input` with the fields to mend.'),
    401: failed('`api-key-invalid`: no such key, it has ended, or its person was blocked.'),
    403: failed('`not-permitted`: this key may not do this for this customer, or there is no such customer.'),
    413: failed('`too-large`'),
    422: failed('`idempotency-key-used`'),
    429: failed('`too-many-requests`, with `Retry-After`.'),
  },
})

export function addAlertRoutes(api: OpenAPIHono<ApiEnvironment>, { services }: HttpServices): void {
  api.openapi(route, async (c) => {
    if (!c.req.header('content-type')?.startsWith('application/json')) throw new Refusal('malformed')
    const named = c.req.valid('header')['idempotency-key']
    const request = named === undefined ? null : { named, body: await c.req.text() }
    const posted = readPosted(c.req.valid('json'))
    const { id, left } = await postAlert(services, c.var.apiKey.id, posted, request)
    const { times, perMs } = customerAllowance(services.config.limits)
    c.header('RateLimit-Policy', `"customer";q=${times};w=${perMs / 1000}`, { append: true })
    if (left) c.header('RateLimit', `"customer";r=${left.left};t=${left.resetS}`, { append: true })
    return c.json({ id }, 201)
  })
}

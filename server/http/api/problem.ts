/** Every failure of the API is a problem (RFC 9457), with the code that everything else here has for it. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Refusal, type FieldErrors } from '#shared/domain/refusal.ts'
import { TooManyRequests } from '../../auth/rate-limit.ts'
import { errorFacts } from '../../log.ts'
import type { Services } from '../../services.ts'
import { statusOf } from '../answer-error.ts'

export const problemType = 'application/problem+json'

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable; a code never changes its meaning.' }),
    errors: z
      .array(z.object({ field: z.string(), code: z.string() }))
      .optional()
      .meta({ description: 'What to mend, by field.' }),
  })
  .meta({ id: 'Problem' })

const titles: Partial<Record<number, string>> = {
  400: 'The request is not as described',
  401: 'No valid API key',
  403: 'Not permitted',
  404: 'Not found',
  409: 'Not possible now',
  413: 'Too large',
  422: 'The Idempotency-Key was used for another request',
  429: 'Too many requests',
  500: 'Something failed on the server',
}

/** What isn't a refusal is logged, and told to nobody. */
export function answerProblem({ log }: Pick<Services, 'log'>, error: Error, c: Context): Response {
  if (error instanceof Refusal) return problem(c, statusOf(error.code), error.code, error.fields)
  if (error instanceof TooManyRequests) {
    c.header('Retry-After', String(error.retryAfterS))
    return problem(c, 429, 'too-many-requests')
  }
  // What a body is before anybody looks at its fields.
  if (error instanceof HTTPException && error.status < 500) return problem(c, 400, 'malformed')
  log.error({ ...errorFacts(error), method: c.req.method, route: c.req.routePath }, 'request failed')
  return problem(c, 500, 'server-error')
}

function problem(c: Context, status: ContentfulStatusCode, code: string, fields?: FieldErrors): Response {
  const errors = fields && Object.entries(fields).map(([field, its]) => ({ field, code: its }))
  const body = { type: 'about:blank', title: titles[status] ?? titles[409], status, code, ...(errors && { errors }) }
  return c.body(JSON.stringify(body), status, { 'Content-Type': problemType })
}

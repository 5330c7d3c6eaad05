import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Refusal, type RefusalCode } from '#shared/domain/refusal.ts'
import { TooManyRequests } from '../auth/rate-limit.ts'
import { errorFacts } from '../log.ts'
import type { Services } from '../services.ts'

const statuses: Partial<Record<RefusalCode, ContentfulStatusCode>> = {
  malformed: 400,
  'invalid-input': 400,
  'signed-out': 401,
  'session-revoked': 401,
  'wrong-credentials': 401,
  'api-key-invalid': 401,
  'wrong-password': 403,
  'prove-again': 403,
  'second-factor-needed': 403,
  'second-factor-wrong': 403,
  'second-factor-missing': 403,
  blocked: 403,
  'not-permitted': 403,
  'operator-key-needed': 403,
  'wrong-origin': 403,
  'not-found': 404,
  'link-invalid': 404,
  'link-expired': 410,
  'link-used': 410,
  'invitation-expired': 410,
  'invitation-used': 410,
  'invitation-declined': 410,
  'invitation-revoked': 410,
  'too-large': 413,
  'idempotency-key-used': 422,
  'update-needed': 426,
  'server-older': 426,
  'too-many-requests': 429,
  'mailed-enough': 429,
  'server-error': 500,
}

/** What a refusal is answered with over HTTP. */
export function statusOf(code: RefusalCode): ContentfulStatusCode {
  return statuses[code] ?? 409
}

/** Every failure has the same shape (`failureSchema`); what isn't a refusal is logged, and told to nobody. */
export function answerError({ log }: Pick<Services, 'log'>, error: Error, c: Context): Response {
  if (error instanceof Refusal) {
    return c.json({ error: { code: error.code, ...(error.fields && { fields: error.fields }) } }, statusOf(error.code))
  }
  if (error instanceof TooManyRequests) {
    c.header('Retry-After', String(error.retryAfterS))
    return c.json({ error: { code: 'too-many-requests' satisfies RefusalCode, retryAfterS: error.retryAfterS } }, 429)
  }
  log.error({ ...errorFacts(error), method: c.req.method, route: c.req.routePath }, 'request failed')
  return c.json({ error: { code: 'server-error' satisfies RefusalCode } }, 500)
}

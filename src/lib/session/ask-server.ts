/** Asks the server what isn't sync. Answers with a failure in a stable code, or `offline` when nobody answered. */
import type { z } from 'zod'
import type { FieldErrors, RefusalCode } from '#shared/domain/refusal.ts'

export interface Failure {
  ok: false
  code: RefusalCode | 'offline'
  fields?: FieldErrors
  retryAfterS?: number
}
export type Reply = { ok: true } | Failure
export type Answer<Value> = { ok: true; value: Value } | Failure

/** What answers look like; loaded when the first one is on its way, after the page is there. */
const loadSchemas = () => import('#shared/protocol/sign-in-requests.ts')
type Schemas = Awaited<ReturnType<typeof loadSchemas>>

async function request(method: string, path: string, body?: unknown, bearer?: string): Promise<Answer<unknown>> {
  try {
    const response = await fetch(path, {
      method,
      cache: 'no-store',
      signal: AbortSignal.timeout(20_000),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json: unknown = text === '' ? null : JSON.parse(text)
    if (response.ok) return { ok: true, value: json }
    const { failureSchema } = await loadSchemas()
    const failure = failureSchema.parse(json)
    return { ok: false, ...failure.error } as Failure
  } catch {
    // No answer, or an answer that isn't the server's: a proxy's page, a captive portal.
    return { ok: false, code: 'offline' }
  }
}

export async function ask<Schema extends z.ZodType>(
  schemaOf: (all: Schemas) => Schema,
  method: string,
  path: string,
  body?: unknown,
  bearer?: string,
): Promise<Answer<z.output<Schema>>> {
  const [answer, schemas] = await Promise.all([request(method, path, body, bearer), loadSchemas().catch(() => null)])
  if (!answer.ok) return answer
  if (!schemas) return { ok: false, code: 'offline' }
  const parsed = schemaOf(schemas).safeParse(answer.value)
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, code: 'update-needed' }
}

/** A file, whose length nobody knows. */
export async function askFile(path: string, body: unknown): Promise<Answer<Blob>> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      cache: 'no-store',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (response.ok) return { ok: true, value: await response.blob() }
    const { failureSchema } = await loadSchemas()
    return { ok: false, ...failureSchema.parse(await response.json()).error } as Failure
  } catch {
    return { ok: false, code: 'offline' }
  }
}

export async function tell(method: string, path: string, body?: unknown): Promise<Reply> {
  const answer = await request(method, path, body)
  return answer.ok ? { ok: true } : answer
}

import type { Context } from 'hono'
import type { z } from 'zod'
import { fieldErrorsOf, Refusal } from '#shared/domain/refusal.ts'

/** The JSON body by its schema. Throws Refusal: malformed, invalid-input with the fields to mend. */
export async function readForm<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  if (!c.req.header('content-type')?.startsWith('application/json')) throw new Refusal('malformed')
  const body: unknown = await c.req.json().catch(() => {
    throw new Refusal('malformed')
  })
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new Refusal('invalid-input', fieldErrorsOf(parsed.error))
  return parsed.data
}

import { expect, test } from 'vitest'
import { z } from 'zod'
import { fieldErrorsOf, Refusal, refusalCodes, refusalCodeSchema } from '#shared/domain/refusal.ts'

test('[PUSH1] a refusal carries its stable code and the fields to mend', () => {
  const refusal = new Refusal('email-taken', { workEmail: 'email-taken' })
  expect(refusal).toBeInstanceOf(Error)
  expect([refusal.code, refusal.message, refusal.fields]).toEqual([
    'email-taken',
    'email-taken',
    { workEmail: 'email-taken' },
  ])
})

test('[PUSH1] every code is there once and can be told to a device', () => {
  expect(new Set(refusalCodes).size).toBe(refusalCodes.length)
  for (const code of refusalCodes) expect(refusalCodeSchema.parse(code)).toMatch(/^[a-z]+(-[a-z]+)*$/)
})

test('[M6] a field is told its first complaint only, as a code; words of a library become `invalid`', () => {
  const schema = z.object({
    name: z.string().min(3, 'too-short').regex(/^a/, 'first-letter'),
    size: z.enum(['s', 'm']),
    nested: z.object({ deep: z.string() }),
  })
  const parsed = schema.safeParse({ name: 'x', size: 'xl', nested: { deep: 1 } })
  expect(fieldErrorsOf(parsed.error!)).toEqual({ name: 'too-short', size: 'invalid', nested: 'invalid' })
  expect(fieldErrorsOf(z.string().safeParse(1).error!)).toEqual({ '': 'invalid' })
})

import { expect, it } from 'vitest'
import { errorDetails, noteError } from '#lib/ui/feedback/recent-errors.ts'

it('[FA1] the newest 20 errors are kept with where they were, and without what was on the screen', () => {
  for (let n = 0; n < 30; n++) noteError(new TypeError(`number ${n}`), '/activity')
  const secret = new Error('no field “Acme Brewing” for mina@acme.example, call +49 30 1234567')
  noteError(secret, '/customers/[id]')
  const text = errorDetails()
  expect(text.match(/^TypeError|^Error/gm)).toHaveLength(20)
  expect(text).toContain('/customers/[id]\nError: no field “…” for …')
  expect(text).toContain('recent-errors.test.ts')
  expect(text).not.toMatch(/Acme|mina|1234567/)
})

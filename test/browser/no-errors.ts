// After every browser test: no page met an error that nobody caught, or complained in its console.
import { afterEach, expect } from 'vitest'
import { takePageErrors } from '../support/chromium.ts'

afterEach(() => {
  expect(takePageErrors(), 'errors of pages').toEqual([])
})

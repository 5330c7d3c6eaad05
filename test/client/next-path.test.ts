import { describe, expect, it } from 'vitest'
import { nextPath } from '../../src/routes/sign-in/next-path.ts'

const origin = 'https://tandem.example'

describe('Where signing in leads', () => {
  it('[X2] a page of this app opens as it was left', () => {
    expect(nextPath('/customers/1234567890?tab=activity#top', origin)).toBe('/customers/1234567890?tab=activity#top')
  })

  it.each([
    null,
    '',
    'customers',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    'javascript:alert(1)',
    '/sign-in?next=/sign-in',
    '/x/..//evil.example',
    '/./\\evil.example',
    '/x/%2e%2e//evil.example/',
  ])('[X2] [FB12] %j leads nowhere but home', (next) => {
    expect(nextPath(next, origin)).toBeNull()
  })
})

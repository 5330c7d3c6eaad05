import { describe, expect, it } from 'vitest'
import { homePath, isForOtherKind, isPublicRoute } from '../../src/routes/page-access.ts'

describe('Who sees which page', () => {
  it.each([
    '/setup',
    '/sign-in',
    '/sign-up',
    '/complete-registration',
    '/forgot-password',
    '/reset-password',
    '/register',
    '/decline',
    '/verify-email',
    '/confirm-email',
  ])('[C1] %s needs no session', (route) => {
    expect(isPublicRoute(route)).toBe(true)
  })

  it('[M1] customers are the MSP’s page, the company account is the customer’s', () => {
    expect(isForOtherKind('/customers/(list)/[id]', 'customer')).toBe(true)
    expect(isForOtherKind('/customers/(list)', 'msp')).toBe(false)
    expect(isForOtherKind('/requests', 'msp')).toBe(true)
    expect(isForOtherKind('/account', 'customer')).toBe(false)
    expect(isForOtherKind('/services/[service]', 'msp')).toBe(true)
    expect(isForOtherKind('/activity', 'msp') || isForOtherKind('/activity', 'customer')).toBe(false)
    expect([isForOtherKind('/team', 'customer'), isForOtherKind('/administrators', 'msp')]).toEqual([true, true])
    expect([homePath('msp'), homePath('customer')]).toEqual(['/customers', '/home'])
  })
})

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

  it('[R1][M20] a reseller has its own pages and the team’s, none of the other two', () => {
    const isOpen = (route: string) => !isForOtherKind(route, 'reseller')
    const theirs = ['/reseller/customers', '/team', '/team/roles', '/team/invite', '/profile', '/outbox', '/settings']
    expect(theirs.filter(isOpen)).toEqual(theirs)
    const others = ['/customers/(list)', '/account', '/home', '/requests', '/services/[service]', '/team/groups']
    expect(others.filter(isOpen)).toEqual([])
    for (const kind of ['msp', 'customer'] as const) expect(isForOtherKind('/reseller/customers', kind)).toBe(true)
    expect(isForOtherKind('/team/groups', 'msp')).toBe(false)
    expect(homePath('reseller')).toBe('/reseller/customers')
  })
})

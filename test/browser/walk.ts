// Every page of the app, and a walk over all that one person may open: each shows something, nothing fails or scrolls
// its document on a phone, a tablet and a laptop, and axe finds nothing where it is asked.
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { RunningServer } from '../support/server.ts'
import { patience } from './device.ts'

type Who = 'msp' | 'customer' | 'reseller' | 'stranger'

/** What a page of one record is about. */
type Shown = 'CUSTOMER' | 'COLLEAGUE' | 'ADMIN' | 'DEVICE' | 'LICENCE'

/** By route: who comes to it, and where it is. */
export const pages: Record<string, { who: Who[]; path: string }> = {
  '/': { who: [], path: '/' },
  '/account': { who: ['customer'], path: '/account' },
  '/account/delink': { who: ['customer'], path: '/account/delink' },
  '/administrators': { who: ['customer'], path: '/administrators' },
  '/administrators/[id]': { who: ['customer'], path: '/administrators/ADMIN' },
  '/administrators/roles': { who: ['customer'], path: '/administrators/roles' },
  '/administrators/invite': { who: ['customer'], path: '/administrators/invite' },
  '/alert-address': { who: ['stranger'], path: '/alert-address' },
  '/appointment': { who: ['stranger'], path: '/appointment' },
  '/audit-log': { who: ['msp', 'customer', 'reseller'], path: '/audit-log' },
  '/activity': { who: ['msp', 'customer'], path: '/activity' },
  // Leads on at once.
  '/console/return/[id]': { who: [], path: '/console/return/CUSTOMER' },
  '/complete-registration': { who: ['stranger'], path: '/complete-registration' },
  '/blocked-msps': { who: ['customer'], path: '/blocked-msps' },
  '/confirm-email': { who: ['stranger'], path: '/confirm-email' },
  '/customers/(list)': { who: ['msp'], path: '/customers' },
  '/customers/(list)/[id]': { who: ['msp'], path: '/customers/CUSTOMER' },
  '/customers/[id]/contact': { who: ['msp'], path: '/customers/CUSTOMER/contact' },
  '/customers/[id]/alerts': { who: ['msp'], path: '/customers/CUSTOMER/alerts' },
  '/customers/[id]/admins': { who: ['msp'], path: '/customers/CUSTOMER/admins' },
  '/customers/[id]/admins/[person]': { who: ['msp'], path: '/customers/CUSTOMER/admins/ADMIN' },
  '/customers/[id]/admins/invite': { who: ['msp'], path: '/customers/CUSTOMER/admins/invite' },
  '/customers/[id]/admins/roles': { who: ['msp'], path: '/customers/CUSTOMER/admins/roles' },
  '/customers/[id]/convert': { who: ['msp'], path: '/customers/CUSTOMER/convert' },
  '/customers/[id]/delink': { who: ['msp'], path: '/customers/CUSTOMER/delink' },
  '/customers/[id]/manage': { who: ['msp'], path: '/customers/CUSTOMER/manage' },
  '/customers/[id]/services/[service]': { who: ['msp'], path: '/customers/CUSTOMER/services/knox-manage' },
  '/customers/[id]/close': { who: ['msp'], path: '/customers/CUSTOMER/close' },
  '/customers/[id]/remove': { who: ['msp'], path: '/customers/CUSTOMER/remove' },
  '/customers/existing': { who: ['msp'], path: '/customers/existing' },
  '/customers/former': { who: ['msp'], path: '/customers/former' },
  '/customers/new': { who: ['msp'], path: '/customers/new' },
  '/devices/(list)': { who: ['msp', 'customer'], path: '/devices' },
  '/devices/(list)/[id]': { who: ['msp', 'customer'], path: '/devices/DEVICE' },
  '/licenses': { who: ['msp', 'customer'], path: '/licenses' },
  '/licenses/register': { who: ['msp', 'customer'], path: '/licenses/register' },
  '/licenses/[id]': { who: ['msp', 'customer'], path: '/licenses/LICENCE' },
  '/devices/resellers': { who: ['msp', 'customer'], path: '/devices/resellers' },
  '/devices/uploads': { who: ['msp', 'customer'], path: '/devices/uploads' },
  '/decline': { who: ['stranger'], path: '/decline' },
  '/former-msps': { who: ['customer'], path: '/former-msps' },
  '/forgot-password': { who: ['stranger'], path: '/forgot-password' },
  '/home': { who: ['msp', 'customer'], path: '/home' },
  '/join': { who: ['stranger'], path: '/join' },
  '/msp-profile': { who: ['msp'], path: '/msp-profile' },
  '/notifications': { who: ['msp', 'customer', 'reseller'], path: '/notifications' },
  '/outbox': { who: ['msp', 'customer', 'reseller'], path: '/outbox' },
  '/profile': { who: ['msp', 'customer', 'reseller'], path: '/profile' },
  '/register': { who: ['stranger'], path: '/register' },
  '/requests': { who: ['customer'], path: '/requests' },
  '/reseller/customers': { who: ['reseller'], path: '/reseller/customers' },
  '/reseller/customers/[id]': { who: ['reseller'], path: '/reseller/customers/CUSTOMER' },
  '/reseller/customers/[id]/devices': { who: ['reseller'], path: '/reseller/customers/CUSTOMER/devices' },
  '/reset-password': { who: ['stranger'], path: '/reset-password' },
  '/services': { who: ['customer'], path: '/services' },
  '/services/[service]': { who: ['customer'], path: '/services/knox-guard' },
  '/settings': { who: ['msp', 'customer', 'reseller'], path: '/settings' },
  '/settings/alerts': { who: ['customer'], path: '/settings/alerts' },
  '/settings/notifications': { who: ['msp', 'customer', 'reseller'], path: '/settings/notifications' },
  '/settings/msp-permissions': { who: ['customer'], path: '/settings/msp-permissions' },
  '/setup': { who: ['stranger'], path: '/setup' },
  '/sign-in': { who: ['stranger'], path: '/sign-in' },
  '/sign-up': { who: ['stranger'], path: '/sign-up' },
  '/stop-appointment': { who: ['stranger'], path: '/stop-appointment' },
  '/stop-release': { who: ['stranger'], path: '/stop-release' },
  '/team': { who: ['msp', 'reseller'], path: '/team' },
  '/team/[id]': { who: ['msp', 'reseller'], path: '/team/COLLEAGUE' },
  '/team/groups': { who: ['msp'], path: '/team/groups' },
  '/team/roles': { who: ['msp', 'reseller'], path: '/team/roles' },
  '/team/invite': { who: ['msp', 'reseller'], path: '/team/invite' },
  '/verify-email': { who: ['stranger'], path: '/verify-email' },
}

const sizes = [
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
  { width: 1280, height: 800 },
]

/** A browser of their own, in which they are signed in if they are known: its first page asks the server who they are. */
export async function newPerson(
  browser: Browser,
  { origin }: Pick<RunningServer, 'origin'>,
  known?: { email: string; password: string },
  locale = 'en-GB',
): Promise<Page> {
  const context = await browser.newContext({ baseURL: origin, locale, reducedMotion: 'reduce' })
  context.setDefaultTimeout(patience)
  if (known) {
    const { email, password } = known
    const signedIn = await context.request.post('/api/session', { data: { email, password }, headers: { origin } })
    expect(signedIn.ok(), await signedIn.text()).toBe(true)
  }
  return context.newPage()
}

/** As a link in the app does, so that it also works without a network. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement('a'), { href })
    document.body.append(link)
    link.click()
    link.remove()
  }, path)
  await page.waitForURL((url) => url.pathname === path)
}

export interface Walk {
  /** The records of one's own; others' pages are those of what isn't there. */
  shown?: Partial<Record<Shown, string>>
  axe?: boolean
  /** Only the pages of one record. */
  ofRecords?: boolean
}

const placeholder = /\b(?:CUSTOMER|COLLEAGUE|ADMIN|DEVICE|LICENCE)\b/g
/** Of nobody, but like one. */
const nothing = { CUSTOMER: '1000000000' } as Partial<Record<string, string>>

export async function walk(page: Page, who: Who, options: Walk = {}): Promise<void> {
  const { shown = {}, axe = false, ofRecords = false } = options
  const complaints: string[] = []
  for (const [route, { who: whose, path }] of Object.entries(pages)) {
    if (!whose.includes(who) || (ofRecords && path.search(placeholder) < 0)) continue
    const here = path.replace(placeholder, (each) => shown[each as Shown] ?? nothing[each] ?? 'nothing')
    await follow(page, here)
    complaints.push(...(await inspectAtEachWidth(page, axe)).map((complaint) => `${route} ${complaint}`))
  }
  expect(complaints).toEqual([])
}

/** What is wrong with the page as it is now at any width, and for screen readers where that is asked. */
export async function inspectAtEachWidth(page: Page, axe: boolean): Promise<string[]> {
  const complaints: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    complaints.push(...(await look(page)).map((complaint) => `at ${size.width} px: ${complaint}`))
  }
  return axe ? [...complaints, ...(await askAxe(page))] : complaints
}

/** What is wrong with the page as it is now, once there is something to see or nothing came for long. */
function look(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const nextFrame = () => new Promise(requestAnimationFrame)
    const words = () => document.querySelector('main')?.innerText.trim() ?? ''
    const start = performance.now()
    do await nextFrame()
    while (words().length < 10 && performance.now() - start < 10_000)
    const complaints: string[] = []
    if (words().length < 10) complaints.push('it is empty')
    if (document.body.innerText.includes('This part can’t be shown')) complaints.push('a part of it failed')
    const { scrollHeight, scrollWidth } = document.documentElement
    if (scrollHeight > innerHeight) complaints.push(`its document is ${scrollHeight - innerHeight} px too high`)
    if (scrollWidth > innerWidth) complaints.push(`its document is ${scrollWidth - innerWidth} px too wide`)
    return complaints
  })
}

async function askAxe(page: Page): Promise<string[]> {
  // Half a megabyte of script, and these pages are one document: it comes once.
  const isThere = await page.evaluate(() => 'axe' in window)
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: 'void 0' }) })
  // Without a network it would wait long for style sheets to look into.
  const { violations } = await axe
    .setLegacyMode()
    .options({ resultTypes: ['violations'], preload: false })
    .analyze()
  return violations.map(({ id, nodes }) => `${id} at ${nodes[0]?.html.slice(0, 200)}`)
}

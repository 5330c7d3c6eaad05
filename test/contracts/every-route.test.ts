// FB2: whoever isn't signed in gets nothing from any route but those that are for people without a session.
import { Hono } from 'hono'
import { afterEach, expect, it } from 'vitest'
import { createApp, type AppParts } from '../../server/http/app.ts'
import { Tandem } from '../support/tandem.ts'

let tandem: Tandem | undefined
afterEach(() => tandem?.[Symbol.asyncDispose]())

/** For people who aren't signed in: signing in, links in mails, what a balancer asks. Each says itself what it lets one do. */
const open: ReadonlySet<string> = new Set([
  'GET /api/setup',
  'POST /api/setup',
  'POST /api/session',
  'POST /api/session/second-factor',
  'POST /api/sign-up',
  'POST /api/sign-up/look-up',
  'POST /api/sign-up/complete',
  'POST /api/verify-email',
  'POST /api/password/forgot',
  'POST /api/password/look-up',
  'POST /api/password/reset',
  'POST /api/profile/email/confirm',
  'POST /api/invitation/look-up',
  'POST /api/invitation/register',
  'POST /api/invitation/decline',
  'POST /api/person-invitation/look-up',
  'POST /api/person-invitation/register',
  'POST /api/appointment/look-up',
  'POST /api/appointment/register',
  'POST /api/appointment/stop-by-link',
  'POST /api/releases/stop-by-link',
  'POST /api/alert-address/confirm',
  'GET /api/v1/docs',
  'GET /api/v1/openapi.json',
])

it('[FB2][X2] every route of the server but the named ones asks for a session', async () => {
  tandem = await Tandem.start()
  const { services } = tandem
  const app = createApp({
    services,
    buildFolder: tandem.folder,
    mailbox: null,
    syncRoutes: new Hono(),
  } as unknown as AppParts)
  const routes = [...new Set(app.routes.map(({ method, path }) => `${method} ${path}`))]
    .filter((route) => / \/(api|ws)\b/.test(route) && !route.startsWith('ALL'))
    .toSorted()
  expect(routes.length).toBeGreaterThan(40)
  const found: string[] = []
  for (const route of routes) {
    const [method, path] = route.split(' ') as [string, string]
    const response = await tandem.person().request(path.replace(/:\w+/g, 'x'), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method !== 'GET' && { body: '{}' }),
    })
    if (response.status !== 401) found.push(`${route} ${response.status}`)
  }
  expect(found.filter((route) => !open.has(route.replace(/ \d+$/, '')))).toEqual([])
  expect([...open].filter((route) => !routes.includes(route))).toEqual([])
})

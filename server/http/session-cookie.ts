import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { sessionLifetimeMs } from '../auth/session.ts'
import type { Browser } from '../commands/sign-in/super-admin.ts'
import type { Services } from '../services.ts'

type Origin = Pick<Services, 'publicUrl'>

const isSecure = ({ publicUrl }: Origin) => publicUrl.startsWith('https:')

/** The `__Host-` prefix makes browsers refuse the cookie from anywhere but this very host over TLS. */
function cookieName(origin: Origin): string {
  return isSecure(origin) ? '__Host-tandem_session' : 'tandem_session'
}

export function readSessionCookie(c: Context, origin: Origin): string | undefined {
  return getCookie(c, cookieName(origin))
}

/** Where somebody is about to sign in. */
export function readBrowser(c: Context, origin: Origin): Browser {
  return { userAgent: c.req.header('user-agent') ?? '', formerToken: readSessionCookie(c, origin) }
}

function options(origin: Origin) {
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isSecure(origin) } as const
}

export function writeSessionCookie(c: Context, origin: Origin, token: string): void {
  setCookie(c, cookieName(origin), token, { ...options(origin), maxAge: sessionLifetimeMs / 1000 })
}

export function clearSessionCookie(c: Context, origin: Origin): void {
  deleteCookie(c, cookieName(origin), options(origin))
}

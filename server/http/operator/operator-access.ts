/**
 * Who may see what is the operator's alone: whoever shows the key that the start printed, as a bearer, as `?key=`, or by the
 * cookie that showing it once left. Where a request comes from says nothing: a proxy's look like this machine's own.
 */
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { operatorKey } from '../../auth/operator-key.ts'
import { sameSecret } from '../../auth/token.ts'
import type { Services } from '../../services.ts'

const lifetimeS = 30 * 24 * 60 * 60

type Keeper = Pick<Services, 'key' | 'publicUrl' | 'log'>

function cookieName({ publicUrl }: Keeper): string {
  return publicUrl.startsWith('https:') ? '__Host-tandem_operator' : 'tandem_operator'
}

export function bearerOf(c: Context): string | undefined {
  return /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
}

/** Whether the key was shown; a wrong one is a line in the log. */
export function holdsOperatorKey(c: Context, services: Keeper): boolean {
  const key = operatorKey(services.key)
  const shown = bearerOf(c) ?? c.req.query('key')
  if (shown === undefined) return sameSecret(getCookie(c, cookieName(services)) ?? '', key)
  if (sameSecret(shown, key)) return true
  services.log.security('operator-key-wrong', { route: c.req.routePath })
  return false
}

/** From now on this browser holds the key without showing it in an address. */
export function rememberOperator(c: Context, services: Keeper): void {
  const secure = services.publicUrl.startsWith('https:')
  const options = { httpOnly: true, sameSite: 'Lax', path: '/', secure, maxAge: lifetimeS } as const
  setCookie(c, cookieName(services), operatorKey(services.key), options)
}

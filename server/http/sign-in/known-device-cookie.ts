import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { findKnownDevice, withSignIn } from '../../auth/known-device.ts'
import type { Services } from '../../services.ts'

type Keeper = Pick<Services, 'key' | 'publicUrl'>

/** As long as browsers keep a cookie at most. */
const lifetimeS = 400 * 24 * 60 * 60

const isSecure = ({ publicUrl }: Keeper) => publicUrl.startsWith('https:')

function cookieName(keeper: Keeper): string {
  return isSecure(keeper) ? '__Host-tandem_device' : 'tandem_device'
}

export function readKnownDevice(c: Context, keeper: Keeper, email: string): string | null {
  return findKnownDevice(keeper.key, getCookie(c, cookieName(keeper)), email)
}

/** Outlives the session: it lets nobody in, it only keeps strangers' wrong passwords from holding back this device. */
export function writeKnownDevice(c: Context, keeper: Keeper, email: string): void {
  const shown = withSignIn(keeper.key, getCookie(c, cookieName(keeper)), email)
  const options = { httpOnly: true, sameSite: 'Lax', path: '/', secure: isSecure(keeper), maxAge: lifetimeS } as const
  setCookie(c, cookieName(keeper), shown, options)
}

/** Who asks from where, for what counts wrong passwords. */
import type { Context } from 'hono'
import type { SignInTry } from '../../auth/sign-in-limit.ts'
import type { Claim } from '../../commands/sign-in/prove-identity.ts'
import type { Browser } from '../../commands/sign-in/super-admin.ts'
import type { Services } from '../../services.ts'
import type { AppEnvironment } from '../app-environment.ts'
import { clientAddress } from '../client-address.ts'
import { readKnownDevice } from './known-device-cookie.ts'
import { readBrowser } from '../session-cookie.ts'

type Place = Pick<SignInTry, 'address' | 'knownDevice'>

function placeOf(c: Context<AppEnvironment>, services: Services, email: string): Place {
  return {
    address: clientAddress(c, services.config.trustProxy),
    knownDevice: readKnownDevice(c, services, email),
  }
}

/** Of somebody who signs in. */
export function readFrom(c: Context<AppEnvironment>, services: Services, email: string): Browser & Place {
  return { ...readBrowser(c, services), ...placeOf(c, services, email) }
}

/** Of somebody who is signed in. */
export function claimOf(c: Context<AppEnvironment>, services: Services): Claim {
  const { access, sessionId } = c.var
  return { access, sessionId, ...placeOf(c, services, access.email) }
}

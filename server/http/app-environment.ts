import type { HttpBindings } from '@hono/node-server'
import type { Access } from '../auth/access.ts'
import type { RateLimits } from '../auth/rate-limit.ts'
import type { Services } from '../services.ts'

/** What a request carries once {@link requireSession} let it in. */
export interface AppEnvironment {
  Bindings: HttpBindings
  Variables: { access: Access; sessionId: string }
}

export interface HttpServices {
  services: Services
  rateLimits: RateLimits
}

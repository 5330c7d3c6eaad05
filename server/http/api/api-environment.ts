import type { HttpBindings } from '@hono/node-server'
import type { Access } from '../../auth/access.ts'
import type { KeyAccess } from '../../auth/api-key.ts'

/** What a request carries once {@link requireApiKey} let it in. */
export interface ApiEnvironment {
  Bindings: HttpBindings
  Variables: { access: Access; apiKey: KeyAccess['key'] }
}

import type { HttpBindings } from '@hono/node-server'
import type { Access } from '../../auth/access.ts'
import type { ApiKeyTable } from '../../database/tables/alert-tables.ts'

/** What a request carries once {@link requireApiKey} let it in. */
export interface ApiEnvironment {
  Bindings: HttpBindings
  Variables: { access: Access; apiKey: ApiKeyTable }
}

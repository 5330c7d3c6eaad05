/** A person's own keys to the API (X5), on the server alone. */
import type { ApiKeyForm } from '#shared/domain/api-key.ts'
import { ask, tell } from './ask-server.ts'
import { proof } from './proof.svelte.ts'

const path = '/api/profile/api-keys'

export const apiKeys = {
  list: () => ask((all) => all.apiKeysSchema, 'GET', path),
  make: (form: ApiKeyForm) => proof.withProof(() => ask((all) => all.apiKeyMadeSchema, 'POST', path, form)),
  revoke: (id: string) => tell('DELETE', `${path}/${encodeURIComponent(id)}`),
}

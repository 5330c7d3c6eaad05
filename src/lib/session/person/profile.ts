/** What a person changes of their own on the server; their name is in `SessionState`. */
import type { ApiKeyForm } from '#shared/domain/access/api-key.ts'
import { ask, tell, type Reply } from '../ask-server.ts'
import { proof } from './proof.svelte.ts'

export const profile = {
  changePassword: (currentPassword: string, password: string): Promise<Reply> =>
    tell('POST', '/api/profile/password', { currentPassword, password }),
  /** Sends a link to the new address, unless it is somebody's. */
  changeEmail: (email: string): Promise<Reply> => proof.withProof(() => tell('POST', '/api/profile/email', { email })),
  confirmEmail: (link: string): Promise<Reply> => tell('POST', '/api/profile/email/confirm', { link }),
}

const keysPath = '/api/profile/api-keys'

/** Their own keys to the API (X5). */
export const apiKeys = {
  list: () => ask((all) => all.apiKeysSchema, 'GET', keysPath),
  make: (form: ApiKeyForm) => proof.withProof(() => ask((all) => all.apiKeyMadeSchema, 'POST', keysPath, form)),
  revoke: (id: string) => tell('DELETE', `${keysPath}/${encodeURIComponent(id)}`),
}

/** Whoever the mail's link is for wants a customer's alerts (S2). */
export const confirmAlertAddress = (link: string): Promise<Reply> =>
  tell('POST', '/api/alert-address/confirm', { link })

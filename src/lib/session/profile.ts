/** What a person changes of their own on the server; their name is in `SessionState`. */
import { tell, type Reply } from './ask-server.ts'
import { proof } from './proof.svelte.ts'

export const profile = {
  changePassword: (currentPassword: string, password: string): Promise<Reply> =>
    tell('POST', '/api/profile/password', { currentPassword, password }),
  /** Sends a link to the new address, unless it is somebody's. */
  changeEmail: (email: string): Promise<Reply> => proof.withProof(() => tell('POST', '/api/profile/email', { email })),
  confirmEmail: (link: string): Promise<Reply> => tell('POST', '/api/profile/email/confirm', { link }),
}

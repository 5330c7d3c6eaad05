/** A forgotten password: a link by mail, and what it sets. Nobody has to be signed in. */
import { ask, tell, type Answer, type Reply } from '../ask-server.ts'

export const passwordReset = {
  /** Answered alike whether or not anybody has this address. */
  askForLink: (email: string): Promise<Reply> => tell('POST', '/api/password/forgot', { email }),
  /** Whose password the link sets. */
  lookUp: (link: string): Promise<Answer<{ email: string }>> =>
    ask((all) => all.resetViewSchema, 'POST', '/api/password/look-up', { link }),
  set: (link: string, password: string): Promise<Reply> => tell('POST', '/api/password/reset', { link, password }),
}

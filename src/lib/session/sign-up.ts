/** A company that registers by itself, before anybody is signed in for it. */
import type { SignUpForm, SignUpView } from '#shared/protocol/sign-in-requests.ts'
import { ask, tell, type Answer, type Reply } from './ask-server.ts'

export const signUp = {
  /** Answered alike whether or not anybody has the address. */
  askForLink: (form: SignUpForm): Promise<Reply> => tell('POST', '/api/sign-up', form),
  /** What was entered, by the mail's link. */
  lookUp: (link: string): Promise<Answer<SignUpView>> =>
    ask((all) => all.signUpViewSchema, 'POST', '/api/sign-up/look-up', { link }),
}

/** The few requests that aren't sync. */
import type {
  CompleteSignUpForm,
  InvitationView,
  PersonInvitationView,
  ProfileForm,
  RegisterForm,
  SetUpForm,
  SignInForm,
} from '#shared/protocol/sign-in-requests.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { ask, tell, type Answer } from './ask-server.ts'

/** Whose link somebody joins an organisation by: a colleague's, or that of an operator, who makes them super admin. */
export type JoinedBy = 'person-invitation' | 'appointment'

async function askUser(method: string, path: string, body?: unknown): Promise<Answer<SignedInUser>> {
  const answer = await ask((all) => all.sessionAnswerSchema, method, path, body)
  return answer.ok ? { ok: true, value: answer.value.user } : answer
}

export const signInApi = {
  /** `key`: the operator's, which the server then knows this browser by. */
  readSetUp: (key?: string) => ask((all) => all.setUpStateSchema, 'GET', '/api/setup', undefined, key),
  setUp: (form: SetUpForm) => askUser('POST', '/api/setup', form),
  signIn: (form: SignInForm) => ask((all) => all.sessionAnswerSchema, 'POST', '/api/session', form),
  whoAmI: () => askUser('GET', '/api/session'),
  signOut: () => tell('DELETE', '/api/session'),
  lookUpInvitation: (link: string): Promise<Answer<InvitationView>> =>
    ask((all) => all.invitationViewSchema, 'POST', '/api/invitation/look-up', { link }),
  register: (form: RegisterForm) => askUser('POST', '/api/invitation/register', form),
  lookUpPersonInvitation: (link: string, by: JoinedBy): Promise<Answer<PersonInvitationView>> =>
    ask((all) => all.personInvitationViewSchema, 'POST', `/api/${by}/look-up`, { link }),
  registerPerson: (form: RegisterForm, by: JoinedBy) => askUser('POST', `/api/${by}/register`, form),
  completeSignUp: (form: CompleteSignUpForm) => askUser('POST', '/api/sign-up/complete', form),
  declineInvitation: (link: string) => tell('POST', '/api/invitation/decline', { link }),
  verifyEmail: (link: string) => tell('POST', '/api/verify-email', { link }),
  saveProfile: (form: ProfileForm) => askUser('POST', '/api/profile', form),
  resendVerification: () => tell('POST', '/api/verify-email/resend'),
}

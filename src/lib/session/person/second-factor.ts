/** A person's second factor, and whether their organisation asks for one. */
import type { SignInForm, SignInRules } from '#shared/protocol/sign-in-requests.ts'
import { ask, tell, type Reply } from '../ask-server.ts'
import { proof } from './proof.svelte.ts'

/** A second factor that began with signing in. */
export interface BegunFactor {
  /** Told once. */
  recoveryCodes: string[]
  enter(): Promise<void>
}

const path = '/api/profile/second-factor'

export const secondFactor = {
  view: () => ask((all) => all.secondFactorViewSchema, 'GET', path),
  /** A secret for the person's app; it counts once `confirm` was given a code of it. */
  begin: () => proof.withProof(() => ask((all) => all.secondFactorSecretSchema, 'POST', path, {})),
  /** The same for whoever may not sign in without one, with what they sign in with. */
  beginFor: (form: SignInForm) =>
    ask((all) => all.secondFactorSecretSchema, 'POST', '/api/session/second-factor', form),
  confirm: (code: string) =>
    proof.withProof(() => ask((all) => all.recoveryCodesSchema, 'POST', `${path}/confirm`, { code })),
  renewCodes: () => proof.withProof(() => ask((all) => all.recoveryCodesSchema, 'POST', `${path}/recovery-codes`, {})),
  turnOff: (password: string): Promise<Reply> => tell('POST', `${path}/off`, { password }),
  readRules: () => ask((all) => all.signInRulesSchema, 'GET', '/api/organisation/sign-in'),
  changeRules: (rules: SignInRules): Promise<Reply> =>
    proof.withProof(() => tell('POST', '/api/organisation/sign-in', rules)),
}

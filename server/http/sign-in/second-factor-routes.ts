import { Hono } from 'hono'
import { codeFormSchema } from '#shared/domain/sign-in-forms.ts'
import { signInRulesSchema, signInSchema, turnOffSchema } from '#shared/protocol/sign-in-requests.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  renewRecoveryCodes,
  turnOffSecondFactor,
  viewSecondFactor,
} from '../../commands/sign-in/second-factor.ts'
import { proveWithPassword } from '../../commands/sign-in/prove-identity.ts'
import { beginRequiredFactor } from '../../commands/sign-in/sign-in.ts'
import { changeSignInRules, viewSignInRules } from '../../commands/sign-in/sign-in-rules.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { claimOf, readFrom } from './claim.ts'
import { readForm } from '../read-form.ts'
import { requireProof, requireSession } from '../require-session.ts'

/** A person's second factor, and whether their organisation asks for one. */
export function secondFactorRoutes({ services, rateLimits }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  const signedIn = requireSession(services)
  const proved = requireProof(services)

  routes.get('/profile/second-factor', signedIn, async (c) => c.json(await viewSecondFactor(services, c.var.access)))

  routes.post('/profile/second-factor', signedIn, proved, async (c) => {
    const { userId, organisationId, email } = c.var.access
    return c.json(await beginSecondFactor(services, { id: userId, organisation_id: organisationId, email }))
  })

  routes.post('/profile/second-factor/confirm', signedIn, proved, async (c) => {
    await rateLimits.link.consume(c.var.access.userId)
    const { code } = await readForm(c, codeFormSchema)
    const { access, sessionId } = c.var
    return c.json({ recoveryCodes: await confirmSecondFactor(services, { userId: access.userId, sessionId, code }) })
  })

  routes.post('/profile/second-factor/recovery-codes', signedIn, proved, async (c) =>
    c.json({ recoveryCodes: await renewRecoveryCodes(services, c.var.access.userId) }),
  )

  // Always by the password: what is turned off would have proved it otherwise.
  routes.post('/profile/second-factor/off', signedIn, async (c) => {
    const { password } = await readForm(c, turnOffSchema)
    await proveWithPassword(services, rateLimits, claimOf(c, services), password)
    await turnOffSecondFactor(services, c.var.access.userId)
    return c.body(null, 204)
  })

  routes.post('/session/second-factor', async (c) => {
    const form = await readForm(c, signInSchema)
    return c.json(await beginRequiredFactor(services, rateLimits, form, readFrom(c, services, form.email)))
  })

  routes.get('/organisation/sign-in', signedIn, async (c) => c.json(await viewSignInRules(services, c.var.access)))

  routes.post('/organisation/sign-in', signedIn, proved, async (c) => {
    const rules = await readForm(c, signInRulesSchema)
    await changeSignInRules(services, c.var.access, rules)
    return c.body(null, 204)
  })

  return routes
}

/** The few requests that aren't sync. They answer with a failure in a stable code, or `offline` when nobody answered. */
import type { z } from 'zod'
import type {
  InvitationView,
  PersonInvitationView,
  RegisterForm,
  SetUpForm,
} from '#shared/protocol/sign-in-requests.ts'
import type { FieldErrors, RefusalCode } from '#shared/domain/refusal.ts'
import type { SessionSummary, SignedInUser } from '#shared/domain/user.ts'

export interface Failure {
  ok: false
  code: RefusalCode | 'offline'
  fields?: FieldErrors
  retryAfterS?: number
}
export type Outcome = { ok: true } | Failure
type Answer<Value> = { ok: true; value: Value } | Failure

/** What answers look like; loaded when the first one is on its way, after the page is there. */
const loadSchemas = () => import('#shared/protocol/sign-in-requests.ts')
type Schemas = Awaited<ReturnType<typeof loadSchemas>>

async function request(method: string, path: string, body?: unknown, bearer?: string): Promise<Answer<unknown>> {
  try {
    const response = await fetch(path, {
      method,
      cache: 'no-store',
      signal: AbortSignal.timeout(20_000),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json: unknown = text === '' ? null : JSON.parse(text)
    if (response.ok) return { ok: true, value: json }
    const { failureSchema } = await loadSchemas()
    const failure = failureSchema.parse(json)
    return { ok: false, ...failure.error } as Failure
  } catch {
    // No answer, or an answer that isn't the server's: a proxy's page, a captive portal.
    return { ok: false, code: 'offline' }
  }
}

async function ask<Schema extends z.ZodType>(
  schemaOf: (all: Schemas) => Schema,
  method: string,
  path: string,
  body?: unknown,
  bearer?: string,
): Promise<Answer<z.output<Schema>>> {
  const [answer, schemas] = await Promise.all([request(method, path, body, bearer), loadSchemas().catch(() => null)])
  if (!answer.ok) return answer
  if (!schemas) return { ok: false, code: 'offline' }
  const parsed = schemaOf(schemas).safeParse(answer.value)
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, code: 'update-needed' }
}

async function tell(method: string, path: string, body?: unknown): Promise<Outcome> {
  const answer = await request(method, path, body)
  return answer.ok ? { ok: true } : answer
}

async function askUser(method: string, path: string, body?: unknown): Promise<Answer<SignedInUser>> {
  const answer = await ask((all) => all.sessionAnswerSchema, method, path, body)
  return answer.ok ? { ok: true, value: answer.value.user } : answer
}

export const signInApi = {
  /** `key`: the operator's, which the server then knows this browser by. */
  readSetUp: (key?: string) => ask((all) => all.setUpStateSchema, 'GET', '/api/setup', undefined, key),
  setUp: (form: SetUpForm) => askUser('POST', '/api/setup', form),
  signIn: (email: string, password: string) => askUser('POST', '/api/session', { email, password }),
  whoAmI: () => askUser('GET', '/api/session'),
  signOut: () => tell('DELETE', '/api/session'),
  lookUpInvitation: (link: string): Promise<Answer<InvitationView>> =>
    ask((all) => all.invitationViewSchema, 'POST', '/api/invitation/look-up', { link }),
  register: (form: RegisterForm) => askUser('POST', '/api/invitation/register', form),
  lookUpPersonInvitation: (link: string): Promise<Answer<PersonInvitationView>> =>
    ask((all) => all.personInvitationViewSchema, 'POST', '/api/person-invitation/look-up', { link }),
  registerPerson: (form: RegisterForm) => askUser('POST', '/api/person-invitation/register', form),
  declineInvitation: (link: string) => tell('POST', '/api/invitation/decline', { link }),
  verifyEmail: (link: string) => tell('POST', '/api/verify-email', { link }),
  resendVerification: () => tell('POST', '/api/verify-email/resend'),
  listSessions: async (): Promise<Answer<SessionSummary[]>> => {
    const answer = await ask((all) => all.sessionsAnswerSchema, 'GET', '/api/sessions')
    return answer.ok ? { ok: true, value: answer.value.sessions } : answer
  },
  revokeSession: (id: string) => tell('DELETE', `/api/sessions/${encodeURIComponent(id)}`),
}

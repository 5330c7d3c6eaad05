/** Where the person is signed in, from the server. */
import type { SessionSummary } from '#shared/domain/user.ts'
import { ask, tell, type Answer } from '../ask-server.ts'

export const ownSessions = {
  async list(): Promise<Answer<SessionSummary[]>> {
    const answer = await ask((all) => all.sessionsAnswerSchema, 'GET', '/api/sessions')
    return answer.ok ? { ok: true, value: answer.value.sessions } : answer
  },
  end: (id: string) => tell('DELETE', `/api/sessions/${encodeURIComponent(id)}`),
}

import { consoleLinkSchema } from '#shared/protocol/console-request.ts'
import { ask, type Answer } from './ask-server.ts'

/** A signed link to a service's own console (S1), good for some minutes. */
export function openConsole(customerId: string, service: string): Promise<Answer<{ url: string }>> {
  return ask(() => consoleLinkSchema, 'POST', '/api/consoles/open', { customerId, service })
}

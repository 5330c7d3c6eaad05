import { shownResellerSchema, type ShownReseller } from '#shared/protocol/look-up-request.ts'
import { ask, type Answer } from './ask-server.ts'

/** `Lookup` (M22): only the server knows who has a Reseller ID. */
export function lookUpReseller(resellerId: string): Promise<Answer<ShownReseller>> {
  return ask(() => shownResellerSchema, 'POST', '/api/resellers/look-up', { resellerId })
}

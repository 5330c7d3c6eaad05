/**
 * An ID isn't a secret, so that it must not become a directory: to be told whose one is, or that it is nobody's, an
 * organisation gets so many look-ups a day, all nodes and all ways together.
 */
import type { OrganisationId } from '#shared/domain/ids.ts'
import { throttleKey } from '../database/repository/people/throttle.ts'
import type { Services } from '../services.ts'

const dayMs = 24 * 60 * 60 * 1000

/** What they are counted under, and how many there are. */
export function partyLookUps({ key, config }: Pick<Services, 'key' | 'config'>, organisationId: OrganisationId) {
  const allowance = { times: config.limits.customerLookUps, perMs: dayMs }
  return { key: throttleKey(key, 'customer-look-up', organisationId), allowance }
}

import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { Device } from '../local-store/device.ts'

type AtFirst =
  | 'mspId'
  | 'mspName'
  | 'version'
  | 'invitation'
  | 'delink'
  | 'devices'
  | 'addedAt'
  | 'modifiedAt'
  | 'convertedAt'
  | 'adminsGrantedAt'
  | 'unusualServices'
  | 'request'
  | 'askedServices'
  | 'jointAsk'

/** What a row says, for its MSP, of which nothing has become yet: until the server makes it. */
export function recordAtFirst({ user, clock }: Device): Pick<RelationshipRecord, AtFirst> {
  const now = clock.now()
  return {
    mspId: user.organisationId,
    mspName: user.organisationName,
    version: 0,
    invitation: null,
    delink: null,
    devices: 0,
    addedAt: now,
    modifiedAt: now,
    convertedAt: null,
    adminsGrantedAt: null,
    unusualServices: [],
    request: null,
    askedServices: null,
    jointAsk: null,
  }
}

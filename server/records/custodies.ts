import { custodyKind } from '#shared/records/custody.ts'
import { findCustody } from '../database/reading/visible.ts'
import { ownRecord } from './own-record.ts'

export const custodies = ownRecord(custodyKind, ({ database, access }) => findCustody(database, access))

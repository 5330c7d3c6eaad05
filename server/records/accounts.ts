import { accountKind } from '#shared/records/account.ts'
import { buildAccount } from '../database/reading/build-records.ts'
import { ownRecord } from './own-record.ts'

export const accounts = ownRecord(accountKind, ({ database, access }) => buildAccount(database, access))

/** Licences and seats that a person may see, with how many of them are where. */
import { expressionBuilder, sql, type Kysely } from 'kysely'
import { managingStatuses } from '#shared/domain/relationship.ts'
import type { Schema } from '../schema.ts'
import { whereMay, type Reader } from './where-may.ts'

export function visibleLicences(database: Kysely<Schema>, reader: Reader) {
  return database.selectFrom('licence').selectAll('licence').where(whereMay(reader, 'view').licence)
}

export function visibleShares(database: Kysely<Schema>, reader: Reader) {
  return database
    .selectFrom('licence_share')
    .innerJoin('licence', 'licence.id', 'licence_share.licence_id')
    .innerJoin('organisation as buyer', 'buyer.id', 'licence.organisation_id')
    .selectAll('licence_share')
    .select([
      'licence.organisation_id as buyer_id',
      'licence.name',
      'licence.type',
      'licence.key_end',
      'licence.starts_on',
      'licence.ends_on',
      'buyer.name as buyer_name',
      'buyer.kind as buyer_kind',
    ])
    .select(() => [usedOfShare().as('used'), isBuyerManaging().as('is_managed')])
    .where((expression) => whereMay(reader, 'view').licenceShare(expression as never))
}

/** Devices that use it. */
export function usedOfShare() {
  return expressionBuilder<Schema, 'licence_share'>()
    .selectFrom('device')
    .select(({ fn }) => fn.countAll<number | string>().as('used'))
    .whereRef('device.licence_share_id', '=', 'licence_share.id')
}

/** Whether whoever bought it manages whose it is, now; 1 or 0. */
export function isBuyerManaging() {
  const managing = expressionBuilder<Schema, 'licence' | 'licence_share'>()
    .selectFrom('relationship')
    .select('relationship.id')
    .whereRef('relationship.msp_id', '=', 'licence.organisation_id')
    .whereRef('relationship.customer_id', '=', 'licence_share.organisation_id')
    .where('relationship.status', 'in', managingStatuses)
  return sql<number>`case when exists ${managing} then 1 else 0 end`
}

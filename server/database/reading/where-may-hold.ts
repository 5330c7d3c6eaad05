/** Whose devices, uploads, profiles and resellers a person may see now, or might have: the twin of `can` for a holding. */
import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { Schema } from '../schema.ts'
import type { Condition, Reader } from './where-may.ts'

type HoldingTable =
  | 'device'
  | 'device_condition'
  | 'device_upload'
  | 'enrolment_profile'
  | 'device_group'
  | 'reseller_link'
  | 'licence'
  | 'licence_share'

export interface HoldingConditions {
  device: Condition<'device'>
  condition: Condition<'device_condition'>
  upload: Condition<'device_upload'>
  profile: Condition<'enrolment_profile'>
  deviceGroup: Condition<'device_group'>
  resellerLink: Condition<'reseller_link'>
  licence: Condition<'licence'>
  licenceShare: Condition<'licence_share'>
}

const nothing = () => expressionBuilder<Schema, never>().or([])

export const holdsNothing: HoldingConditions = {
  device: nothing,
  condition: nothing,
  upload: nothing,
  profile: nothing,
  deviceGroup: nothing,
  resellerLink: nothing,
  licence: nothing,
  licenceShare: nothing,
}

const ownerOf = (table: HoldingTable) => sql.ref<OrganisationId>(`${table}.organisation_id`)
const isOwned = (table: HoldingTable, by: OrganisationId) => sql<SqlBool>`${ownerOf(table)} = ${by}`

/** A customer's own, unless an MSP manages it fully (C8). */
export function ownHoldings(
  { organisationId }: Reader,
  isFullyManaged: (() => Expression<SqlBool>) | null,
): HoldingConditions {
  return each((table) => {
    const { and, not } = expressionBuilder<Schema, never>()
    return and([isOwned(table, organisationId), ...(isFullyManaged ? [not(isFullyManaged())] : [])])
  })
}

/** Those of customers that an MSP manages; its own, which are nobody's yet, for those of its people who manage devices. */
export function managedHoldings(
  { organisationId, permissions }: Reader,
  relationship: Condition<'relationship'>,
): HoldingConditions {
  return each((table) => {
    const { exists, or, selectFrom } = expressionBuilder<Schema, never>()
    const managed = selectFrom('relationship')
      .select('relationship.id')
      .where('relationship.customer_id', '=', ownerOf(table))
      .where(relationship)
    return or([
      exists(table === 'reseller_link' ? managed.where('relationship.management_type', '=', 'fully') : managed),
      // What it bought all of its people see.
      ...(table === 'licence' || permissions.has('manage-devices') ? [isOwned(table, organisationId)] : []),
    ])
  })
}

/** What a reseller uploaded, wherever it is by now, and whom it lists. */
export function uploadedHoldings({ organisationId }: Reader): HoldingConditions {
  return {
    ...holdsNothing,
    device: ({ eb }) => eb('device.reseller_id', '=', organisationId),
    upload: ({ eb }) => eb('device_upload.reseller_id', '=', organisationId),
    resellerLink: ({ and, eb }) =>
      and([eb('reseller_link.reseller_id', '=', organisationId), eb('reseller_link.listed_at', 'is not', null)]),
  }
}

function each(condition: (table: HoldingTable) => Expression<SqlBool>): HoldingConditions {
  return {
    device: () => condition('device'),
    condition: () => condition('device_condition'),
    upload: () => condition('device_upload'),
    profile: () => condition('enrolment_profile'),
    deviceGroup: () => condition('device_group'),
    resellerLink: () => condition('reseller_link'),
    licence: () => condition('licence'),
    licenceShare: () => condition('licence_share'),
  }
}

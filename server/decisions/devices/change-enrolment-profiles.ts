import { z } from 'zod'
import { addEnrolmentProfile } from '#shared/decisions/devices/add-enrolment-profile.ts'
import { changeEnrolmentProfile } from '#shared/decisions/devices/change-enrolment-profile.ts'
import { deleteEnrolmentProfile } from '#shared/decisions/devices/delete-enrolment-profile.ts'
import { profileSchema } from '#shared/domain/device/enrolment-profile.ts'
import { organisationIdSchema, profileIdSchema, relationshipIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { enrolmentProfileKind } from '#shared/records/devices/enrolment-profile.ts'
import { publishToOwner, type Owner } from '../../database/repository/devices/owner.ts'
import { findProfile, isProfileInUse } from '../../database/repository/devices/profile.ts'
import type { EnrolmentProfileTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import type { DeviceEffects } from './device-effects.ts'
import { holdOwner } from './hold-owner.ts'
import { logDevices } from './log-devices.ts'
import { requireFreeName } from './require-free-name.ts'
import { requireSeen } from './require-seen.ts'

const seenSchema = z.object({
  relationshipId: relationshipIdSchema.nullable(),
  id: profileIdSchema,
  version: z.number().int().nonnegative(),
})

export const addEnrolmentProfileEffects: DeviceEffects<Parameters<typeof addEnrolmentProfile.foretells>[0]> = {
  input: profileSchema.extend({
    relationshipId: relationshipIdSchema.nullable(),
    id: profileIdSchema,
    ownerId: organisationIdSchema,
  }),
  async apply(context, { relationshipId, id, ownerId, name, appUrl, appData }) {
    const { trx } = context.unit
    const owner = await holdOwner(context, { ...addEnrolmentProfile, relationshipId })
    if (owner.kind !== 'customer' || owner.id !== ownerId) throw new Refusal('not-permitted')
    if (await findProfile(trx, id)) throw new Refusal('id-taken')
    await requireFreeName(context, owner, 'enrolment_profile', { id, name })
    const profile = { id, organisation_id: owner.id, name, app_url: appUrl, app_data: appData, version: 1 }
    await trx.insertInto('enrolment_profile').values(profile).execute()
    await tell(context, owner, addEnrolmentProfile.event, profile)
  },
}

export const changeEnrolmentProfileEffects: DeviceEffects<Parameters<typeof changeEnrolmentProfile.foretells>[0]> = {
  input: profileSchema.extend(seenSchema.shape),
  async apply(context, { relationshipId, id, version, name, appUrl, appData }) {
    const owner = await holdOwner(context, { ...changeEnrolmentProfile, relationshipId })
    const profile = requireSeen(await findProfile(context.unit.trx, id), owner, version)
    await requireFreeName(context, owner, 'enrolment_profile', { id, name })
    await context.unit.trx
      .updateTable('enrolment_profile')
      .set({ name, app_url: appUrl, app_data: appData, version: version + 1 })
      .where('id', '=', id)
      .execute()
    await tell(context, owner, changeEnrolmentProfile.event, { ...profile, name })
  },
}

export const deleteEnrolmentProfileEffects: DeviceEffects<Parameters<typeof deleteEnrolmentProfile.foretells>[0]> = {
  input: seenSchema,
  async apply(context, { relationshipId, id, version }) {
    const owner = await holdOwner(context, { ...deleteEnrolmentProfile, relationshipId })
    const profile = requireSeen(await findProfile(context.unit.trx, id), owner, version)
    if (await isProfileInUse(context.unit.trx, profile.id)) throw new Refusal('profile-in-use')
    await context.unit.trx.deleteFrom('enrolment_profile').where('id', '=', profile.id).execute()
    await tell(context, owner, deleteEnrolmentProfile.event, profile)
  },
}

async function tell(
  context: DecisionContext,
  owner: Owner,
  event: typeof addEnrolmentProfile.event | typeof changeEnrolmentProfile.event | typeof deleteEnrolmentProfile.event,
  { id, name }: Pick<EnrolmentProfileTable, 'id' | 'name'>,
): Promise<void> {
  publishToOwner(context.unit, owner, enrolmentProfileKind.name, id)
  await logDevices(context, owner, { event, devices: { count: 0, uploadId: null, name } })
}

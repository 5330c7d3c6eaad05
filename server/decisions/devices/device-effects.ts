/** The server's half of decisions about devices, by name. */
import { z } from 'zod'
import type { DecisionInput, DeviceDecisionName } from '#shared/decisions/registry.ts'
import type { DecisionContext } from '../decision-context.ts'
import { addResellerCustomerEffects } from '../reseller/add-reseller-customer.ts'
import { changeReferenceEffects } from '../reseller/change-reference.ts'
import { deleteUploadedDevicesEffects } from '../reseller/delete-uploaded-devices.ts'
import { uploadDevicesEffects } from '../reseller/upload-devices.ts'
import { assignSeatsEffects, giveBackSeatsEffects } from '../licences/assign-seats.ts'
import { changeLicenceEffects, deleteLicenceEffects } from '../licences/change-licence.ts'
import { licenseDevicesEffects, unlicenseDevicesEffects } from '../licences/license-devices.ts'
import { registerLicenceEffects } from '../licences/register-licence.ts'
import { approveUploadsEffects } from './approve-uploads.ts'
import {
  addEnrolmentProfileEffects,
  changeEnrolmentProfileEffects,
  deleteEnrolmentProfileEffects,
} from './change-enrolment-profiles.ts'
import {
  addDeviceGroupEffects,
  changeDeviceGroupEffects,
  deleteDeviceGroupEffects,
} from './groups/change-device-groups.ts'
import { deleteDevicesEffects } from './delete-devices.ts'
import { moveDevicesEffects } from './move-devices.ts'
import { registerResellerEffects } from './register-reseller.ts'
import { rejectUploadEffects } from './reject-upload.ts'
import { reopenUploadEffects } from './reopen-upload.ts'
import { changeResellerEffects, takeBackTrustEffects, trustResellerEffects } from './trust-reseller.ts'

export interface DeviceEffects<Input> {
  input: z.ZodType<Input>
  /** Holds what it is about, asks who may, saves, logs and tells whom it concerns. A refusal undoes everything. */
  apply(context: DecisionContext, input: Input): Promise<void>
}

export const deviceEffects: { [Name in DeviceDecisionName]: DeviceEffects<DecisionInput<Name>> } = {
  'register-reseller': registerResellerEffects,
  'trust-reseller': trustResellerEffects,
  'take-back-trust': takeBackTrustEffects,
  'change-reseller': changeResellerEffects,
  'approve-uploads': approveUploadsEffects,
  'reject-upload': rejectUploadEffects,
  'reopen-upload': reopenUploadEffects,
  'move-devices': moveDevicesEffects,
  'delete-devices': deleteDevicesEffects,
  'add-enrolment-profile': addEnrolmentProfileEffects,
  'change-enrolment-profile': changeEnrolmentProfileEffects,
  'delete-enrolment-profile': deleteEnrolmentProfileEffects,
  'register-licence': registerLicenceEffects,
  'change-licence': changeLicenceEffects,
  'delete-licence': deleteLicenceEffects,
  'assign-seats': assignSeatsEffects,
  'give-back-seats': giveBackSeatsEffects,
  'license-devices': licenseDevicesEffects,
  'unlicense-devices': unlicenseDevicesEffects,
  'add-device-group': addDeviceGroupEffects,
  'change-device-group': changeDeviceGroupEffects,
  'delete-device-group': deleteDeviceGroupEffects,
  'add-reseller-customer': addResellerCustomerEffects,
  'change-reference': changeReferenceEffects,
  'upload-devices': uploadDevicesEffects,
  'delete-uploaded-devices': deleteUploadedDevicesEffects,
}

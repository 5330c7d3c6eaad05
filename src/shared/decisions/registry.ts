/** Every decision a device may ask for, by its one name; what is not here doesn't exist. */
import type { CreatingDecision, RelationshipDecision, Seen } from './define-decision.ts'
import type { DeviceDecision } from './devices/define-device-decision.ts'
import type { Setting } from './setting/define-setting.ts'
import type { TeamDecision } from './team/team.ts'
import { addCustomer } from './customer/add-customer.ts'
import { changeContact } from './customer/change-contact.ts'
import { closeCustomer } from './customer/close-customer.ts'
import { convertCustomer } from './customer/convert-customer.ts'
import { removeCustomer } from './customer/remove-customer.ts'
import { acceptDelink } from './delink/accept-delink.ts'
import { delinkCustomer } from './delink/delink-customer.ts'
import { rejectDelink } from './delink/reject-delink.ts'
import { remindDelink } from './delink/remind-delink.ts'
import { withdrawDelink } from './delink/withdraw-delink.ts'
import { grantAdmins } from './grant/grant-admins.ts'
import { takeBackAdmins } from './grant/take-back-admins.ts'
import { resendInvitation } from './invitation/resend-invitation.ts'
import { acceptRequest } from './request/accept-request.ts'
import { askJointManagement } from './request/ask-joint-management.ts'
import { blockMsp } from './request/block-msp.ts'
import { rejectRequest } from './request/reject-request.ts'
import { remindRequest } from './request/remind-request.ts'
import { renewRequest } from './request/renew-request.ts'
import { requestCustomer } from './request/request-customer.ts'
import { unblockMsp } from './request/unblock-msp.ts'
import { withdrawRequest } from './request/withdraw-request.ts'
import { acceptService } from './service/accept-service.ts'
import { addService } from './service/add-service.ts'
import { openTicket } from './service/open-ticket.ts'
import { rejectService } from './service/reject-service.ts'
import { withdrawService } from './service/withdraw-service.ts'
import { addEnrolmentProfile } from './devices/add-enrolment-profile.ts'
import { approveUploads } from './devices/approve-uploads.ts'
import { addDeviceGroup } from './devices/groups/add-device-group.ts'
import { assignGroup } from './devices/groups/assign-group.ts'
import { changeDeviceGroup } from './devices/groups/change-device-group.ts'
import { deleteDeviceGroup } from './devices/groups/delete-device-group.ts'
import { assignProfile } from './devices/assign-profile.ts'
import { changeEnrolmentProfile } from './devices/change-enrolment-profile.ts'
import { changeReseller } from './devices/change-reseller.ts'
import { deleteDevices } from './devices/delete-devices.ts'
import { deleteEnrolmentProfile } from './devices/delete-enrolment-profile.ts'
import { moveDevices } from './devices/move-devices.ts'
import { registerReseller } from './devices/register-reseller.ts'
import { rejectUpload } from './devices/reject-upload.ts'
import { reopenUpload } from './devices/reopen-upload.ts'
import { takeBackTrust } from './devices/take-back-trust.ts'
import { trustReseller } from './devices/trust-reseller.ts'
import { undoAssignment } from './devices/undo-assignment.ts'
import { registerLicence } from './licences/register-licence.ts'
import { changeLicence } from './licences/change-licence.ts'
import { deleteLicence } from './licences/delete-licence.ts'
import { assignSeats } from './licences/assign-seats.ts'
import { giveBackSeats } from './licences/give-back-seats.ts'
import { licenseDevices } from './licences/license-devices.ts'
import { unlicenseDevices } from './licences/unlicense-devices.ts'
import { addResellerCustomer } from './reseller/add-reseller-customer.ts'
import { changeReference } from './reseller/change-reference.ts'
import { deleteUploadedDevices } from './reseller/delete-uploaded-devices.ts'
import { uploadDevices } from './reseller/upload-devices.ts'
import { chooseLocationRecipients } from './setting/choose-location-recipients.ts'
import { chooseNotifications } from './setting/choose-notifications.ts'
import { chooseFavourite } from './setting/choose-favourite.ts'
import { readNotifications } from './setting/read-notifications.ts'
import { removeView } from './setting/remove-view.ts'
import { saveView } from './setting/save-view.ts'
import { seeChanges } from './setting/see-changes.ts'
import { applyForService } from './service/apply-for-service.ts'
import { addGroup } from './team/add-group.ts'
import { addRole } from './team/add-role.ts'
import { blockPerson } from './team/block-person.ts'
import { changeGroup } from './team/change-group.ts'
import { changeMspProfile } from './msp/change-msp-profile.ts'
import { changePerson } from './team/change-person.ts'
import { changeRole } from './team/change-role.ts'
import { deleteGroup } from './team/delete-group.ts'
import { deleteRole } from './team/delete-role.ts'
import { invitePerson } from './team/invite-person.ts'
import { keepPerson } from './delink/keep-person.ts'
import { reactivatePerson } from './team/reactivate-person.ts'
import { removePerson } from './team/remove-person.ts'
import { resendPersonInvitation } from './team/resend-person-invitation.ts'
import { revokePersonInvitation } from './team/revoke-person-invitation.ts'

export const allDecisions = [
  addCustomer,
  convertCustomer,
  changeContact,
  removeCustomer,
  closeCustomer,
  resendInvitation,
  delinkCustomer,
  remindDelink,
  withdrawDelink,
  acceptDelink,
  rejectDelink,
  grantAdmins,
  takeBackAdmins,
  requestCustomer,
  remindRequest,
  renewRequest,
  withdrawRequest,
  acceptRequest,
  rejectRequest,
  addService,
  withdrawService,
  acceptService,
  rejectService,
  openTicket,
  invitePerson,
  resendPersonInvitation,
  revokePersonInvitation,
  changePerson,
  blockPerson,
  reactivatePerson,
  keepPerson,
  removePerson,
  addRole,
  changeRole,
  deleteRole,
  addGroup,
  changeGroup,
  deleteGroup,
  changeMspProfile,
  blockMsp,
  unblockMsp,
  askJointManagement,
  applyForService,
  readNotifications,
  chooseNotifications,
  chooseLocationRecipients,
  registerReseller,
  trustReseller,
  takeBackTrust,
  changeReseller,
  approveUploads,
  rejectUpload,
  reopenUpload,
  moveDevices,
  deleteDevices,
  addEnrolmentProfile,
  changeEnrolmentProfile,
  deleteEnrolmentProfile,
  assignProfile,
  addDeviceGroup,
  changeDeviceGroup,
  deleteDeviceGroup,
  assignGroup,
  undoAssignment,
  registerLicence,
  changeLicence,
  deleteLicence,
  assignSeats,
  giveBackSeats,
  licenseDevices,
  unlicenseDevices,
  seeChanges,
  chooseFavourite,
  saveView,
  removeView,
  addResellerCustomer,
  changeReference,
  uploadDevices,
  deleteUploadedDevices,
] as const

export type Decision = (typeof allDecisions)[number]
export type DecisionName = Decision['name']
export type DecisionOf<Name extends DecisionName> = Extract<Decision, { name: Name }>
/** What a device sends with it. */
export type DecisionInput<Name extends DecisionName> =
  DecisionOf<Name> extends RelationshipDecision<Name, infer Fields>
    ? Seen & Fields
    : DecisionOf<Name> extends CreatingDecision<Name, infer Input>
      ? Input
      : DecisionOf<Name> extends TeamDecision<Name, infer Input>
        ? Input
        : DecisionOf<Name> extends Setting<Name, infer Input>
          ? Input
          : DecisionOf<Name> extends DeviceDecision<Name, infer Input>
            ? Input
            : never
/** What it says beside the relationship it answers; most say nothing. */
export type DecisionFields<Name extends RelationshipDecisionName> = Omit<DecisionInput<Name>, keyof Seen>
export type RelationshipDecisionName = Extract<Decision, { about: 'relationship' }>['name']
/** Decisions that make what they are about. */
export type CreationName = Extract<Decision, { about: 'nothing' }>['name']
/** Decisions about an organisation's own people, roles and groups. */
export type TeamDecisionName = Extract<Decision, { about: 'team' }>['name']
/** What a person sets: for themselves, or for devices. */
export type SettingName = Extract<Decision, { about: 'setting' }>['name']

/** Decisions about devices, and whom they come from. */
export type DeviceDecisionName = Extract<Decision, { about: 'devices' }>['name']

/** What the log says of decisions, and of what else people do with a relationship. */
export type DecisionEvent =
  | (Decision extends infer Each
      ? Each extends { event: string }
        ? Each['event']
        : Each extends { event(...args: never): infer Event }
          ? Event
          : never
      : never)
  | 'profile-assigned'
  | 'device-group-assigned'
  | 'invitation-sent'
  | 'request-closed'
  | 'joint-management-asked'
  | 'joint-management-reminded'
  | 'invitation-declined'
  | 'customer-registered'
  | 'customer-released'

const byName = new Map<string, Decision>(allDecisions.map((decision) => [decision.name, decision]))

/** Undefined for a name this build doesn't know: a newer build of this app may have stored it here. */
export function findDecision(name: string): Decision | undefined {
  return byName.get(name)
}

export function getDecision<Name extends DecisionName>(name: Name): DecisionOf<Name> {
  return byName.get(name) as DecisionOf<Name>
}

/** Consents that waited longer ask the person again (H5). */
export const consentLifetimeMs = 24 * 60 * 60 * 1000

import type { DecisionName, RelationshipDecisionName } from '#shared/decisions/registry.ts'
import type { DeviceStatus } from '#shared/domain/device/device.ts'
import type { ListStatus } from '#shared/domain/customer-record.ts'
import type { InvitationState } from '#shared/domain/invitation.ts'
import type { ManagementType } from '#shared/domain/relationship.ts'
import type { ShownService } from '#shared/domain/service-record.ts'
import type { TicketState } from '#shared/domain/support/support-ticket.ts'
import type { UploadState } from '#shared/domain/device/upload.ts'
import type { Role } from '#shared/domain/user.ts'
import { decisions } from '../../../i18n/compiled/words/decisions.js'
import { deviceStatuses } from '../../../i18n/compiled/words/deviceStatuses.js'
import { invitationStates } from '../../../i18n/compiled/words/invitationStates.js'
import { outboxStates } from '../../../i18n/compiled/words/outboxStates.js'
import { roles } from '../../../i18n/compiled/words/roles.js'
import { serviceStatuses } from '../../../i18n/compiled/words/serviceStatuses.js'
import { statuses } from '../../../i18n/compiled/words/statuses.js'
import { ticketStates } from '../../../i18n/compiled/words/ticketStates.js'
import { types } from '../../../i18n/compiled/words/types.js'
import { uploadStates } from '../../../i18n/compiled/words/uploadStates.js'
import { waits } from '../../../i18n/compiled/words/waits.js'
import { knownWords } from './known-words.ts'

/** `queued`: a customer that is only on this device so far. */
export const statusWords = knownWords<ListStatus | 'queued'>(statuses)
export const managementTypeWords = knownWords<ManagementType>({ ...types, unknown: statuses.unknown })
export const invitationWords = knownWords<InvitationState>({ ...invitationStates, unknown: statuses.unknown })
export const outboxStateWords = knownWords<'queued' | 'sent' | 'accepted' | 'refused'>({
  ...outboxStates,
  unknown: statuses.unknown,
})
export const serviceStatusWords = knownWords<ShownService['status']>({ ...serviceStatuses, unknown: statuses.unknown })
export const ticketStateWords = knownWords<TicketState>({ ...ticketStates, unknown: statuses.unknown })
export const deviceStatusWords = knownWords<DeviceStatus>({ ...deviceStatuses, unknown: statuses.unknown })
/** `in-progress`: it is still arriving. */
export const uploadStateWords = knownWords<UploadState | 'in-progress'>(uploadStates)
export const roleWords = knownWords<Role>(roles)

/** What a waiting item does: an edit, or the decision of that name. */
export type WaitingKind = DecisionName | 'edit'

/** As a title: "Delink request". */
export const decisionWords = knownWords<WaitingKind>(decisions)
/** That it waits to be sent. */
export const waitsWords = knownWords<RelationshipDecisionName>({ ...waits, unknown: decisions.unknown })

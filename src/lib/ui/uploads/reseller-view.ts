import type { EnrolmentProfile } from '#shared/domain/device/enrolment-profile.ts'
import type { ProfileId } from '#shared/domain/ids.ts'
import type { ResellerLinkRecord } from '#shared/domain/reseller/reseller-link.ts'

/** A reseller as the people of whom it uploads to see it. */
export interface ResellerView extends ResellerLinkRecord {
  company: string
  waiting: { canCancel: boolean } | null
}

export interface ResellerActs {
  trust: (reseller: ResellerView) => void
  takeBackTrust: (reseller: ResellerView) => void
  /** Whether it could be stored. */
  change: (reseller: ResellerView, to: { autoApprove: boolean; defaultProfileId: ProfileId | null }) => Promise<boolean>
  takeBack: (reseller: ResellerView) => void
}

export type ProfileChoice = Pick<EnrolmentProfile, 'id' | 'name'>

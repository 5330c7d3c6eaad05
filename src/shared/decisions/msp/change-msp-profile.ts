import type { OrganisationId } from '../../domain/ids.ts'
import { emptyMspProfile, type MspProfileForm } from '../../domain/team/msp-profile.ts'
import { defineTeamDecision } from '../team/team.ts'

export interface ChangeMspProfileInput extends MspProfileForm {
  mspId: OrganisationId
  version: number
}

/** Whoever speaks for the MSP to customers: what it says binds nobody's access. */
export const changeMspProfile = defineTeamDecision('change-msp-profile', {
  by: ['msp'],
  audit: 'msp-profile-changed',
  proof: false,
  form: emptyMspProfile,
  subjectOf: ({ mspId }: ChangeMspProfileInput) => ({ kind: 'msp-profile', id: mspId }),
  decide({ profiles }, _deciding, { mspId: id, version, ...patch }) {
    const profile = profiles.find((each) => each.id === id)
    if (!profile) return { refusal: 'not-found' }
    if (version !== profile.version) return { refusal: 'stale-decision' }
    return { changes: [{ kind: 'msp-profile', id, patch: { ...patch, version: version + 1 } }] }
  },
})

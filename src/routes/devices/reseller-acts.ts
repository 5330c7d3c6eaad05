import type { Holding } from '#lib/queries/devices/holdings.svelte.ts'
import type { ResellerActs, ResellerView } from '#lib/ui/uploads/reseller-view.ts'
import type { ResellerLinkRecord } from '#shared/domain/reseller/reseller-link.ts'
import { takeBack } from '../take-back.ts'
import { decideHere } from './decide-here.ts'

const seen = ({ relationshipId, id: linkId, version }: ResellerView) => ({ relationshipId, linkId, version })
const about = ({ relationshipId: of, resellerName, company }: ResellerView) => ({
  of,
  name: [resellerName, company].filter(Boolean).join(' · '),
})

/** What an owner’s people do about whom it takes devices from. */
export const resellerActs: ResellerActs = {
  trust: (reseller) => void decideHere({ decision: 'trust-reseller', input: seen(reseller) }, about(reseller)),
  takeBackTrust: (reseller) => void decideHere({ decision: 'take-back-trust', input: seen(reseller) }, about(reseller)),
  change: (reseller, to) =>
    decideHere({ decision: 'change-reseller', input: { ...seen(reseller), ...to } }, about(reseller)),
  takeBack: (reseller) => {
    const { waiting } = reseller as ResellerView & Pick<Holding<ResellerLinkRecord>, 'waiting'>
    if (waiting) void takeBack(waiting.itemId)
  },
}

import { decideOnTeam } from '#lib/commands/team/decide-on-team.ts'
import { discardItem } from '#lib/commands/waiting/discard-item.ts'
import type { AskingMspView } from '#lib/queries/team/asking-msps.svelte.ts'
import { toast } from '#lib/ui/feedback/announcements.svelte.ts'
import { refusalWords } from '#lib/ui/words/refusal-words.ts'
import * as m from '../../i18n/compiled/messages.js'

/** Queues it, in place of an earlier one that was refused; says so where it can’t be. */
export async function decideOnAsking(
  decision: 'block-msp' | 'unblock-msp',
  { id: mspId, version, name, refused }: AskingMspView,
): Promise<void> {
  try {
    if (refused) await discardItem(refused.itemId)
    const failure = await decideOnTeam({ decision, input: { mspId, version } }, { name })
    if (failure) toast(refusalWords(failure.refusal), { tone: 'danger' })
  } catch {
    toast(m.not_saved(), { tone: 'danger' })
  }
}

import { goto } from '$app/navigation'
import { resolve } from '$app/paths'
import { cancelItem } from '#lib/commands/waiting/cancel-item.ts'
import { reopenAsDraft } from '#lib/commands/waiting/reopen-as-draft.ts'
import { announce, toast } from '#lib/ui/feedback/announcements.svelte.ts'
import type { WaitingKind } from '#lib/ui/words/status-words.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import { session } from '#lib/app.ts'
import * as m from '../i18n/compiled/messages.js'
import { teamPaths } from './team/team-paths.ts'

/** Cancels what waits, and says so; resolves to whether it was still here to be cancelled. */
export async function takeBack(id: ItemId): Promise<boolean> {
  try {
    const isCancelled = await cancelItem(id)
    if (isCancelled) announce(m.waiting_cancelled())
    else toast(m.waiting_too_late(), { tone: 'danger' })
    return isCancelled
  } catch {
    toast(m.not_saved(), { tone: 'danger' })
    return false
  }
}

/** Takes what was typed into a form back there: an `ADD CUSTOMER`, an invitation of somebody to one's own organisation. */
export async function backToForm(id: ItemId, kind: WaitingKind = 'add-customer'): Promise<void> {
  try {
    if (!(await reopenAsDraft(id))) toast(m.add_form_in_use(), { tone: 'danger' })
    // eslint-disable-next-line svelte/no-navigation-without-resolve -- teamPaths resolves it
    await goto(kind === 'invite-person' ? teamPaths(session.user?.organisationKind).invite : resolve('/customers/new'))
  } catch {
    toast(m.not_saved(), { tone: 'danger' })
  }
}

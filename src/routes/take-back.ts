import { goto } from '$app/navigation'
import { resolve } from '$app/paths'
import { cancelItem } from '#lib/commands/waiting/cancel-item.ts'
import { reopenAsDraft } from '#lib/commands/waiting/reopen-as-draft.ts'
import { announce, toast } from '#lib/ui/feedback/announcements.svelte.ts'
import type { WaitingKind } from '#lib/ui/words/status-words.ts'
import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
import { session } from '#lib/app.ts'
import * as m from '../i18n/compiled/messages.js'
import { customerTeamPaths, teamPaths } from './team/team-paths.ts'

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

/** What was typed into a form. */
interface TypedItem {
  id: ItemId
  kind: WaitingKind
  /** Of an invitation to a customer's team: whose. */
  team: RelationshipId | null
}

/** Where each form stands. */
function formPath({ kind, team }: Omit<TypedItem, 'id'>): string {
  const paths = team === null ? teamPaths(session.user?.organisationKind) : customerTeamPaths(team)
  if (kind === 'invite-person') return paths.invite
  if (kind === 'add-reseller-customer') return `${resolve('/reseller/customers')}?add`
  if (kind === 'request-customer') return resolve('/customers/existing')
  if (kind === 'register-licence') return resolve('/licenses/register')
  if (kind === 'apply-for-service') return resolve('/services')
  return kind === 'change-msp-profile' ? resolve('/msp-profile') : resolve('/customers/new')
}

/** Takes what was typed into a form back there. */
export async function backToForm({ id, ...typed }: TypedItem): Promise<void> {
  try {
    if (!(await reopenAsDraft(id))) toast(m.add_form_in_use(), { tone: 'danger' })
    // eslint-disable-next-line svelte/no-navigation-without-resolve -- formPath resolves it
    await goto(formPath(typed))
  } catch {
    toast(m.not_saved(), { tone: 'danger' })
  }
}

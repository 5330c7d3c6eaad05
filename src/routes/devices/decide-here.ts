import { decideOnDevices, type DeviceQuestion } from '#lib/commands/decide-on-devices.ts'
import { announce, toast } from '#lib/ui/feedback/announcements.svelte.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import * as m from '../../i18n/compiled/messages.js'

/** Queues it and says so, or says that it couldn’t be kept here. */
export async function decideHere(
  question: DeviceQuestion,
  { of, name }: { of: RelationshipId | null; name: string },
): Promise<boolean> {
  try {
    await decideOnDevices(question, { of, name })
    announce(m.waiting_short())
    return true
  } catch {
    toast(m.not_saved(), { tone: 'danger' })
    return false
  }
}

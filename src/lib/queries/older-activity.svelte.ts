/** The log from before what this device holds (M23): from the server, a page at a time, kept nowhere. */
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { OlderChangesQuestion } from '#shared/protocol/older-changes.ts'
import { changeKind } from '#shared/records/change.ts'
import type { Device } from '../local-store/device.ts'
import { knownIds } from '../local-store/stored-records.ts'
import type { Answer, Failure } from '../session/ask-server.ts'
import { findCurrentDevice } from '../session/current-device.svelte.ts'
import { readOlderChanges } from '../session/older-changes.ts'
import { toActivityLines, type ActivityLine } from './activity-lines.ts'
import { readActivity, readEntries } from './read-activity.ts'

type Place = OlderChangesQuestion['before']

interface OlderPage {
  lines: ActivityLine[]
  last: Place
  hasMore: boolean
}

async function readPage(device: Device, of: RelationshipId | null, before: Place): Promise<Answer<OlderPage>> {
  const answer = await readOlderChanges({ relationshipId: of, before })
  if (!answer.ok) return answer
  const { changes, hasMore } = answer.value
  // A device that has been here for longer holds some of them still.
  const here = await knownIds(
    device.store,
    changeKind,
    changes.map(({ id }) => id),
  )
  const fresh = changes.filter(({ id }) => !here.has(id))
  const { entries } = await readEntries(device, fresh, [])
  const lines = toActivityLines(
    entries,
    [],
    device.user,
    () => false,
    () => null,
  )
  const last = changes.at(-1)
  return { ok: true, value: { lines, last: last ? { receivedAt: last.receivedAt, id: last.id } : before, hasMore } }
}

/** What a page shows of it, begun anew whenever `of` changes; null: of everything the reader may see. */
export class OlderActivity {
  lines = $state.raw<readonly ActivityLine[]>([])
  /** Null until the server was asked. */
  hasMore = $state<boolean | null>(null)
  asking = $state(false)
  failure = $state.raw<Failure>()
  private last: Place = null
  private readonly of: RelationshipId | null

  constructor(of: RelationshipId | null) {
    this.of = of
  }

  async more(): Promise<void> {
    const device = findCurrentDevice()
    if (!device || this.asking) return
    this.asking = true
    const answer = await readPage(device, this.of, this.last)
    this.asking = false
    this.failure = answer.ok ? undefined : answer
    if (!answer.ok) return
    this.lines = [...this.lines, ...answer.value.lines]
    this.hasMore = answer.value.hasMore
    this.last = answer.value.last
  }
}

export interface WholeActivity {
  lines: ActivityLine[]
  /** Null: with everything that is older; otherwise why it ends at what this device holds, or on the way. */
  endsBy: Failure | null
}

/** Everything: what this device holds, and what is older as far as the server answers. `onprogress` hears how many came from there. */
export async function readWholeActivity(
  of: RelationshipId | null,
  onprogress: (older: number) => void,
): Promise<WholeActivity> {
  const device = findCurrentDevice()
  if (!device) return { lines: [], endsBy: null }
  const { lines } = await readActivity(device, of === null ? {} : { relationshipId: of })
  let older = 0
  let before: Place = null
  for (;;) {
    const answer = await readPage(device, of, before)
    if (!answer.ok) return { lines, endsBy: answer }
    lines.push(...answer.value.lines)
    older += answer.value.lines.length
    onprogress(older)
    if (!answer.value.hasMore) return { lines, endsBy: null }
    before = answer.value.last
  }
}

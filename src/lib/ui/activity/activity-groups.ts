import type { ActivityLineView, UndoChange } from './activity-line.ts'

/** What one person did to one field in one go: one line, which opens. */
export interface LineGroup {
  /** The whole of it as one line; under the id of the oldest, which is what its Undo takes back. */
  line: ActivityLineView
  /** Its single ones, the newest first; none where it is only one. */
  parts: readonly ActivityLineView[]
}

/** From the first to the last of them, ms. */
const oneGoMs = 2 * 60_000

const keyOf = ({ detail, documentId }: ActivityLineView) =>
  documentId !== null && 'field' in detail ? `${documentId} ${detail.field}` : null

function goesOn(newest: ActivityLineView, oldest: ActivityLineView, line: ActivityLineView): boolean {
  const [later, earlier] = [oldest.detail, line.detail]
  return (
    later.type === 'field' &&
    earlier.type === 'field' &&
    earlier.after === later.before &&
    ![newest, oldest, line].some(({ waiting, undoes }) => waiting || undoes !== null) &&
    line.madeOffline === newest.madeOffline &&
    line.actor.organisationId === newest.actor.organisationId &&
    line.actor.userId === newest.actor.userId &&
    line.actor.person === newest.actor.person &&
    newest.at - line.at <= oneGoMs
  )
}

function joined(parts: readonly ActivityLineView[]): LineGroup {
  const [newest, oldest] = [parts[0]!, parts.at(-1)!]
  if (parts.length === 1 || newest.detail.type !== 'field' || oldest.detail.type !== 'field')
    return { line: newest, parts: [] }
  const unseen = parts.some(({ detail }) => detail.type === 'field' && detail.unseen)
  const { id, undone, undoable } = oldest
  const detail = { ...newest.detail, before: oldest.detail.before, unseen }
  return { line: { ...newest, id, undone, undoable, detail }, parts }
}

/** Lines of the log, newest first, with a person's edits of one field that follow each other within two minutes as one. */
export function groupLines(lines: readonly ActivityLineView[]): LineGroup[] {
  const groups: ActivityLineView[][] = []
  const open = new Map<string, ActivityLineView[]>()
  for (const line of lines) {
    const key = keyOf(line)
    const group = key === null ? undefined : open.get(key)
    if (group && goesOn(group[0]!, group.at(-1)!, line)) {
      group.push(line)
      continue
    }
    const begun = [line]
    groups.push(begun)
    if (key !== null) open.set(key, begun)
  }
  return groups.map(joined)
}

/** Takes a group back: what its field held before the first of them; asks where it holds something else than after the last. */
export function undoGroup({ line, parts }: LineGroup, undo: UndoChange): UndoChange {
  const { detail } = line
  if (parts.length === 0 || detail.type !== 'field') return undo
  return async (id, options) => {
    const result = await undo(id, options)
    if (result.done || result.reason !== 'changed-since') return result
    return result.now === detail.after ? undo(id, { evenIfChanged: true }) : { ...result, after: detail.after }
  }
}

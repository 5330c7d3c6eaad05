/**
 * Where a crafted item may stand. Yjs puts an item between the two that it names and never asks whether the right one
 * lies right of the left one: when it doesn't, replicas that saw the same edits in another order differ for good.
 */
import * as Y from 'yjs'

function positionsIn(text: Y.Text): Map<Y.Item, number> {
  const positions = new Map<Y.Item, number>()
  for (let item = text._start; item !== null; item = item.right) positions.set(item, positions.size)
  return positions
}

/** A check for items of `doc` as it is now; a text's order is read once for all of them. */
export function createPlaceCheck(doc: Y.Doc): (item: Y.Item) => boolean {
  const read = new Map<Y.Text, Map<Y.Item, number>>()
  return ({ parent, origin, rightOrigin }) => {
    if (rightOrigin === null) return true
    // A value only ever follows the key's last one.
    if (!(parent instanceof Y.Text)) return false
    const positions = read.get(parent) ?? positionsIn(parent)
    read.set(parent, positions)
    const positionOf = (id: Y.ID) => positions.get(Y.getItem(doc.store, id) as Y.Item)
    const right = positionOf(rightOrigin)
    const left = origin === null ? -1 : positionOf(origin)
    if (right === undefined || left === undefined) return false
    return left < right || (left === right && origin!.clock < rightOrigin.clock)
  }
}

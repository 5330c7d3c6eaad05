/**
 * Yjs finds the place of an item by walking past all that were put between the same neighbours. People cause a few
 * steps; 190 KB written for the purpose caused 361 million, two minutes in which a server answers nobody. So steps are
 * counted, before Yjs makes them, and work that would take too many is not begun.
 */
import * as Y from 'yjs'

/** Some 20 ms. Four people who each typed 200 pieces around one place while offline take less than half of it. */
const integrationLimitSteps = 50_000

/** Thrown in the middle of it: the document it happened in is not to be used any more. */
export class IntegrationTooCostly extends Error {}

/** The steps that `item.integrate` is about to make: its own loop without its effects; stops counting at `limit`. */
function countSteps(item: Y.Item, store: Y.Doc['store'], limit: number): number {
  const parent = item.parent as Y.AbstractType<unknown> | null
  if (parent === null || item.left?.right === item.right) return 0
  if (item.left === null && item.right !== null && item.right.left === null) return 0
  let other = item.left === null ? firstOf(parent, item.parentSub) : item.left.right
  const passed = new Set<Y.Item | Y.GC>()
  const between = new Set<Y.Item | Y.GC>()
  let steps = 0
  for (; other !== null && other !== item.right && steps < limit; other = other.right, steps++) {
    passed.add(other)
    between.add(other)
    if (Y.compareIDs(item.origin, other.origin)) {
      if (other.id.client < item.id.client) between.clear()
      else if (Y.compareIDs(item.rightOrigin, other.rightOrigin)) break
    } else if (other.origin === null || !passed.has(Y.getItem(store, other.origin))) break
    else if (!between.has(Y.getItem(store, other.origin))) between.clear()
  }
  return steps
}

function firstOf(parent: Y.AbstractType<unknown>, key: string | null): Y.Item | null {
  if (key === null) return parent._start
  let first = parent._map.get(key) ?? null
  for (; first !== null && first.left !== null;) first = first.left
  return first
}

/** Runs `work`, which applies updates. Throws IntegrationTooCostly. */
export function withIntegrationBudget<Result>(work: () => Result, limitSteps = integrationLimitSteps): Result {
  const integrate = Y.Item.prototype.integrate
  let steps = 0
  Y.Item.prototype.integrate = function (this: Y.Item, transaction: Y.Transaction, offset: number) {
    // With an offset its beginning is here already, and it goes right behind it.
    if (offset === 0) steps += countSteps(this, transaction.doc.store, limitSteps - steps)
    if (steps >= limitSteps) throw new IntegrationTooCostly()
    return integrate.call(this, transaction, offset)
  }
  try {
    return work()
  } finally {
    Y.Item.prototype.integrate = integrate
  }
}

/** Yjs keeps every text and every map key as a list of items. An item in a list that isn't its own breaks both. */
import * as Y from 'yjs'
import type { DocumentShape } from '#shared/document/document-shape.ts'

const highestClock = 2 ** 31

export function checkPlaces(doc: Y.Doc, shape: DocumentShape): string[] {
  const problems: string[] = []
  const texts = new Set(Object.keys(shape.texts).map((name) => doc.share.get(name)))
  for (const [client, structs] of doc.store.clients) {
    for (const struct of structs) {
      if (struct.length < 1) problems.push(`${client} has an empty struct`)
      if (struct.id.clock + struct.length > highestClock) problems.push(`${client} is at ${struct.id.clock}`)
      if (!(struct instanceof Y.Item)) continue
      const inText = texts.has(struct.parent as never)
      if (!inText && struct.parent !== doc.share.get(shape.map)) problems.push(`${client} writes elsewhere`)
      for (const neighbour of [struct.left, struct.right]) {
        if (neighbour && (neighbour.parent !== struct.parent || neighbour.parentSub !== struct.parentSub))
          problems.push(`${client} lies in a list of another parent`)
      }
    }
  }
  return problems
}

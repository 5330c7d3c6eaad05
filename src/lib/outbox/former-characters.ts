/**
 * An edit that was made again has other characters than before. When the server already had it, by its id, it keeps the
 * earlier ones (PUSH1), and what was typed on the later ones meanwhile must find them.
 */
import type { Doc } from 'yjs'
import { hasCharacter, type CharacterMoves } from '#shared/document/edit-document.ts'
import type { OutboxItem } from '../local-store/outbox-item.ts'

type CharacterMove = CharacterMoves[number]

/** To be kept with the item that was made again; `moves`: where its characters went. */
export function formerCharacters(item: OutboxItem, moves: CharacterMoves): CharacterMoves {
  return [...moves.map(({ from, to, length }) => ({ from: to, to: from, length })), ...(item.formerCharacters ?? [])]
}

/** Characters of these items that the document doesn't have → what it has in their place. */
export function findFormerCharacters(doc: Doc, items: readonly OutboxItem[]): CharacterMoves {
  return items.flatMap(({ formerCharacters: former = [] }) =>
    former.flatMap((move, place) => {
      if (hasCharacter(doc, move.from)) return []
      const found = chainFrom(move, former.slice(place + 1)).find(({ to }) => hasCharacter(doc, to))
      return found ? [found] : []
    }),
  )
}

/** The move, and on through earlier ones when it was made again more than once. */
function chainFrom(move: CharacterMove, earlier: CharacterMoves): CharacterMove[] {
  const place = earlier.findIndex(({ from }) => from.client === move.to.client && from.clock === move.to.clock)
  if (place < 0) return [move]
  return [move, ...chainFrom({ ...move, to: earlier[place]!.to }, earlier.slice(place + 1))]
}

import type { ActivityEntry } from '#shared/domain/facts/activity-entry.ts'
import { actorWords } from '#lib/ui/words/actor-words.ts'
import { eventWords } from '#lib/ui/words/event-words.ts'
import { fieldChangeWords, fieldLabel, fieldValueWords } from '#lib/ui/words/field-words.ts'

/** Everything a line shows, in the words it shows it in. */
function shownText({ actor, customerName, detail }: ActivityEntry): string {
  const said = [actorWords(actor), customerName]
  if (detail.type === 'decision') said.push(eventWords(detail.event))
  else said.push(fieldLabel(detail.field))
  if (detail.type === 'field')
    said.push(
      fieldChangeWords(detail.field, detail.after) ?? '',
      fieldValueWords(detail.field, detail.before),
      fieldValueWords(detail.field, detail.after),
    )
  if (detail.type === 'field-lost') said.push(detail.lost, detail.kept)
  if (detail.type === 'text') said.push(...[...detail.inserted, ...detail.deleted].map((run) => run.text))
  return said.join('\n')
}

const fold = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()

/** The lines in which every word of `text` stands: a name, a field, a value. */
export function filterActivity<Line extends ActivityEntry>(lines: readonly Line[], text: string): Line[] {
  const words = fold(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...lines]
  return lines.filter((line) => {
    const shown = fold(shownText(line))
    return words.every((word) => shown.includes(word))
  })
}

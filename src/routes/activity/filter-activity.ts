import type { ActivityEntry } from '#shared/domain/document/change-record.ts'
import { actorWords } from '#lib/ui/words/actor-words.ts'
import { eventWords } from '#lib/ui/words/event-words.ts'
import { fieldChangeWords, fieldLabel, fieldValueWords } from '#lib/ui/words/field-words.ts'
import { foldBoth } from '#shared/domain/search/fold.ts'
import { fits, toQuestion } from '#shared/domain/search/question.ts'

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

/** Days as a date field says them, `2026-11-30`; empty: without a bound. */
export interface Days {
  from: string
  to: string
}

/** What the reader's clock calls those days, both included; ms. */
function boundsOf({ from, to }: Days): { from: number; until: number } {
  const begin = (day: string, days: number) => {
    const date = new Date(`${day}T00:00`)
    return date.setDate(date.getDate() + days)
  }
  return { from: from ? begin(from, 0) : -Infinity, until: to ? begin(to, 1) : Infinity }
}

/** The lines in which every word of `text` stands: a name, a field, a value; and that were done on these days. */
export function filterActivity<Line extends ActivityEntry>(lines: readonly Line[], text: string, days: Days): Line[] {
  const wanted = toQuestion(text)
  const { from, until } = boundsOf(days)
  return lines.filter(
    (line) => line.at >= from && line.at < until && (!wanted.short || fits(foldBoth(shownText(line)), wanted)),
  )
}

/** What the table shows of its rows: few lines whose elements are used again and again. Pure but for what it remembers. */
import * as m from '../../../i18n/compiled/messages.js'
import { managementTypeWords, serviceStatusWords } from '../words/status-words.ts'
import { formatDate, formatDateTime } from '../words/time-words.ts'
import { serviceName, type CustomerRowView } from './customer-row.ts'

class Moment {
  readonly date: string
  private readonly at: number

  constructor(at: number) {
    this.at = at
    this.date = formatDate(at)
  }

  /** For whoever points at it. */
  get full(): string {
    return formatDateTime(this.at)
  }
}

interface LineWords {
  name: string
  reference: string
  isQueued: boolean
  type: string
  /** What the customer asks of it; empty where nothing. */
  typeAsked: string
  service: string
  /** Of the first service; empty while nobody but this device knows of it. */
  serviceStatus: string
  /** All services, each with its status. */
  services: string
  furtherServices: readonly string[]
  added: Moment
  modified: Moment
}

/** A place in the table's window. */
export interface Line {
  /** Whose elements show it. */
  readonly slot: number
  readonly index: number
  readonly row: CustomerRowView
  readonly href: string
  /** What gave it its link: asked again only when it is another. */
  readonly linkedBy: Window['hrefFor']
  readonly current: boolean
  /** There are fewer rows now, or this one is pending: the elements wait. */
  readonly spare: boolean
  readonly words: LineWords
}

function writeWords(row: CustomerRowView): LineWords {
  const isQueued = row.customerId === null
  const statuses = row.shownServices.map(({ status }) => (isQueued ? '' : serviceStatusWords(status)))
  const names = row.services.map(serviceName)
  const services = names.map((name, place) => `${name} ${statuses[place] ?? ''}`.trimEnd())
  return {
    name: row.companyName,
    reference: row.internalReference,
    isQueued,
    type: managementTypeWords(row.managementType),
    typeAsked: row.asksJointly ? m.joint_asked_row() : '',
    service: names[0] ?? '',
    serviceStatus: statuses[0] ?? '',
    services: services.join(', '),
    furtherServices: services.slice(1),
    added: new Moment(row.addedAt),
    modified: new Moment(row.modifiedAt),
  }
}

/** A row never says anything else; what does is another row. */
const written = new WeakMap<CustomerRowView, LineWords>()

function wordsOf(row: CustomerRowView): LineWords {
  let words = written.get(row)
  if (!words) written.set(row, (words = writeWords(row)))
  return words
}

export interface Window {
  rows: readonly CustomerRowView[]
  first: number
  /** At least; a window that was larger stays so. */
  count: number
  currentId: string | null
  hrefFor: (row: CustomerRowView) => string
}

/**
 * The window's lines in order. Lines that stay the same are the same objects; the elements of those that
 * scrolled out at one end go to the other.
 */
export function arrangeLines(before: readonly Line[], window: Window): Line[] {
  const { rows, first, currentId, hrefFor } = window
  const moved = before.length === 0 ? 0 : first - before[0]!.index
  const turn = Math.abs(moved) < before.length ? (moved + before.length) % (before.length || 1) : 0
  const old = turn === 0 ? before : [...before.slice(turn), ...before.slice(0, turn)]
  const lines: Line[] = []
  // Not by their place: where rows are pending, elements may be missing between others.
  let newSlot = old.reduce((next, { slot }) => Math.max(next, slot + 1), 0)
  const length = Math.max(old.length, Math.min(window.count, rows.length - first))
  for (let place = 0; place < length; place++) {
    const index = first + place
    const known = old[place]
    const row = rows[index]
    if (!row || row.pending) {
      if (known) lines.push(known.spare && known.index === index ? known : { ...known, index, spare: true })
      continue
    }
    const slot = known?.slot ?? newSlot++
    const href = known?.row === row && known.linkedBy === hrefFor ? known.href : hrefFor(row)
    const current = currentId !== null && (currentId === row.customerId || currentId === row.relationshipId)
    const isSame =
      known?.row === row && known.index === index && known.href === href && known.current === current && !known.spare
    const linkedBy = hrefFor
    lines.push(isSame ? known : { slot, index, row, href, linkedBy, current, spare: false, words: wordsOf(row) })
  }
  return lines
}

/**
 * The lines in the order in which their elements stand in the page, new ones last: while somebody scrolls, moving an
 * element costs more than writing into it.
 */
export function asTheyStand(lines: readonly Line[], standing: readonly number[]): Line[] {
  const places = new Map(standing.map((slot, place) => [slot, place]))
  const placeOf = ({ slot }: Line) => places.get(slot) ?? Infinity
  return lines.toSorted((left, right) => placeOf(left) - placeOf(right) || left.index - right.index)
}

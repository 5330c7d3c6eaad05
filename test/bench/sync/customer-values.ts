/**
 * The work, the same for every system: N customers of 24 values each, and who edits which of them. The
 * values are drawn in a fixed order from a seed per customer, so that every run and every system has the same.
 */
import { seededRandom } from '../../support/seeded.ts'

const places =
  'Nord Alpen Rhein Kanal Sued West Ost Berg Tal See Feld Wald Stein Bach Hof Markt Linden Eichen Birken Rosen'.split(
    ' ',
  )
const trades =
  'Logistik Bau Technik Pflege Handel Metall Druck Medien Energie Praxis Kanzlei Gastro Textil Agrar Moebel Optik Reisen Werkzeug Sanitaer Elektro'.split(
    ' ',
  )
const firstNames =
  'Anna Ben Carla David Emma Felix Greta Hanna Ivan Jana Karl Lena Max Nora Otto Paula Rosa Sami Tina Uwe'.split(' ')
const lastNames =
  'Meyer Schulz Becker Wagner Klein Wolf Neumann Braun Krueger Hofmann Lange Krause Lehmann Huber Kaiser Fuchs Peters Lang Scholz Moeller'.split(
    ' ',
  )

type Random = () => number

const upTo = (random: Random, end: number) => Math.floor(random() * end)
const pick = (random: Random, from: readonly string[]) => from[upTo(random, from.length)]!
const draw = (random: Random, length: number, radix: number) =>
  Array.from({ length }, () => upTo(random, radix).toString(radix)).join('')
const digits = (random: Random, length: number) => draw(random, length, 10)
const hex = (random: Random, length: number) => draw(random, length, 16)

/** 24 values of customer `index`, about 600 characters. */
export function customerValues(index: number) {
  const random = seededRandom(index * 31 + 5)
  const name = `${pick(random, places)}${pick(random, places).toLowerCase()} ${pick(random, trades)} ${digits(random, 3)}`
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const firstName = pick(random, firstNames)
  const lastName = pick(random, lastNames)
  const person = `${firstName}.${lastName}@${slug}.example`.toLowerCase()
  // One entry a line and in this order: each draws from the same sequence.
  return {
    name,
    legalName: `${name} GmbH & Co. KG`,
    vatId: `DE${digits(random, 9)}`,
    trade: pick(random, trades),
    street: `${pick(random, places)}strasse ${digits(random, 2)}`,
    zip: digits(random, 5),
    city: `${pick(random, places)}stadt`,
    country: 'DE',
    location: `${48 + random() * 5},${7 + random() * 6}`,
    contactName: [firstName, lastName] as [first: string, last: string],
    contactEmail: person,
    contactPhone: `+49${digits(random, 10)}`,
    contactRole: 'IT lead',
    phone: `+49${digits(random, 10)}`,
    website: `https://www.${slug}.example/`,
    notes: `Contract ${hex(random, 8)}, on-site every ${1 + upTo(random, 4)} weeks, key at front desk, ask for ${firstName}.`,
    backup: random() < 0.5,
    monitoring: random() < 0.5,
    seats: 5 + upTo(random, 90),
    firewall: `fw-${hex(random, 12)}`,
    sla: pick(random, ['bronze', 'silver', 'gold']),
    timezone: 'Europe/Berlin',
    language: 'de',
    billing: pick(random, ['monthly', 'yearly']),
  }
}
export type CustomerValues = ReturnType<typeof customerValues>

/** The client id a customer's document was begun under. */
export function founderId(index: number): number {
  return 1 + Math.floor(seededRandom(index * 13 + 3)() * 0xfffffffe)
}

/** `local`: on the device that was away; `remote`: by a colleague meanwhile. */
export type Side = 'local' | 'remote'

/** Client ids the two sides write under. */
export function writerId(index: number, side: Side): number {
  return (side === 'local' ? 0x70000000 : 0x60000000) + index
}

const editsPerSide = 500
const editedByBoth = 100

/** The customers edited on each side, spread over all of them; fewer when there are fewer than 900. */
export function editedCustomers(n: number): Record<Side, number[]> {
  const scale = Math.min(1, n / (2 * editsPerSide - editedByBoth))
  const each = Math.floor(editsPerSide * scale)
  const both = Math.floor(editedByBoth * scale)
  const count = 2 * each - both
  const step = Math.max(1, Math.floor(n / count))
  const ids = Array.from({ length: count }, (_, place) => place * step)
  return { local: ids.slice(0, each), remote: ids.slice(each - both) }
}

/** One session of editing a customer: one value of the contact, and the notes written anew. */
export function editOf(index: number, side: Side): { contactPhone?: string; contactEmail?: string; notes: string } {
  const token = `${side}-${index}-${hex(seededRandom(index + (side === 'local' ? 1 : 2)), 8)}`
  const notes = `${side} visit ${index}: replaced switch, updated firmware, customer informed ${hex(seededRandom(index + 9), 10)}`
  return side === 'local' ? { contactPhone: token, notes } : { contactEmail: token, notes }
}

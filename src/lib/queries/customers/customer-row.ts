import { listStatusAt, type ListStatus, type RelationshipRecord } from '#shared/domain/customer-record.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { isRequest, type ManagementType } from '#shared/domain/relationship.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { foldSpellings, spellingBreak } from '#shared/domain/search/fold.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { shownServicesOf, type ShownService } from '#shared/domain/service-record.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import type { PackedRecords } from '../../local-store/packed-rows.ts'
import type { ShownRelationship } from './overlay-records.ts'

/** Where rows have their records from. */
export interface RecordPage {
  /** The snapshot they belong to. */
  readonly generation: number
  /** Whether ids and records may be asked for. */
  readonly isRead: boolean
  readonly ids: readonly RelationshipId[]
  readonly records: readonly RelationshipRecord[]
}

/** A page of the store, whose records are read after its texts and decoded no sooner than somebody looks at one. */
export class StoredPage implements RecordPage {
  readonly generation: number
  /** Which of the packed pages it is. */
  readonly place: number
  private packed: PackedRecords | null = null
  private knownIds: readonly RelationshipId[] | null = null
  private knownRecords: readonly RelationshipRecord[] | null = null

  constructor(generation: number, place: number) {
    this.generation = generation
    this.place = place
  }

  take(packed: PackedRecords): void {
    if (!this.isRead) this.packed = packed
  }

  get isRead(): boolean {
    return this.packed !== null || this.knownRecords !== null
  }

  get ids(): readonly RelationshipId[] {
    this.knownIds ??= this.packed ? this.packed.readIds() : this.records.map(({ id }) => id)
    return this.knownIds
  }

  get records(): readonly RelationshipRecord[] {
    if (this.packed) this.knownRecords = this.packed.readRecords()
    this.packed = null
    if (!this.knownRecords) throw new Error(`the records of packed page ${this.place} were not read yet`)
    return this.knownRecords
  }
}

function readyPage(generation: number, records: readonly RelationshipRecord[]): RecordPage {
  return { generation, isRead: true, ids: records.map(({ id }) => id), records }
}

/** The time that decides which invitations have expired: the same for all rows. */
export interface ListClock {
  now: number
}

const separator = '\u0000'

/** What is searched of a record, a line each: the name first, then the Customer ID. */
function searchedOf({ facts, mspPrivate, invitation, customerId, workEmail }: RelationshipRecord): string {
  const parts = [facts.companyName.replaceAll('\n', ' '), customerId]
  if (mspPrivate) parts.push(mspPrivate.internalReference)
  parts.push(facts.contactFirstName, facts.contactLastName, workEmail, facts.city)
  if (invitation) parts.push(invitation.firstName, invitation.lastName, invitation.email)
  parts.push(facts.searched)
  if (mspPrivate) parts.push(mspPrivate.notes, ...mspPrivate.tags)
  return parts.join('\n')
}

/** The name's long spelling beside it, where it is another, and at the end the other words that have one. */
function withLongSpellings(short: string, long: string): string {
  if (short === long) return short
  const [shortEnd, longEnd] = [short.indexOf('\n'), long.indexOf('\n')]
  const [name, longName] = [short.slice(0, shortEnd), long.slice(0, longEnd)]
  const known = new Set(short.slice(shortEnd).split(/[ \n]/))
  const others = long.slice(longEnd).split(/[ \n]/)
  const more = others.filter((word) => !known.has(word)).join(' ')
  return `${name === longName ? name : name + spellingBreak + longName}${short.slice(shortEnd)}${more && `\n${more}`}`
}

/** What of each record is searched, folded a page at a time: one pass over a long text instead of five hundred. */
function searchTextsOf(records: readonly RelationshipRecord[]): string[] {
  const texts = records.map(searchedOf)
  const { short, long } = foldSpellings(texts.join(separator))
  const [shorts, longs] = [short.split(separator), long.split(separator)]
  if (shorts.length === texts.length) return shorts.map((each, place) => withLongSpellings(each, longs[place]!))
  return texts.map((text) => {
    const own = foldSpellings(text)
    return withLongSpellings(own.short, own.long)
  })
}

/** Search texts as one, for storing. */
export function joinTexts(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(separator, ' ')).join(separator)
}

export function splitTexts(joined: string): string[] {
  return joined.split(separator)
}

/** One line of the Customers table (M1): light, and read from its record only where it is shown, filtered or sorted by. */
export class CustomerListRow {
  /** The folded name, in both spellings: how it sorts, and what search looks at first. */
  readonly sortName: string
  readonly searchText: string
  readonly page: RecordPage
  private readonly place: number
  private readonly clock: ListClock
  private readonly shown: Pick<ShownRelationship, 'waiting' | 'refused' | 'queuedCreation'> | null

  constructor(
    page: RecordPage,
    place: number,
    searchText: string,
    clock: ListClock,
    shown: CustomerListRow['shown'] = null,
  ) {
    const nameEnd = searchText.indexOf('\n')
    this.page = page
    this.place = place
    this.searchText = searchText
    this.sortName = nameEnd < 0 ? searchText : searchText.slice(0, nameEnd)
    this.clock = clock
    this.shown = shown
  }

  /** Can be found, but not yet drawn: nothing but texts and name may be asked of it. */
  get pending(): boolean {
    return !this.page.isRead
  }
  get record(): RelationshipRecord {
    return this.page.records[this.place]!
  }
  get relationshipId(): RelationshipId {
    return this.page.ids[this.place]!
  }
  /** Null while the creation waits: the server gives the Customer ID. */
  get customerId(): OrganisationId | null {
    return this.queuedCreation ? null : this.record.customerId
  }
  get companyName(): string {
    return this.record.facts.companyName
  }
  get internalReference(): string {
    return this.record.mspPrivate?.internalReference ?? ''
  }
  get asksJointly(): boolean {
    return this.record.jointAsk !== null
  }

  get managementType(): ManagementType {
    return this.record.managementType
  }
  get services(): ServiceId[] {
    const { services, askedServices } = this.record
    return askedServices ? [...services, ...askedServices.services] : services
  }
  get shownServices(): ShownService[] {
    // What is only asked for stands in no way yet (M10).
    return isRequest(this.record) ? [] : shownServicesOf(this.record)
  }
  get status(): ListStatus {
    return listStatusAt(this.record, this.clock.now)
  }
  get addedAt(): number {
    return this.record.addedAt
  }
  get modifiedAt(): number {
    return this.record.modifiedAt
  }
  get country(): string {
    return this.record.facts.country
  }
  get city(): string {
    return this.record.facts.city
  }
  get contactName(): string {
    const { contactFirstName, contactLastName } = this.record.facts
    return fullName(contactFirstName, contactLastName)
  }
  get workEmail(): string {
    return this.record.workEmail
  }
  get tags(): string[] {
    return this.record.mspPrivate?.tags ?? []
  }
  /** Has work that was not sent yet. */
  get waiting(): boolean {
    return this.shown?.waiting ?? false
  }
  get refused(): RefusalCode | null {
    return this.shown?.refused ?? null
  }
  get queuedCreation(): boolean {
    return this.shown?.queuedCreation ?? false
  }

  /** Another object that says the same: for telling whoever draws rows that this one has changed. */
  renewed(): CustomerListRow {
    return new CustomerListRow(this.page, this.place, this.searchText, this.clock, this.shown)
  }
}

/** Rows of records that are at hand. */
export function rowsOf(
  records: readonly RelationshipRecord[],
  generation: number,
  clock: ListClock,
): CustomerListRow[] {
  return rowsOfPage(readyPage(generation, records), searchTextsOf(records), clock)
}

export function rowsOfPage(page: RecordPage, texts: readonly string[], clock: ListClock): CustomerListRow[] {
  return texts.map((text, place) => new CustomerListRow(page, place, text, clock))
}

/** The row of a record with waiting work laid over it. */
export function shownRow(shown: ShownRelationship, clock: ListClock): CustomerListRow {
  const { record } = shown
  return new CustomerListRow(readyPage(Infinity, [record]), 0, searchTextsOf([record])[0]!, clock, shown)
}

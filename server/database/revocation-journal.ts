/**
 * What was taken away, in a file outside the database and its backups: ended sessions, ended relationships, dead links in mails, and what people,
 * roles and groups were decided to be, a line each; also what a customer lets its MSP do, and which may ask it, which resellers are trusted,
 * which customers were made jointly managed, and how the audit log told of it. A restored database would give them back; the server replays the file before
 * it serves (SYNC3). Of a person, a role, a group or a grant the latest line holds, whatever it says: what was given back stays given.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
import {
  entrySchema,
  type AskingDecided,
  type Converted,
  type CustomerErased,
  type DeadLinks,
  type Decided,
  type Delinked,
  type Entry,
  type GrantDecided,
  type JournalledAudit,
  type RequestAccepted,
  type ServicesAccepted,
  type TeamDecided,
  type TrustDecided,
} from './journal-entries.ts'

/** A newer release wrote something that this one would have to drop: it would give back what that took. */
export class JournalNotUnderstood extends Error {
  constructor(file: string) {
    super(
      `The journal of revocations ${file} has an entry that this release of Tandem doesn't know. Start the newer one.`,
    )
  }
}

/** A decision by the item that asked for it. */
export interface JournalledItem extends Pick<Decided, 'organisationId' | 'at'> {
  /** Whom or what it was about. */
  subject: string
}

export class RevocationJournal {
  private readonly revokedKeys = new Set<string>()
  private readonly sessions = new Map<string, number>()
  private readonly delinks = new Map<RelationshipId, Delinked>()
  private readonly decided = new Map<string, Decided>()
  private readonly items = new Map<ItemId, JournalledItem>()
  private readonly accepted = new Map<RelationshipId, RequestAccepted>()
  private readonly conversions = new Map<RelationshipId, Converted>()
  private readonly servicesAdded: ServicesAccepted[] = []
  private readonly erased = new Map<string, CustomerErased>()
  private readonly deadLinks = new Map<string, DeadLinks>()
  private readonly audits = new Map<string, JournalledAudit>()
  private readonly descriptor: number | null
  private readonly failed: (error: unknown) => void

  private constructor(descriptor: number | null, failed: (error: unknown) => void) {
    this.descriptor = descriptor
    this.failed = failed
  }

  /** `file` null: nothing is kept. `failed` hears of a line that could not be written. Throws where the file can't be opened, and JournalNotUnderstood. */
  static open(file: string | null, failed: (error: unknown) => void = () => undefined): RevocationJournal {
    if (file === null) return new RevocationJournal(null, failed)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const descriptor = openSync(file, 'a', 0o600)
    const journal = new RevocationJournal(descriptor, failed)
    const text = readFileSync(file, 'utf8')
    for (const line of text.split('\n')) if (!journal.read(line)) throw new JournalNotUnderstood(file)
    // A line that a crash cut short must not swallow the next one.
    if (text !== '' && !text.endsWith('\n')) writeSync(descriptor, '\n')
    return journal
  }

  sessionEnded(sessionId: string, at: number): void {
    this.append({ type: 'session-ended', sessionId, at })
  }

  keyRevoked(keyId: string, at: number): void {
    this.append({ type: 'key-revoked', keyId, at })
  }

  allRevokedKeys(): string[] {
    return [...this.revokedKeys]
  }

  delinked(delinked: Omit<Delinked, 'type' | 'event'> & Partial<Pick<Delinked, 'event'>>): void {
    this.append({ type: 'delinked', event: 'delink-accepted', ...delinked })
  }

  /** Ids of the sessions that were ended after `since`, ms. */
  sessionsEndedAfter(since: number): string[] {
    return [...this.sessions].flatMap(([id, at]) => (at > since ? [id] : []))
  }

  findDelink(id: RelationshipId): Delinked | undefined {
    return this.delinks.get(id)
  }

  allDelinks(): Delinked[] {
    return [...this.delinks.values()]
  }

  requestAccepted(accepted: Omit<RequestAccepted, 'type'>): void {
    this.append({ type: 'request-accepted', ...accepted })
  }

  /** In the order in which they were accepted. */
  allAccepted(): RequestAccepted[] {
    return [...this.accepted.values()].toSorted((left, right) => left.at - right.at)
  }

  converted(converted: Omit<Converted, 'type'>): void {
    this.append({ type: 'converted', ...converted })
  }

  allConverted(): Converted[] {
    return [...this.conversions.values()]
  }

  servicesAccepted(accepted: Omit<ServicesAccepted, 'type'>): void {
    this.append({ type: 'services-accepted', ...accepted })
  }

  /** In the order in which they were accepted. */
  allServicesAccepted(): readonly ServicesAccepted[] {
    return this.servicesAdded
  }

  decide(decided: Decided): void {
    this.append(decided)
  }

  /** The latest of each person, role and group, in the order in which they were decided. */
  allOfTeams(): TeamDecided[] {
    const ofTeams = [...this.decided.values()].filter(
      (entry): entry is TeamDecided =>
        entry.type === 'person-decided' || entry.type === 'role-decided' || entry.type === 'group-decided',
    )
    return ofTeams.toSorted((left, right) => left.at - right.at)
  }

  /** The latest of each relationship. */
  allGrants(): GrantDecided[] {
    return [...this.decided.values()].filter((entry) => entry.type === 'grant-decided')
  }

  /** The latest of each MSP and customer. */
  allAsking(): AskingDecided[] {
    return [...this.decided.values()].filter((entry) => entry.type === 'asking-decided')
  }

  /** The latest of each reseller and whom it sends to. */
  allTrust(): TrustDecided[] {
    return [...this.decided.values()].filter((entry) => entry.type === 'trust-decided')
  }

  findDecided(id: string): Decided | undefined {
    return this.decided.get(id)
  }

  /** The decisions that were taken after `since`, ms, by the item that asked for each. */
  itemsAfter(since: number): Map<ItemId, JournalledItem> {
    return new Map([...this.items].filter(([, { at }]) => at > since))
  }

  linksDied(links: Omit<DeadLinks, 'type'>): void {
    this.append({ type: 'links-died', ...links })
  }

  findDeadLinks(links: Pick<DeadLinks, 'purpose' | 'subjectId'>): DeadLinks | undefined {
    return this.deadLinks.get(linksKey(links))
  }

  allDeadLinks(): DeadLinks[] {
    return [...this.deadLinks.values()]
  }

  customerErased(erased: Omit<CustomerErased, 'type'>): void {
    this.append({ type: 'customer-erased', ...erased })
  }

  /** The latest of each customer. */
  allErased(): CustomerErased[] {
    return [...this.erased.values()]
  }

  /** Whether it has what this decision came to. */
  hasItem(id: ItemId): boolean {
    return this.items.has(id)
  }

  audited(entry: Omit<JournalledAudit, 'type'>): void {
    this.append({ type: 'audited', ...entry })
  }

  /** One of each decision, and of what else was done. */
  allAudited(): JournalledAudit[] {
    return [...this.audits.values()]
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor)
  }

  private append(entry: Entry): void {
    this.take(entry)
    if (this.descriptor === null) return
    try {
      writeSync(this.descriptor, `${JSON.stringify(entry)}\n`)
      fsyncSync(this.descriptor)
    } catch (error) {
      this.failed(error)
    }
  }

  /** False for an entry of a newer version; one that a crash cut short is passed over. */
  private read(line: string): boolean {
    let said: unknown
    try {
      said = JSON.parse(line)
    } catch {
      return true
    }
    const entry = entrySchema.safeParse(said)
    if (entry.success) this.take(entry.data)
    return entry.success
  }

  private take(entry: Entry): void {
    switch (entry.type) {
      case 'session-ended':
        this.sessions.set(entry.sessionId, entry.at)
        return
      case 'key-revoked':
        this.revokedKeys.add(entry.keyId)
        return
      case 'delinked':
        this.delinks.set(entry.relationshipId, entry)
        this.takeItem(entry, entry.relationshipId)
        return
      case 'request-accepted':
        this.accepted.set(entry.id, entry)
        this.takeItem(entry, entry.id)
        return
      case 'converted':
        this.conversions.set(entry.id, entry)
        this.takeItem(entry, entry.id)
        return
      case 'services-accepted':
        this.servicesAdded.push(entry)
        this.takeItem(entry, entry.id)
        return
      case 'customer-erased':
        this.erased.set(entry.customerId, entry)
        return
      case 'audited':
        this.audits.set(entry.itemId ?? entry.id, entry)
        return
      case 'links-died':
        this.deadLinks.set(linksKey(entry), entry)
        return
      default: {
        const known = this.decided.get(entry.id)
        if (!known || known.at <= entry.at) this.decided.set(entry.id, entry)
        this.takeItem(entry, entry.id)
      }
    }
  }

  private takeItem(
    { itemId, organisationId, at }: Pick<Decided, 'itemId' | 'organisationId' | 'at'>,
    subject: string,
  ): void {
    if (itemId !== null) this.items.set(itemId, { organisationId, at, subject })
  }
}

const linksKey = ({ purpose, subjectId }: Pick<DeadLinks, 'purpose' | 'subjectId'>) => `${purpose} ${subjectId}`

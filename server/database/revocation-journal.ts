/**
 * What was taken away, in a file outside the database and its backups: ended sessions, ended relationships, dead links in mails, and what people,
 * roles and groups were decided to be, a line each; also what a customer lets its MSP do, and which may ask it,
 * and which customers were made jointly managed. A restored database would give them back; the server replays the file before
 * it serves (SYNC3). Of a person, a role, a group or a grant the latest line holds, whatever it says: what was given back stays given.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { localeSchema } from '#shared/domain/organisation.ts'
import { serviceIdSchema } from '#shared/domain/service.ts'
import { erasureAskers } from './tables/erasure-table.ts'
import {
  groupIdSchema,
  itemIdSchema,
  organisationIdSchema,
  relationshipIdSchema,
  roleIdSchema,
  userIdSchema,
  type ItemId,
  type RelationshipId,
} from '#shared/domain/ids.ts'

const sessionEndedSchema = z.object({ type: z.literal('session-ended'), sessionId: z.string(), at: z.number() })

const delinkedSchema = z.object({
  type: z.literal('delinked'),
  relationshipId: relationshipIdSchema,
  /** The acceptance, and who gave it; null where only its effect is known. */
  itemId: itemIdSchema.nullable(),
  userId: userIdSchema.nullable(),
  organisationId: organisationIdSchema,
  /** How it ended. */
  event: z
    .enum(['delink-accepted', 'customer-removed', 'customer-closed', 'customer-released', 'request-withdrawn'])
    .default('delink-accepted'),
  at: z.number(),
})
export type Delinked = z.infer<typeof delinkedSchema>

/** The decision, and when; null where only its effect is known. */
const decision = { organisationId: organisationIdSchema, itemId: itemIdSchema.nullable(), at: z.number() }
const subjects = z.array(z.union([organisationIdSchema, groupIdSchema]))

/** What somebody's access was decided to be. */
const personDecidedSchema = z.object({
  type: z.literal('person-decided'),
  id: userIdSchema,
  ...decision,
  status: z.enum(['pending', 'active', 'blocked', 'revoked', 'removed']),
  role: z.enum(['super-admin', 'admin']),
  roleId: roleIdSchema.nullable(),
  scope: z.object({ kind: z.enum(['all', 'only', 'but']), allow: subjects, deny: subjects }),
})
export type PersonDecided = z.infer<typeof personDecidedSchema>

/** Null: it is gone. */
const roleDecidedSchema = z.object({
  type: z.literal('role-decided'),
  id: roleIdSchema,
  ...decision,
  name: z.string(),
  permissions: z.array(z.string()).nullable(),
})
export type RoleDecided = z.infer<typeof roleDecidedSchema>

/** Null: it is gone. */
const groupDecidedSchema = z.object({
  type: z.literal('group-decided'),
  id: groupIdSchema,
  ...decision,
  name: z.string(),
  members: z.array(organisationIdSchema).nullable(),
})
export type GroupDecided = z.infer<typeof groupDecidedSchema>

/** What a customer lets the MSP of this relationship do with its admins (C7); null: nothing any more. */
const grantDecidedSchema = z.object({
  type: z.literal('grant-decided'),
  id: relationshipIdSchema,
  ...decision,
  userId: userIdSchema.nullable(),
  grantedAt: z.number().nullable(),
})
export type GrantDecided = z.infer<typeof grantDecidedSchema>

/** Whether an MSP may ask a customer (C12); `blockedAt` null: it may again. Its id names the two. */
const askingDecidedSchema = z.object({
  type: z.literal('asking-decided'),
  id: z.string(),
  ...decision,
  mspId: organisationIdSchema,
  mspName: z.string(),
  userId: userIdSchema.nullable(),
  blockedAt: z.number().nullable(),
})
export type AskingDecided = z.infer<typeof askingDecidedSchema>

/** A company's yes to an MSP (C4): its people may have lost the account by it, which a backup must not give back. */
const requestAcceptedSchema = z.object({
  type: z.literal('request-accepted'),
  id: relationshipIdSchema,
  ...decision,
  userId: userIdSchema.nullable(),
  workEmail: z.string(),
})
export type RequestAccepted = z.infer<typeof requestAcceptedSchema>

/** A company's yes to services that its MSP manages besides (M13), which a backup must not ask for once more. */
const servicesAcceptedSchema = z.object({
  type: z.literal('services-accepted'),
  id: relationshipIdSchema,
  ...decision,
  userId: userIdSchema.nullable(),
  services: z.array(serviceIdSchema),
})
export type ServicesAccepted = z.infer<typeof servicesAcceptedSchema>

/** A company was made jointly managed (M14): by a backup its people would be shut out again. */
const convertedSchema = z.object({
  type: z.literal('converted'),
  id: relationshipIdSchema,
  ...decision,
  userId: userIdSchema.nullable(),
  workEmail: z.string(),
  locale: localeSchema,
})
export type Converted = z.infer<typeof convertedSchema>

/** Links in mails that lead nowhere any more: those of one purpose to one subject that were sent before. */
const linksDiedSchema = z.object({
  type: z.literal('links-died'),
  purpose: z.enum([
    'invitation',
    'person-invitation',
    'appointment',
    'stop-release',
    'reset-password',
    'change-email',
    'verify-email',
  ]),
  /** The invitation's, appointment's, release's or user's id. */
  subjectId: z.string(),
  state: z.enum(['revoked', 'declined', 'stopped']),
  at: z.number(),
})
export type DeadLinks = z.infer<typeof linksDiedSchema>

/** Personal data of a customer were erased (M25), which a backup must not bring back. */
const customerErasedSchema = z.object({
  type: z.literal('customer-erased'),
  customerId: organisationIdSchema,
  askedBy: z.enum(erasureAskers),
  at: z.number(),
})
export type CustomerErased = z.infer<typeof customerErasedSchema>

export type TeamDecided = PersonDecided | RoleDecided | GroupDecided
export type Decided = TeamDecided | GrantDecided | AskingDecided

const entrySchema = z.discriminatedUnion('type', [
  sessionEndedSchema,
  delinkedSchema,
  personDecidedSchema,
  roleDecidedSchema,
  groupDecidedSchema,
  grantDecidedSchema,
  askingDecidedSchema,
  requestAcceptedSchema,
  convertedSchema,
  servicesAcceptedSchema,
  linksDiedSchema,
  customerErasedSchema,
])
type Entry = z.infer<typeof entrySchema>

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
  private readonly sessions = new Map<string, number>()
  private readonly delinks = new Map<RelationshipId, Delinked>()
  private readonly decided = new Map<string, Decided>()
  private readonly items = new Map<ItemId, JournalledItem>()
  private readonly accepted = new Map<RelationshipId, RequestAccepted>()
  private readonly conversions = new Map<RelationshipId, Converted>()
  private readonly servicesAdded: ServicesAccepted[] = []
  private readonly erased = new Map<string, CustomerErased>()
  private readonly deadLinks = new Map<string, DeadLinks>()
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
      (entry) => entry.type !== 'grant-decided' && entry.type !== 'asking-decided',
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

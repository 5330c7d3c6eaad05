/**
 * What one person may hold, worked out anew from the rows and the rules of the spec (M20, C6, C8), by other code than the
 * server's: their role, their scope with its groups, what is managed now. And every mark that bytes to them may carry.
 */
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { Database } from '../../server/database/connection.ts'
import type { RelationshipTable } from '../../server/database/tables/relationship-table.ts'
import type { Schema, UserTable } from '../../server/database/schema.ts'
import { holdingWords, readHoldings } from './holdings-oracle.ts'
import { askingWord, teamWord } from './stored.ts'
import {
  askedInRow,
  custodyWords,
  formerWords,
  keptAlone,
  loggedAlone,
  servicesInRow,
  serviceWords,
  toldWords,
  type Permitted,
} from './visibility-oracle.ts'

/** Marks end where their text ends: `;` is in no name. */
export const marks = {
  /** In every value of an account, whoever typed it. */
  account: (customerId: string) => `MARK-C-${customerId};`,
  /** In the profile that an MSP shows its customers. */
  profile: (mspId: string) => `MARK-M-${mspId};`,
  /** In what a company keeps of an MSP that asked it. */
  asking: (customerId: string, mspId: string) => `MARK-B-${customerId}-${mspId};`,
  /** In every fact that is the MSP's own. */
  own: (mspId: string, customerId: string) => `MARK-P-${mspId}-${customerId};`,
  /** The same two in the form of a customer that has no ID yet. */
  accountForm: (workEmail: string) => `MARK-F-${workEmail};`,
  ownForm: (workEmail: string) => `MARK-Q-${workEmail};`,
}
export const anyMark = /MARK-[ABCDFLMPQS]-[\w@.-]+;/g

export interface Allowed extends Permitted {
  marks: Set<string>
  /** Names of former customers (M28): where bytes say just that, the marks in it are no others. */
  formerNames: Set<string>
  /** Ids of relationships and documents that what they may have names: their own, and those that their log is about. */
  ids: string[]
  /** Ids of what ended and would be theirs by their scope of now: they may hear that it is gone, though they never had it. */
  ended: string[]
}

const nothing = (): Allowed => ({
  relationships: [],
  documents: [],
  changes: [],
  people: [],
  teams: [],
  profiles: [],
  asking: [],
  services: [],
  former: [],
  tickets: [],
  told: [],
  visits: [],
  custodies: [],
  holdings: [],
  marks: new Set(),
  formerNames: new Set(),
  ids: [],
  ended: [],
})
/** What manages nothing: of what an MSP asks (M10) it sees its own row, and whoever may answer it while it waits. */
const over = new Set(['delinked', 'rejected', 'pending', 'no-longer-possible', 'withdrawn'])
const asked = new Set(['pending', 'rejected', 'no-longer-possible'])

/** Everything that rights depend on, read once for everybody. */
export async function readRows(database: Database) {
  const all = <Table extends keyof Schema>(table: Table) =>
    database.selectFrom(table).selectAll().execute() as unknown as Promise<Schema[Table][]>
  const [users, roles, organisations] = [await all('user'), await all('role'), await all('organisation')]
  const [entries, members] = [await all('scope_entry'), await all('customer_group_member')]
  const relationships = await all('relationship')
  const documents = await database
    .selectFrom('document')
    .select(['id', 'kind', 'customer_id', 'closed_at', 'facts'])
    .execute()
  const changes = await database
    .selectFrom('change')
    .select(['id', 'relationship_id', 'document_id', 'customer_id', 'detail', 'audience', 'received_at'])
    .execute()
  const alone = new Map(
    [...Map.groupBy(changes, ({ customer_id }) => customer_id)].map(([id, log]) => [
      id,
      keptAlone(
        log,
        documents.filter(({ customer_id, kind }) => customer_id === id && kind === 'account'),
      ),
    ]),
  )
  const services = await all('service_record')
  const asking = await all('asking_msp')
  const former = await all('former_relationship')
  const tickets = await all('support_ticket')
  const ofPeople = { users, roles, organisations, entries, members }
  const told = await all('notification')
  const visits = await all('visit')
  const held = await readHoldings(database)
  return {
    ...ofPeople,
    relationships,
    documents,
    changes,
    alone,
    services,
    asking,
    former,
    tickets,
    told,
    visits,
    held,
  }
}
type Rows = Awaited<ReturnType<typeof readRows>>

export function allowedTo(rows: Rows, userId: UserId): Allowed {
  const user = rows.users.find(({ id }) => id === userId)!
  if (user.status === 'blocked') return nothing()
  const role = rows.roles.find(({ id }) => id === user.role_id)
  const holds = (permission: string) => !role || (JSON.parse(role.permissions) as string[]).includes(permission)
  if (!holds('view')) return nothing()
  const { kind } = rows.organisations.find(({ id }) => id === user.organisation_id)!
  const left = withFormer(rows, kind === 'msp' ? allowedToMsp(rows, user) : allowedToCustomer(rows, user), user, kind)
  const seen = withVisits(rows, user, kind, withTold(rows, user, kind, withTickets(rows, left, kind)))
  const allowed = withAsking(
    rows,
    user,
    withProfile(withServices(rows, seen, kind === 'msp' ? null : user.organisation_id), {
      mspId: kind === 'msp' ? user.organisation_id : managerOf(rows, user)?.msp_id,
    }),
  )
  const colleagues = rows.users.filter(({ organisation_id }) => organisation_id === user.organisation_id)
  const people = colleagues.map(({ id }) => id).toSorted()
  const teams = kind === 'msp' && holds('manage-admins-and-roles') ? grantedTo(rows, allowed) : []
  const holdings = holdingsOf(rows, user, kind, { seen, holds })
  for (const mark of holdings.marks) allowed.marks.add(mark)
  const custodies = kind === 'msp' ? [] : custodyWords(rows.relationships, rows.organisations, user.organisation_id)
  if (holds('view-activity')) return { ...allowed, people, teams, custodies, holdings: holdings.words }
  return {
    ...allowed,
    people,
    teams,
    custodies,
    holdings: holdings.words,
    changes: [],
    visits: [],
    ids: [...allowed.relationships, ...allowed.documents, ...allowed.ended],
  }
}

/** An MSP's people's by what they see of its customers. */
function holdingsOf(
  { relationships, held, organisations }: Rows,
  { organisation_id: organisationId, scope }: UserTable,
  kind: OrganisationKind,
  { seen, holds }: { seen: Allowed; holds(permission: string): boolean },
) {
  const everywhere = relationships.filter(({ status }) => !over.has(status))
  const managing = everywhere.filter(({ id, customer_id }) =>
    kind === 'msp' ? seen.relationships.includes(id) : customer_id === organisationId,
  )
  const { words, marks, parties } = holdingWords(held, {
    organisationId,
    kind,
    holds,
    seesFormer: scope === 'all',
    managing,
    everywhere,
  })
  // A reseller reads whom it uploads to by the names they have.
  const names = organisations.filter(({ id }) => kind === 'reseller' && parties.includes(id)).map(({ name }) => name)
  return { words, marks: [...marks, ...names.flatMap((name) => name.match(anyMark) ?? [])] }
}

/** Whoever has or may have an account at a customer that lets its MSP manage its admins, but for super admins (C7). */
function grantedTo({ relationships, users }: Rows, { relationships: seen }: Allowed): string[] {
  const granted = relationships.filter(({ id, admins_granted_at }) => seen.includes(id) && admins_granted_at !== null)
  const adminsOf = (customerId: string) =>
    users.filter(({ organisation_id, role }) => organisation_id === customerId && role === 'admin')
  return granted.map(({ id, customer_id }) => teamWord(id, adminsOf(customer_id))).toSorted()
}

/** Whom a company let ask it, for its super admins, whoever manages it (C12). */
function withAsking({ asking }: Rows, { organisation_id, role }: UserTable, allowed: Allowed): Allowed {
  const own = role === 'super-admin' ? asking.filter((row) => row.organisation_id === organisation_id) : []
  const marked = own.flatMap(({ msp_name }) => msp_name.match(anyMark) ?? [])
  return { ...allowed, asking: own.map(askingWord).toSorted(), marks: new Set([...allowed.marks, ...marked]) }
}

/** Of customers that are seen and managed, for the MSP whose people asked. */
function withTickets({ relationships, tickets }: Rows, allowed: Allowed, kind: OrganisationKind): Allowed {
  if (kind !== 'msp') return allowed
  const managed = relationships.filter(({ id, status }) => allowed.relationships.includes(id) && !over.has(status))
  const seen = tickets.filter((ticket) => managed.some(({ id }) => id === ticket.relationship_id))
  return { ...allowed, tickets: seen.map(({ id }) => id).toSorted() }
}

/** What stays of relationships that are over: for an MSP's people who see all customers, for a company's unless it is managed alone (M28). */
function withFormer(rows: Rows, allowed: Allowed, user: UserTable, kind: OrganisationKind): Allowed {
  const own = user.organisation_id
  const isShutOut = rows.relationships.some(
    (row) => row.customer_id === own && row.management_type === 'fully' && !over.has(row.status),
  )
  if (kind === 'msp' ? user.scope !== 'all' : isShutOut) return allowed
  const former = formerWords(rows.former, kind === 'msp' ? 'msp' : 'customer', own)
  const ofIts = rows.former.filter(({ msp_id }) => msp_id === own)
  // What ended is said by name: the services it managed last.
  const ended = rows.former.filter(({ msp_id, customer_id }) => own === (kind === 'msp' ? msp_id : customer_id))
  const services = ended.flatMap((line) => JSON.parse(line.services) as string[])
  return {
    ...allowed,
    former,
    formerNames: new Set(ofIts.map(({ customer_name }) => customer_name)),
    marks: new Set([...allowed.marks, ...services]),
  }
}

/** What they are told of, as far as they see what it is about (M21). */
function withTold(rows: Rows, { id: userId }: UserTable, kind: OrganisationKind, allowed: Allowed): Allowed {
  const lines = new Set(allowed.former.map((word) => word.split(' ')[0]!))
  const former = rows.former.filter(({ id }) => lines.has(id))
  const told = toldWords(rows.told, { userId, relationships: allowed.relationships, former, kind })
  const ids = new Set(told.map((word) => word.split(' ')[0]!))
  const subjects = rows.told.filter(({ id }) => ids.has(id)).flatMap(({ subject }) => subject.match(anyMark) ?? [])
  return { ...allowed, told, marks: new Set([...allowed.marks, ...subjects]) }
}

/** Who of an MSP was in the accounts they see; at the customer never what was while it was managed alone (H7, C8). */
function withVisits(
  { visits, relationships }: Rows,
  { organisation_id: own }: UserTable,
  kind: OrganisationKind,
  allowed: Allowed,
): Allowed {
  const isShutOut = relationships.some(
    (row) => row.customer_id === own && row.management_type === 'fully' && !over.has(row.status),
  )
  const seen = visits.filter((visit) =>
    kind === 'msp'
      ? allowed.relationships.includes(visit.relationship_id)
      : !isShutOut && visit.customer_id === own && visit.audience === 'both',
  )
  const about = seen.map(({ relationship_id }) => relationship_id as string)
  return { ...allowed, visits: seen.map(({ id }) => id).toSorted(), ids: [...allowed.ids, ...about] }
}

/** How an MSP shows itself: to its people, and to whom it manages jointly (M26). */
function withProfile(allowed: Allowed, { mspId }: { mspId: string | undefined }): Allowed {
  if (mspId === undefined) return allowed
  return { ...allowed, profiles: [mspId], marks: new Set([...allowed.marks, marks.profile(mspId)]) }
}

/** In the rows that are seen, and one's own company's while one sees its account (C10). */
function withServices({ relationships, services }: Rows, allowed: Allowed, own: string | null): Allowed {
  const rows = relationships.filter(({ id, status }) => allowed.relationships.includes(id) && !over.has(status))
  const customerId = allowed.documents.length > 0 ? own : null
  const seen = [
    ...rows.flatMap((row) => servicesInRow(row, services)),
    ...services.filter(({ organisation_id }) => organisation_id === customerId),
  ]
  return {
    ...allowed,
    services: serviceWords(services, { rows, own: customerId }),
    marks: new Set([...allowed.marks, ...seen.map(({ service }) => service), ...rows.flatMap(askedInRow)]),
  }
}

function managerOf({ relationships }: Rows, { organisation_id }: UserTable): RelationshipTable | undefined {
  const manager = relationships.find((row) => row.customer_id === organisation_id && !over.has(row.status))
  return manager?.management_type === 'jointly' ? manager : undefined
}

type LogEntry = { id: string; relationship_id: string | null; document_id: string | null }

function allowedBy(
  relationships: readonly string[],
  documents: readonly string[],
  changes: readonly LogEntry[],
  carried: readonly string[],
  ended: string[] = [],
): Allowed {
  const about = changes.flatMap((change) => [change.relationship_id, change.document_id]).filter((id) => id !== null)
  return {
    relationships: relationships.toSorted(),
    documents: documents.toSorted(),
    changes: changes.map(({ id }) => id).toSorted(),
    people: [],
    teams: [],
    profiles: [],
    asking: [],
    services: [],
    former: [],
    tickets: [],
    told: [],
    visits: [],
    custodies: [],
    holdings: [],
    marks: new Set(carried),
    formerNames: new Set(),
    ids: [...relationships, ...documents, ...about, ...ended],
    ended,
  }
}

function allowedToMsp(rows: Rows, user: UserTable): Allowed {
  const ofIts = rows.relationships.filter(({ msp_id }) => msp_id === user.organisation_id)
  const entries = rows.entries.filter(({ user_id }) => user_id === user.id)
  const { members, changes } = rows
  const names = (effect: string, customerId: string) =>
    entries.some(
      (entry) =>
        entry.effect === effect &&
        (entry.subject_id === customerId ||
          members.some((member) => member.group_id === entry.subject_id && member.customer_id === customerId)),
    )
  const inScope = ({ customer_id }: RelationshipTable) => {
    if (user.scope === 'all') return true
    if (names('deny', customer_id)) return false
    return user.scope === 'but' || names('allow', customer_id)
  }
  const idsOf = (row: RelationshipTable) => [row.id, row.account_document_id, row.private_document_id]
  const mine = ofIts.filter((row) => !over.has(row.status) && inScope(row))
  const ended = ofIts.filter((row) => over.has(row.status) && inScope(row))
  const requests = ended.filter(({ status }) => asked.has(status))
  const ids = new Set<string | null>([...mine, ...requests].map(({ id }) => id))
  return allowedBy(
    [...ids] as string[],
    mine.flatMap((row) => [row.account_document_id, row.private_document_id]),
    changes.filter((change) => ids.has(change.relationship_id)),
    [
      ...mine.flatMap((row) => [
        marks.account(row.customer_id),
        ...(rows.alone.get(row.customer_id)?.all ?? []),
        marks.accountForm(row.work_email),
        marks.own(row.msp_id, row.customer_id),
        marks.ownForm(row.work_email),
        // What the account says, whoever it was that managed it before.
        ...(rows.documents.find(({ id }) => id === row.account_document_id)?.facts.match(anyMark) ?? []),
      ]),
      ...requests.flatMap(({ looked_up }) => looked_up?.match(anyMark) ?? []),
    ],
    ended.flatMap(idsOf),
  )
}

function allowedToCustomer(rows: Rows, { organisation_id: own, role }: UserTable): Allowed {
  const isOwn = ({ customer_id }: { customer_id: string }) => customer_id === own
  const relationships = rows.relationships.filter(isOwn)
  const manager = relationships.find(({ status }) => !over.has(status))
  if (manager?.management_type === 'fully') return nothing()
  const documents = rows.documents.filter(isOwn)
  const accounts = documents.filter(({ kind }) => kind === 'account')
  const secret = new Set<string | null>(documents.filter(({ kind }) => kind !== 'account').map(({ id }) => id))
  const isAlone = loggedAlone(rows.changes)
  const { all, kept } = rows.alone.get(own) ?? { all: [], kept: [] }
  const waiting = role === 'super-admin' ? relationships.filter(({ status }) => status === 'pending') : []
  return allowedBy(
    [...(manager ? [manager] : []), ...waiting].map(({ id }) => id),
    accounts.filter((row) => row.closed_at === null).map(({ id }) => id),
    rows.changes.filter((change) => isOwn(change) && !secret.has(change.document_id) && !isAlone(change)),
    [
      marks.account(own),
      ...relationships.map((row) => marks.accountForm(row.work_email)),
      ...all.filter((mark) => !kept.includes(mark)),
    ],
    // Whoever answers now hears that a question is over, though it was before their time.
    role === 'super-admin' ? relationships.filter(({ requested_at }) => requested_at !== null).map(({ id }) => id) : [],
  )
}

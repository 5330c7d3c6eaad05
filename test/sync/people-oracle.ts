/**
 * What one person may hold, worked out anew from the rows and the rules of the spec (M20, C6, C8), by other code than the
 * server's: their role, their scope with its groups, what is managed now. And every mark that bytes to them may carry.
 */
import type { UserId } from '#shared/domain/ids.ts'
import type { Database } from '../../server/database/connection.ts'
import type { RelationshipTable, UserTable } from '../../server/database/schema.ts'
import type { Permitted } from './visibility-oracle.ts'

/** Marks end where their text ends: `;` is in no name. */
export const marks = {
  /** In every value of an account, whoever typed it. */
  account: (customerId: string) => `MARK-C-${customerId};`,
  /** In every fact that is the MSP's own. */
  own: (mspId: string, customerId: string) => `MARK-P-${mspId}-${customerId};`,
  /** The same two in the form of a customer that has no ID yet. */
  accountForm: (workEmail: string) => `MARK-F-${workEmail};`,
  ownForm: (workEmail: string) => `MARK-Q-${workEmail};`,
}
export const anyMark = /MARK-[CFPQ]-[\w@.-]+;/g

export interface Allowed extends Permitted {
  marks: Set<string>
  /** Ids of relationships and documents that what they may have names: their own, and those that their log is about. */
  ids: string[]
}

const nothing = (): Allowed => ({ relationships: [], documents: [], changes: [], marks: new Set(), ids: [] })
const over = new Set(['delinked', 'rejected', 'pending'])

export async function allowedTo(database: Database, userId: UserId): Promise<Allowed> {
  const user = await database.selectFrom('user').selectAll().where('id', '=', userId).executeTakeFirstOrThrow()
  if (user.status === 'blocked') return nothing()
  const role = user.role_id
    ? await database.selectFrom('role').selectAll().where('id', '=', user.role_id).executeTakeFirstOrThrow()
    : null
  const holds = (permission: string) => role === null || (JSON.parse(role.permissions) as string[]).includes(permission)
  if (!holds('view')) return nothing()
  const { kind } = await database
    .selectFrom('organisation')
    .select('kind')
    .where('id', '=', user.organisation_id)
    .executeTakeFirstOrThrow()
  const allowed = kind === 'msp' ? await allowedToMsp(database, user) : await allowedToCustomer(database, user)
  if (holds('view-activity')) return allowed
  return { ...allowed, changes: [], ids: [...allowed.relationships, ...allowed.documents] }
}

type LogEntry = { id: string; relationship_id: string | null; document_id: string | null }

function allowedBy(
  relationships: readonly string[],
  documents: readonly string[],
  changes: readonly LogEntry[],
  carried: readonly string[],
): Allowed {
  const about = changes.flatMap((change) => [change.relationship_id, change.document_id]).filter((id) => id !== null)
  return {
    relationships: relationships.toSorted(),
    documents: documents.toSorted(),
    changes: changes.map(({ id }) => id).toSorted(),
    marks: new Set(carried),
    ids: [...relationships, ...documents, ...about],
  }
}

async function allowedToMsp(database: Database, user: UserTable): Promise<Allowed> {
  const rows = await database
    .selectFrom('relationship')
    .selectAll()
    .where('msp_id', '=', user.organisation_id)
    .execute()
  const managed = rows.filter(({ status }) => !over.has(status))
  const entries = await database.selectFrom('scope_entry').selectAll().where('user_id', '=', user.id).execute()
  const members = await database.selectFrom('customer_group_member').selectAll().execute()
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
  const mine = managed.filter(inScope)
  const ids = new Set<string | null>(mine.map(({ id }) => id))
  const changes = await database.selectFrom('change').select(['id', 'relationship_id', 'document_id']).execute()
  return allowedBy(
    mine.map(({ id }) => id),
    mine.flatMap((row) => [row.account_document_id, row.private_document_id]),
    changes.filter((change) => ids.has(change.relationship_id)),
    mine.flatMap((row) => [
      marks.account(row.customer_id),
      marks.accountForm(row.work_email),
      marks.own(row.msp_id, row.customer_id),
      marks.ownForm(row.work_email),
    ]),
  )
}

async function allowedToCustomer(database: Database, { organisation_id: own }: UserTable): Promise<Allowed> {
  const rows = await database.selectFrom('relationship').selectAll().where('customer_id', '=', own).execute()
  const manager = rows.find(({ status }) => !over.has(status))
  if (manager?.management_type === 'fully') return nothing()
  const documents = await database.selectFrom('document').selectAll().where('customer_id', '=', own).execute()
  const accounts = documents.filter(({ kind }) => kind === 'account')
  const secret = new Set<string | null>(documents.filter(({ kind }) => kind !== 'account').map(({ id }) => id))
  const changes = await database
    .selectFrom('change')
    .select(['id', 'relationship_id', 'document_id'])
    .where('customer_id', '=', own)
    .execute()
  return allowedBy(
    manager ? [manager.id] : [],
    accounts.filter((row) => row.closed_at === null).map(({ id }) => id),
    changes.filter((change) => !secret.has(change.document_id)),
    [marks.account(own), ...rows.map((row) => marks.accountForm(row.work_email))],
  )
}

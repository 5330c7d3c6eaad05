/** What the rule of access depends on of documents in hand, and whether somebody may edit one, or a field of it (DOC1). */
import { can, type DocumentFacts } from '#shared/domain/access/can.ts'
import { editingPermissions, permissionToEdit } from '#shared/domain/account/edit-permission.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { isManaging } from '#shared/domain/relationship.ts'
import { relationshipFacts, type Access } from '../auth/access.ts'
import { findManagers } from '../database/repository/relationship.ts'
import type { RelationshipTable } from '../database/tables/relationship-table.ts'
import type { DocumentTable } from '../database/tables/document-tables.ts'
import type { UnitOfWork } from '../database/unit-of-work.ts'

interface OwnedDocument {
  row: DocumentTable
  /** The one it was made under. */
  relationship: RelationshipTable | null
  /** The one that manages the customer now. */
  manager: RelationshipTable | null
}

/** By customer; most often the relationship that its document was made under. */
export async function readManagers(
  unit: UnitOfWork,
  rows: readonly DocumentTable[],
  own: ReadonlyMap<string, RelationshipTable>,
): Promise<Map<OrganisationId, RelationshipTable>> {
  const managers = new Map([...own.values()].filter(isManaging).map((row) => [row.customer_id, row]))
  const others = rows.map(({ customer_id }) => customer_id).filter((id) => !managers.has(id))
  for (const row of await findManagers(unit.trx, [...new Set(others)])) managers.set(row.customer_id, row)
  return managers
}

export function documentFacts({ row, manager }: OwnedDocument): DocumentFacts {
  return {
    kind: row.kind,
    customerId: row.customer_id,
    closed: row.closed_at !== null,
    relationshipId: row.relationship_id,
    manager: manager && relationshipFacts(manager),
  }
}

/** Whether somebody may edit anything of it. Throws Refusal: relationship-ended, not-permitted; document-replaced where the person may edit what stands in its place. */
export function requireEditor(access: Access, document: OwnedDocument): void {
  const facts = documentFacts(document)
  const held = editingPermissions.find((each) => access.permissions.has(each)) ?? 'edit-account'
  if (can(access, held, { type: 'document', ...facts })) return
  const { row, relationship, manager } = document
  const { organisationId, organisationKind } = access
  // Shared since (M14): its customer never had it.
  const goesOn = facts.closed && relationship !== null && isManaging(relationship)
  const mayGoOn = organisationKind === 'msp' && can(access, held, { type: 'document', ...facts, closed: false })
  if (goesOn && mayGoOn) throw new Refusal('document-replaced')
  // What its company had alone before an MSP came in goes on in what both have (C4).
  const isSucceeded = facts.closed && row.relationship_id === null && manager !== null
  const mayFollow =
    isSucceeded && can(access, held, { type: 'document', ...facts, relationshipId: manager.id, closed: false })
  if (mayFollow) throw new Refusal('document-replaced')
  const wasParty = organisationId === row.customer_id || organisationId === relationship?.msp_id
  throw new Refusal(wasParty && facts.closed && !goesOn ? 'relationship-ended' : 'not-permitted')
}

/** Whether the person may change each of these. Throws Refusal: not-permitted. */
export function requireFields(access: Access, fields: Iterable<string>): void {
  for (const field of fields)
    if (!access.permissions.has(permissionToEdit(field, access.organisationKind))) throw new Refusal('not-permitted')
}

import { consentPermission } from '#shared/domain/access/permission.ts'
import type { ExportFormat } from '#shared/domain/former/former-relationship.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { requireSessionAccess, type Access } from '../../auth/access.ts'
import { visibleFormer } from '../../database/reading/visible.ts'
import { findExport } from '../../database/repository/customer/account-export.ts'
import type { FormerRelationshipTable } from '../../database/tables/former-relationship-table.ts'
import type { Services } from '../../services.ts'
import { auditAlone } from '../audit.ts'
import { renderExport } from './render-export.ts'

type OpeningServices = Pick<Services, 'database' | 'clock' | 'ids' | 'log'>

/** Who may: of an MSP whoever sees the line and may export, of a customer its super admins, for 30 days. Throws Refusal: not-permitted, export-gone. */
export async function openExport(
  services: OpeningServices,
  { access, sessionId }: { access: Access; sessionId: string },
  { id, format }: { id: string; format: ExportFormat },
): Promise<AsyncGenerator<string>> {
  const { database, clock } = services
  const line = await requireLine(services, access, id)
  const asked = { organisationId: access.organisationId, relationshipId: line.relationship_id, now: clock.now() }
  const marked = await findExport(database, asked)
  if (!marked) throw new Refusal('export-gone')
  await auditAlone(services, {
    event: 'export-downloaded',
    person: { id: access.userId, organisation_id: access.organisationId },
    subject: { kind: 'customer', id: line.customer_id, name: null, from: null, to: null },
  })
  const { locale, permissions } = access
  return renderExport(
    {
      database,
      marked,
      line,
      locale,
      withActivity: permissions.has('view-activity'),
      withLocation: permissions.has('view-location'),
      requireStill: async () => {
        await requireLine(services, await requireSessionAccess(database, clock, sessionId), id)
      },
    },
    format,
  )
}

async function requireLine(
  { database }: OpeningServices,
  access: Access,
  id: string,
): Promise<FormerRelationshipTable> {
  const permission = access.organisationKind === 'msp' ? 'export' : consentPermission
  const line = access.permissions.has(permission)
    ? await visibleFormer(database, access).where('former_relationship.id', '=', id).executeTakeFirst()
    : undefined
  if (!line) throw new Refusal('not-permitted')
  return line
}

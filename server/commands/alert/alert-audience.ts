/** Who an alert is for, as everything that depends on stands now: read in its transaction, once whoever manages the customer is held. */
import { can } from '#shared/domain/access/can.ts'
import { alertsAtFirst, isAlertKey, readAlertSettings } from '#shared/domain/alert/alert-recipient.ts'
import type { AlertCategory } from '#shared/domain/alert/alert-category.ts'
import type { AlertAudience, AlertPerson } from '#shared/domain/alert/alert-mail-recipients.ts'
import type { DeviceId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import { loadAccess, relationshipFacts } from '../../auth/access.ts'
import type { Database } from '../../database/connection.ts'
import { listConfirmed } from '../../database/repository/alerts/alert-address.ts'
import { readManagersOfDevice } from '../../database/repository/devices/device-group.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import { findOwnDocument, readAccountFacts } from '../../database/repository/document.ts'
import { listTeam } from '../../database/repository/user.ts'

interface About {
  category: AlertCategory
  deviceId: DeviceId | null
}

export async function readAudience(database: Database, owner: Owner, about: About): Promise<AlertAudience> {
  const { category, deviceId } = about
  const managers = deviceId === null ? new Set<UserId>() : await readManagersOfDevice(database, deviceId)
  const settings =
    category === 'location' ? alertsAtFirst : readAlertSettings(await readRecipients(database, owner), category)
  return { category, settings, managers, ...(await readSides(database, owner)) }
}

type Sides = Omit<AlertAudience, 'category' | 'settings' | 'managers'>

/** Everybody of both, and who else has said yes. */
export async function readSides(database: Database, { id, manager }: Owner): Promise<Sides> {
  return {
    managementType: manager?.management_type ?? null,
    msp: manager ? await readPeople(database, manager.msp_id, { id, manager }) : [],
    customer: await readPeople(database, id, { id, manager: undefined }),
    customerAddresses: manager?.work_email ? [manager.work_email.toLowerCase()] : [],
    confirmed: new Set(await listConfirmed(database, id)),
  }
}

/** What the account's document says of recipients. */
async function readRecipients(database: Database, { id, manager }: Pick<Owner, 'id' | 'manager'>) {
  const documentId = manager?.account_document_id ?? (await findOwnDocument(database, id))?.id
  const facts = documentId ? await readAccountFacts(database, documentId) : {}
  return Object.fromEntries(Object.entries(facts).filter(([key]) => isAlertKey(key))) as Record<string, string>
}

async function readPeople(
  database: Database,
  organisationId: OrganisationId,
  { manager }: Pick<Owner, 'id' | 'manager'>,
): Promise<AlertPerson[]> {
  const people: AlertPerson[] = []
  for (const { id, email, status } of await listTeam(database, organisationId)) {
    const access = status === 'active' ? await loadAccess(database, id) : null
    people.push({
      userId: id,
      address: email.toLowerCase(),
      isActive: access !== null,
      isInScope:
        !manager || (access !== null && can(access, 'view', { type: 'relationship', ...relationshipFacts(manager) })),
      permissions: access?.permissions ?? new Set(),
    })
  }
  return people
}

/** Who an alert is for, as everything that depends on stands now: read in its transaction, once whoever manages the customer is held. */
import { locationSettings } from '#shared/domain/alert/location-recipients.ts'
import { isAlertKey, readAlertSettings } from '#shared/domain/alert/alert-recipient.ts'
import type { AlertCategory } from '#shared/domain/alert/alert-category.ts'
import type { AlertAudience, AlertPerson } from '#shared/domain/alert/alert-mail-recipients.ts'
import type { DeviceId, OrganisationId, UserId } from '#shared/domain/ids.ts'
import { permissionsOf } from '../../auth/access.ts'
import type { Database } from '../../database/connection.ts'
import { listConfirmed } from '../../database/repository/alerts/alert-address.ts'
import { readLocationRecipients } from '../../database/repository/alerts/location-recipients.ts'
import { readManagersOfDevice } from '../../database/repository/devices/device-group.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import { findOwnDocument, readAccountFacts } from '../../database/repository/document.ts'
import { listPeopleAndScope } from '../../database/repository/people/scope.ts'

interface About {
  category: AlertCategory
  deviceId: DeviceId | null
}

export async function readAudience(database: Database, owner: Owner, about: About): Promise<AlertAudience> {
  const { category, deviceId } = about
  const managers = deviceId === null ? new Set<UserId>() : await readManagersOfDevice(database, deviceId)
  const settings =
    category === 'location'
      ? locationSettings(await readLocationRecipients(database, owner.id))
      : readAlertSettings(await readRecipients(database, owner), category)
  return { category, settings, managers, ...(await readSides(database, owner)) }
}

type Sides = Omit<AlertAudience, 'category' | 'settings' | 'managers'>

/** Everybody of both, and who else has said yes. */
export async function readSides(database: Database, { id, manager }: Owner): Promise<Sides> {
  return {
    managementType: manager?.management_type ?? null,
    msp: manager ? await readPeople(database, 'msp', manager.msp_id, id) : [],
    customer: await readPeople(database, 'customer', id, id),
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

/** One query, however many they are: an alert holds whoever manages the customer meanwhile. */
async function readPeople(
  database: Database,
  kind: 'msp' | 'customer',
  organisationId: OrganisationId,
  customerId: OrganisationId,
): Promise<AlertPerson[]> {
  const people = await listPeopleAndScope(database, organisationId, customerId)
  return people.map((person) => ({
    userId: person.id,
    address: person.email.toLowerCase(),
    isActive: person.status === 'active',
    isInScope: person.isInScope,
    permissions: permissionsOf(kind, person),
  }))
}

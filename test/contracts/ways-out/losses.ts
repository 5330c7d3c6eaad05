// What an end of access takes, and what of it is written afterwards.
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import type { OrganisationId, UserId } from '#shared/domain/ids.ts'
import type { Item } from '#shared/protocol/request.ts'
import { assignmentKind } from '#shared/records/devices/assignment.ts'
import { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import { enrolmentProfileKind } from '#shared/records/devices/enrolment-profile.ts'
import { mspProfileKind } from '#shared/records/msp-profile.ts'
import { historyOf, insertAlert, insertLocation } from '../../../server/database/repository/alerts/alert.ts'
import { addServices } from '../../../server/database/repository/customer/service-record.ts'
import { insertTicket, publishTicket } from '../../../server/database/repository/customer/support-ticket.ts'
import { saveVisit } from '../../../server/database/repository/customer/visit.ts'
import {
  publishDevices,
  publishLink,
  publishToOwner,
  publishUpload,
} from '../../../server/database/repository/devices/owner.ts'
import { publishShare } from '../../../server/database/repository/licences/publish.ts'
import { findMspProfile, saveMspProfile } from '../../../server/database/repository/msp-profile.ts'
import { createOrganisation } from '../../../server/database/repository/organisation.ts'
import { insertNotifications } from '../../../server/database/repository/people/notification.ts'
import { findRelationship } from '../../../server/database/repository/relationship.ts'
import { listActiveUsers, publishPerson } from '../../../server/database/repository/user.ts'
import { type UnitOfWork, runUnitOfWork } from '../../../server/database/unit-of-work.ts'
import { findOwner } from '../../../server/decisions/devices/hold-owner.ts'
import { seedAssignment, seedDeviceGroup, seedLink, seedProfile, seedUpload } from '../../support/devices.ts'
import { seedLicence, seedShare } from '../../support/licences.ts'
import { Tandem } from '../../support/tandem.ts'
import { inviteInput } from '../../support/team.ts'
import { type Loss, type Msp, type Person, bytesEach, grantedAt } from './people.ts'
import { expect } from 'vitest'

export const marker = 'WRITTEN AFTER ACCESS ENDED BY'

/** A customer's account. */
export const account: Loss = {
  write: (tandem, msp, text) => writeMarkers(tandem, msp, text),
  work: (person) => phoneEdit(person),
  isUntouched: async (person) => expect(await phoneOf(person)).toBe('before'),
}

/** A customer's admins, of whom its MSP knows while it is let manage them (C7). */
export const customersTeam: Loss = {
  write: async ({ services }, { customerId }, text) => {
    await runUnitOfWork(services, async (unit) => {
      await unit.trx
        .updateTable('user')
        .set({ first_name: text })
        .where('organisation_id', '=', customerId)
        .where('role', '=', 'admin')
        .execute()
      const people = unit.trx.selectFrom('user').selectAll().where('organisation_id', '=', customerId)
      for (const person of await people.execute()) await publishPerson(unit, person)
    })
  },
  work: ({ tandem, relationshipId }) => {
    const input = { ...inviteInput(tandem, { workEmail: late }), under: { relationshipId, grantedAt } }
    return Promise.resolve({ kind: 'command', name: 'invite-person', input })
  },
  isUntouched: async ({ tandem }) => {
    const invited = tandem.services.database.selectFrom('user').select('id').where('email', '=', late)
    expect(await invited.execute()).toEqual([])
  },
}
export const late = 'eve@acme.example'

/** How its MSP shows itself to a customer (M26). */
export const mspProfile: Loss = {
  write: async ({ services }, { organisationId: key, other }, text) => {
    await runUnitOfWork(services, async (unit) => {
      const profile = (await findMspProfile(unit.trx, key))!
      await saveMspProfile(unit.trx, { ...profile, address: text })
      unit.publish({ organisationId: other.customerId, collection: mspProfileKind.name, key, root: '' })
    })
  },
  work: ({ relationshipId }) =>
    Promise.resolve({ kind: 'command', name: 'grant-admins', input: { relationshipId, version: 1 } }),
  isUntouched: async ({ tandem, relationshipId }) => {
    const relationship = await findRelationship(tandem.services.database, relationshipId)
    expect(relationship?.admins_granted_at).toBeNull()
  },
}

/** What is written once access has ended: in every document, and as news. */
async function writeMarkers(
  { services }: Tandem,
  { relationshipId, documentId, organisationId, customerId, other }: Msp,
  text: string,
) {
  await services.database
    .updateTable('document')
    .set({ state: new TextEncoder().encode(text.padEnd(bytesEach)) })
    .where('id', 'not in', [documentId, other.documentId])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('relationship')
          .select('relationship.id')
          .whereRef('relationship.id', '=', 'document.relationship_id')
          .where('relationship.msp_id', '=', organisationId),
      ),
    )
    .execute()
  await runUnitOfWork(services, async (unit) => {
    const written = { work_email: text, services: JSON.stringify([text]) }
    await unit.trx.updateTable('relationship').set(written).where('id', '=', relationshipId).execute()
    await addServices(unit, { customerId, services: [text], status: 'active', throughId: organisationId })
    unit.publish({ organisationId, collection: 'relationship', key: relationshipId })
    const parties = { organisation_id: organisationId, relationship_id: relationshipId, customer_id: customerId }
    const unanswered = { state: 'open', answer: null, answered_at: null, closed_at: null } as const
    const said = { service: 'knox-suite', body: text, opened_by: '' as UserId, opened_at: unit.now }
    const ticket = { id: unit.ids.randomId(), ...parties, ...said, ...unanswered }
    await insertTicket(unit.trx, ticket)
    publishTicket(unit, ticket)
    const people = await listActiveUsers(unit.trx, organisationId)
    const told = {
      organisation_id: organisationId,
      relationship_id: relationshipId,
      event: 'delink-requested',
    } as const
    await insertNotifications(
      unit,
      people.map(({ id: user_id }) => ({
        ...{ ...told, user_id, subject: text, id: services.ids.randomId() },
        ...{ at: unit.now, is_read: 0, read_stamp: 0 },
      })),
    )
    await bringDevices(unit, customerId, text)
    await bringAlert(unit, customerId, text)
    const [relationship_id, customer_id, now] = [relationshipId, customerId, unit.now]
    const visitor = { relationship_id, customer_id, audience: 'both' as const, actor_organisation_id: organisationId }
    await saveVisit(
      unit,
      { ...visitor, actor_user_id: unit.ids.randomId() as UserId },
      { id: unit.ids.randomId(), from: now, to: now, services: [text], madeOffline: false },
    )
  })
}

/** What a service reported of a device of this name, and where it was. */
async function bringAlert(unit: UnitOfWork, customerId: OrganisationId, text: string): Promise<void> {
  const owner = await findOwner(unit, customerId)
  const told = { id: unit.ids.randomId(), device_id: null, device: text, at: unit.now, received_at: unit.now }
  await insertAlert(unit, { ...historyOf(owner), ...told, category: 'battery', title: text, text })
  const place = { latitude: '51.250407', longitude: '6.771933', accuracy: null, title: text, text }
  await insertLocation(unit, owner, { ...told, ...place, organisation_id: customerId })
}

/** From a reseller of this name: a device, its upload and its profile, all of them with the text. */
async function bringDevices(unit: UnitOfWork, partyId: OrganisationId, text: string): Promise<void> {
  const seeding = { database: unit.trx, ids: unit.ids }
  const { id: resellerId } = await createOrganisation(unit, { kind: 'reseller', name: text })
  const linkId = await seedLink(seeding, { resellerId, partyId })
  const upload = { order_number: text }
  const brought = { resellerId, partyId, linkId, count: 1, upload, mark: () => text }
  const { uploadId, devices } = await seedUpload(seeding, brought)
  const profileId = await seedProfile(seeding, partyId, { name: text })
  const owner = await findOwner(unit, partyId)
  publishLink(unit, owner, { id: linkId, reseller_id: resellerId })
  publishUpload(unit, owner, { id: uploadId, reseller_id: resellerId })
  publishDevices(unit, owner, devices)
  publishToOwner(unit, owner, enrolmentProfileKind.name, profileId)
  const about = {
    organisation_id: partyId,
    device_id: devices[0]!.id,
    before: text as typeof profileId,
    after: profileId,
  }
  const relationshipId = owner.manager?.id ?? null
  const changeId = await seedAssignment(seeding, { ...about, relationshipId, at: unit.now })
  publishToOwner(unit, owner, assignmentKind.name, changeId)
  const groupId = await seedDeviceGroup(seeding, partyId, { name: text })
  publishToOwner(unit, owner, deviceGroupKind.name, groupId)
  const licenceId = await seedLicence(seeding, partyId, { name: text })
  const shareId = await seedShare(seeding, { licenceId, customerId: partyId })
  await publishShare(unit, owner, { id: shareId, licence_id: licenceId })
}

async function phoneEdit({ tandem, documentId }: Person): Promise<Item['body']> {
  const { state } = await tandem.services.database
    .selectFrom('document')
    .select('state')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow()
  const clientId = tandem.ids.clientId()
  const { update } = setField(openDocument(accountShape, state), accountShape, clientId, 'phone', 'after')!
  return { kind: 'edit', documentId, clientId, update, seen: [], undoes: null }
}

async function phoneOf({ tandem, documentId }: Person): Promise<unknown> {
  const { facts } = await tandem.services.database
    .selectFrom('document')
    .select('facts')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow()
  return (JSON.parse(facts) as Record<string, unknown>)['phone']
}

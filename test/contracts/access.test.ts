// Who may see what is said twice, as a pure rule and as conditions of queries: for random people, on each database, both
// say the same of every relationship, document, entry of the log and person.
import { afterAll, describe, expect, it } from 'vitest'
import { can, type Audience, type Target } from '#shared/domain/access/can.ts'
import { rolePermissions, type Permission } from '#shared/domain/access/permission.ts'
import type { DocumentKind } from '#shared/domain/document/document-record.ts'
import type { ChangeId, DocumentId, GroupId, OrganisationId, RoleId, UserId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { isManaging, managementTypeSchema, relationshipStatusSchema } from '#shared/domain/relationship.ts'
import { serviceCatalogue } from '#shared/domain/service-catalogue.ts'
import { loadAccess, relationshipFacts, type Access } from '../../server/auth/access.ts'
import type { Database } from '../../server/database/connection.ts'
import { findVisibleRelationships, visibleIds } from '../../server/database/reading/visible.ts'
import { whereMay } from '../../server/database/reading/where-may.ts'
import { insertRelationship, type Relationship } from '../../server/database/repository/relationship.ts'
import { insertGroup, insertRole, saveGroupMembers } from '../../server/database/repository/people/role.ts'
import { listPeopleWithInScope, saveScope } from '../../server/database/repository/people/scope.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import type { ServiceRecordTable } from '../../server/database/tables/service-record-table.ts'
import type { DocumentTable } from '../../server/database/tables/document-tables.ts'
import type { ChangeTable, UserTable } from '../../server/database/schema.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'
import type {
  DeviceTable,
  DeviceUploadTable,
  DeviceGroupTable,
  EnrolmentProfileTable,
  ResellerLinkTable,
} from '../../server/database/tables/device-tables.ts'
import type { LicenceShareTable, LicenceTable } from '../../server/database/tables/licence-tables.ts'
import { seedLicence, seedShare } from '../support/licences.ts'
import type {
  AlertMonthTable,
  AlertTable,
  DeviceConditionTable,
  DeviceLocationTable,
} from '../../server/database/tables/alert-tables.ts'
import type { VisitTable } from '../../server/database/tables/visit-table.ts'
import { seedAlert, seedCondition, seedLocation } from '../support/alerts.ts'
import { seedDeviceGroup, seedLink, seedProfile, seedUpload } from '../support/devices.ts'
import { databaseOf, providers, stopProviders } from './providers.ts'
import { relationshipRow } from './relationship-row.ts'
import { userRow } from './user-row.ts'

const seed = Number(process.env['TANDEM_SEED'] ?? 20261129)
const many = 60
const msps = ['1000000001', '1000000002', '1000000003'] as OrganisationId[]
const customers = Array.from({ length: 14 }, (_, place) => String(2_000_000_000 + place) as OrganisationId)
const catalogue = serviceCatalogue.map(({ id }) => id)
const reseller = '3000000001' as OrganisationId
const otherReseller = '3000000002' as OrganisationId

const kindOf = (id: OrganisationId): OrganisationKind =>
  id === reseller || id === otherReseller ? 'reseller' : msps.includes(id) ? 'msp' : 'customer'

interface World {
  relationships: Relationship[]
  documents: DocumentTable[]
  changes: ChangeTable[]
  visits: VisitTable[]
  services: ServiceRecordTable[]
  userIds: UserId[]
  people: UserTable[]
  links: ResellerLinkTable[]
  uploads: DeviceUploadTable[]
  devices: DeviceTable[]
  profiles: EnrolmentProfileTable[]
  deviceGroups: DeviceGroupTable[]
  licences: LicenceTable[]
  shares: LicenceShareTable[]
  alerts: AlertTable[]
  months: AlertMonthTable[]
  conditions: DeviceConditionTable[]
  locations: DeviceLocationTable[]
}

/** Relationships in every state, documents and entries of each kind, and people of every sort. */
async function fill(database: Database): Promise<World> {
  const random = seededRandom(seed)
  const ids = seededIds(random)
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!
  const some = <Item>(items: readonly Item[]) => items.filter(() => random() < 0.3)
  const organisations = [...msps, ...customers, reseller, otherReseller].map((id) => ({
    id,
    kind: kindOf(id),
    name: '',
    created_at: 0,
  }))
  await database.insertInto('organisation').values(organisations).execute()

  const relationships: Relationship[] = []
  for (const customer_id of customers) {
    for (let count = 0; count < 3; count++) {
      const row = relationshipRow(ids, {
        msp_id: pick(msps),
        customer_id,
        status: pick(relationshipStatusSchema.options),
        management_type: pick(managementTypeSchema.options),
        services: JSON.stringify(some(catalogue)),
      })
      // At most one manages: the database holds that.
      if (isManaging(row) && relationships.some((other) => other.customer_id === customer_id && isManaging(other)))
        continue
      relationships.push(row)
    }
  }
  for (const row of relationships)
    await insertRelationship(database, { ...row, admins_granted_at: random() < 0.5 ? 1 : null })

  const documents: DocumentTable[] = []
  const add = (id: DocumentId, kind: DocumentKind, customer_id: OrganisationId, relationship: Relationship | null) =>
    documents.push({
      id,
      kind,
      organisation_id: kind === 'account' ? customer_id : relationship!.msp_id,
      customer_id,
      relationship_id: relationship?.id ?? null,
      state: new Uint8Array(),
      seq: 0,
      server_client_id: 1,
      facts: '{}',
      stamps: '{}',
      modified_at: 0,
      closed_at: random() < 0.2 || (relationship && !isManaging(relationship)) ? 1 : null,
      started_at: null,
    })
  for (const row of relationships) {
    add(row.account_document_id, 'account', row.customer_id, row)
    add(row.private_document_id, 'msp-private', row.customer_id, row)
  }
  for (const customer_id of some(customers)) add(ids.randomId() as DocumentId, 'account', customer_id, null)
  await database.insertInto('document').values(documents).execute()

  const services = customers.flatMap((organisation_id) =>
    some(catalogue).map((service): ServiceRecordTable => {
      const id = ids.randomId()
      const through_id = pick([null, ...msps])
      return { id, organisation_id, service, status: 'active', since: 0, through_id, reason: null }
    }),
  )
  await database.insertInto('service_record').values(services).execute()

  const changes = Array.from({ length: 80 }, (): ChangeTable => {
    const relationship = random() < 0.8 ? pick(relationships) : null
    const customer_id = relationship?.customer_id ?? pick(customers)
    return {
      id: ids.randomId() as ChangeId,
      organisation_id: customer_id,
      document_id: null,
      seq: null,
      relationship_id: relationship?.id ?? null,
      customer_id,
      audience: pick<Audience>(['both', 'msp']),
      actor_user_id: null,
      actor_organisation_id: customer_id,
      at: 0,
      received_at: 0,
      detail: '{}',
      undoes: null,
      item_id: null,
    }
  })
  await database.insertInto('change').values(changes).execute()

  const visits = Array.from({ length: 60 }, (): VisitTable => {
    const { id: relationship_id, customer_id, msp_id } = pick(relationships)
    return {
      id: ids.randomId(),
      organisation_id: customer_id,
      relationship_id,
      customer_id,
      audience: pick<Audience>(['both', 'msp']),
      actor_user_id: ids.randomId() as UserId,
      actor_organisation_id: msp_id,
      from_at: 0,
      to_at: 0,
      services: '[]',
      made_offline: 0,
    }
  })
  await database.insertInto('visit').values(visits).execute()

  const groups = new Map<OrganisationId, GroupId[]>()
  for (const organisation_id of msps) {
    groups.set(organisation_id, [])
    for (let count = 0; count < 3; count++) {
      const group = { id: ids.randomId() as GroupId, organisation_id, name: 'Group' }
      await insertGroup(database, group)
      await saveGroupMembers(database, group, count === 0 ? [] : some(customers))
      groups.get(organisation_id)!.push(group.id)
    }
  }
  const userIds: UserId[] = []
  const people: UserTable[] = []
  for (let count = 0; count < many; count++) {
    const organisation_id = pick([...msps, ...msps, ...msps, ...customers, reseller])
    const isOwnRole = random() < 0.5
    const role_id = isOwnRole ? (ids.randomId() as RoleId) : null
    if (role_id) {
      const listed: readonly Permission[] = rolePermissions[kindOf(organisation_id)]
      const permissions = listed.filter((permission) => random() < (permission === 'view' ? 0.8 : 0.5))
      await insertRole(database, { id: role_id, organisation_id, name: 'Role', permissions })
    }
    const role = isOwnRole ? 'admin' : pick(['super-admin', 'admin'] as const)
    const user = userRow(ids, { organisation_id, role, role_id })
    await insertUser(database, user)
    const named = () => [...some(customers), ...some(groups.get(organisation_id) ?? [])]
    await saveScope(database, user, {
      kind: pick(['all', 'only', 'only', 'but', 'but']),
      allow: named(),
      deny: random() < 0.6 ? named() : [],
    })
    userIds.push(user.id)
    people.push(user)
  }
  const granted = await database.selectFrom('relationship').selectAll().execute()
  for (const partyId of [...msps, ...customers]) {
    const resellerId = pick([reseller, otherReseller])
    const listed_at = random() < 0.7 ? 1 : null
    const linkId = await seedLink({ database, ids }, { resellerId, partyId, listed_at })
    await seedUpload({ database, ids }, { resellerId, partyId, linkId, count: 2 })
    if (customers.includes(partyId)) await seedProfile({ database, ids }, partyId)
    if (customers.includes(partyId)) await seedDeviceGroup({ database, ids }, partyId)
    const licenceId = await seedLicence({ database, ids }, partyId)
    for (const customerId of customers.includes(partyId) ? [partyId] : some(customers))
      await seedShare({ database, ids }, { licenceId, customerId })
  }
  for (let count = 0; count < 60; count++) {
    const { id: relationshipId, customer_id: customerId, msp_id: mspId } = pick(relationships)
    const managed = random() < 0.8 ? { relationshipId, mspId } : {}
    await seedAlert({ database, ids }, { customerId, ...managed, audience: pick<Audience>(['both', 'msp']) })
  }
  for (const { id, organisation_id } of await database.selectFrom('device').selectAll().execute())
    if (customers.includes(organisation_id)) await seedCondition({ database, ids }, organisation_id, id)
  for (const id of customers) await seedLocation({ database, ids }, id)
  const links = await database.selectFrom('reseller_link').selectAll().execute()
  const uploads = await database.selectFrom('device_upload').selectAll().execute()
  const devices = await database.selectFrom('device').selectAll().execute()
  const profiles = await database.selectFrom('enrolment_profile').selectAll().execute()
  const deviceGroups = await database.selectFrom('device_group').selectAll().execute()
  const licences = await database.selectFrom('licence').selectAll().execute()
  const shares = await database.selectFrom('licence_share').selectAll().execute()
  const alerts = await database.selectFrom('alert').selectAll().execute()
  const months = await database.selectFrom('alert_month').selectAll().execute()
  const conditions = await database.selectFrom('device_condition').selectAll().execute()
  const locations = await database.selectFrom('device_location').selectAll().execute()
  const held = {
    links,
    uploads,
    devices,
    profiles,
    deviceGroups,
    licences,
    shares,
    alerts,
    months,
    conditions,
    locations,
  }
  return {
    ...held,
    relationships: granted,
    documents,
    changes,
    visits,
    services,
    userIds,
    people,
  }
}

afterAll(stopProviders)

describe.each(providers)('$name', (provider) => {
  const opened = databaseOf(provider)
  let world: World | undefined
  const filled = async () => (world ??= await fill(opened.database))
  const everybody = async () => {
    const { userIds } = await filled()
    return Promise.all(userIds.map(async (id) => (await loadAccess(opened.database, id))!))
  }

  const targetOf = ({ relationships }: World) => {
    const byId = new Map(relationships.map((row) => [row.id, relationshipFacts(row)]))
    const managers = new Map(relationships.filter(isManaging).map((row) => [row.customer_id, relationshipFacts(row)]))
    const manager = (id: OrganisationId) => managers.get(id) ?? null
    return {
      relationship: (row: Relationship): Target => ({ type: 'relationship', ...byId.get(row.id)! }),
      request: (row: Relationship): Target => ({ type: 'request', ...byId.get(row.id)! }),
      document: (row: DocumentTable): Target => ({
        type: 'document',
        kind: row.kind,
        customerId: row.customer_id,
        closed: row.closed_at !== null,
        relationshipId: row.relationship_id,
        manager: manager(row.customer_id),
      }),
      change: (row: ChangeTable): Target => ({
        type: 'change',
        customerId: row.customer_id,
        audience: row.audience,
        relationship: (row.relationship_id && byId.get(row.relationship_id)) || null,
        manager: manager(row.customer_id),
      }),
      visit: ({ customer_id, audience, relationship_id }: VisitTable): Target => ({
        type: 'visit',
        customerId: customer_id,
        audience,
        relationship: byId.get(relationship_id) ?? null,
        manager: manager(customer_id),
      }),
      alert: ({ customer_id, audience, relationship_id }: AlertTable | AlertMonthTable): Target => ({
        type: 'alert',
        customerId: customer_id,
        audience,
        relationship: (relationship_id && byId.get(relationship_id)) || null,
        manager: manager(customer_id),
      }),
      location: ({ organisation_id: customerId }: DeviceLocationTable): Target => ({
        type: 'location',
        customerId,
        manager: manager(customerId),
      }),
      service: ({ organisation_id, service }: ServiceRecordTable): Target => {
        const managing = relationships.find((row) => row.customer_id === organisation_id && isManaging(row))
        const isManaged = (JSON.parse(managing?.services ?? '[]') as string[]).includes(service)
        return { type: 'service', customerId: organisation_id, isManaged, manager: manager(organisation_id) }
      },
      holding: (row: { organisation_id: OrganisationId; reseller_id?: OrganisationId | null }): Target => ({
        type: 'holding',
        ownerId: row.organisation_id,
        resellerId: row.reseller_id ?? null,
        manager: manager(row.organisation_id),
      }),
      licence: ({ organisation_id: ownerId }: { organisation_id: OrganisationId }): Target => ({
        type: 'licence',
        ownerId,
        manager: manager(ownerId),
      }),
      link: (row: ResellerLinkTable): Target => ({
        type: 'reseller-link',
        ownerId: row.organisation_id,
        resellerId: row.reseller_id,
        isListed: row.listed_at !== null,
        manager: manager(row.organisation_id),
      }),
      person: ({ organisation_id, role }: UserTable): Target => ({
        type: 'person',
        organisationId: organisation_id,
        role,
        manager: manager(organisation_id),
      }),
    }
  }

  const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).toSorted()

  async function selected(access: Access, permission: Permission) {
    const { relationship, request, document, change, visit, person, service, ...held } = whereMay(access, permission)
    const { database } = opened
    return {
      relationships: idsOf(await database.selectFrom('relationship').select('id').where(relationship).execute()),
      requests: idsOf(await database.selectFrom('relationship').select('id').where(request).execute()),
      documents: idsOf(await database.selectFrom('document').select('id').where(document).execute()),
      changes: idsOf(await database.selectFrom('change').select('id').where(change).execute()),
      visits: idsOf(await database.selectFrom('visit').select('id').where(visit).execute()),
      people: idsOf(await database.selectFrom('user').select('user.id').where(person).execute()),
      services: idsOf(await database.selectFrom('service_record').select('service_record.id').where(service).execute()),
      devices: idsOf(await database.selectFrom('device').select('id').where(held.device).execute()),
      uploads: idsOf(await database.selectFrom('device_upload').select('id').where(held.upload).execute()),
      profiles: idsOf(await database.selectFrom('enrolment_profile').select('id').where(held.profile).execute()),
      deviceGroups: idsOf(await database.selectFrom('device_group').select('id').where(held.deviceGroup).execute()),
      licences: idsOf(await database.selectFrom('licence').select('id').where(held.licence).execute()),
      shares: idsOf(await database.selectFrom('licence_share').select('id').where(held.licenceShare).execute()),
      alerts: idsOf(await database.selectFrom('alert').select('id').where(held.alert).execute()),
      months: idsOf(await database.selectFrom('alert_month').select('id').where(held.alertMonth).execute()),
      conditions: idsOf(await database.selectFrom('device_condition').select('id').where(held.condition).execute()),
      locations: idsOf(await database.selectFrom('device_location').select('id').where(held.location).execute()),
      links: idsOf(await database.selectFrom('reseller_link').select('id').where(held.resellerLink).execute()),
    }
  }

  it(`[SYNC5][S2][M20][M22][C6][C8][C9][C10] the rule and its queries say the same of ${many} random people (seed ${seed}; TANDEM_SEED repeats it)`, async () => {
    const all = await filled()
    const target = targetOf(all)
    let seen = 0
    let asked = 0
    let held = 0
    let located = 0
    let reported = 0
    for (const access of await everybody()) {
      for (const permission of [
        'view',
        'view-activity',
        'edit-account',
        'delink-customer',
        'manage-devices',
        'manage-licenses',
        'view-location',
        'manage-admins-and-roles',
      ] as const) {
        const may = (each: Target) => can(access, permission, each)
        const said = {
          relationships: idsOf(all.relationships.filter((row) => may(target.relationship(row)))),
          requests: idsOf(all.relationships.filter((row) => may(target.request(row)))),
          documents: idsOf(all.documents.filter((row) => may(target.document(row)))),
          changes: idsOf(all.changes.filter((row) => may(target.change(row)))),
          visits: idsOf(all.visits.filter((row) => may(target.visit(row)))),
          people: idsOf(all.people.filter((row) => may(target.person(row)))),
          services: idsOf(all.services.filter((row) => may(target.service(row)))),
          devices: idsOf(all.devices.filter((row) => may(target.holding(row)))),
          uploads: idsOf(all.uploads.filter((row) => may(target.holding(row)))),
          profiles: idsOf(all.profiles.filter((row) => may(target.holding(row)))),
          deviceGroups: idsOf(all.deviceGroups.filter((row) => may(target.holding(row)))),
          licences: idsOf(all.licences.filter((row) => may(target.licence(row)))),
          shares: idsOf(all.shares.filter((row) => may(target.licence(row)))),
          alerts: idsOf(all.alerts.filter((row) => may(target.alert(row)))),
          months: idsOf(all.months.filter((row) => may(target.alert(row)))),
          conditions: idsOf(all.conditions.filter((row) => may(target.holding(row)))),
          locations: idsOf(all.locations.filter((row) => may(target.location(row)))),
          links: idsOf(all.links.filter((row) => may(target.link(row)))),
        }
        expect(await selected(access, permission), `${access.userId}, ${permission}`).toEqual(said)
        seen += said.relationships.length
        asked += said.requests.length
        held += said.devices.length
        located += said.locations.length
        reported += said.alerts.length
        if (access.organisationKind !== 'customer') expect(said.locations).toEqual([])
      }
    }
    expect(seen, 'people do see something').toBeGreaterThan(many)
    expect(asked, 'and are asked something').toBeGreaterThan(10)
    expect(held, 'and have devices').toBeGreaterThan(many)
    expect(reported, 'and hear of these').toBeGreaterThan(many)
    expect(located, 'and some know where they are').toBeGreaterThan(0)
  }, 60_000)

  it('[SYNC5] what is asked for by ids is what is found by organisation, and the list of ids is the same', async () => {
    const { relationships } = await filled()
    const asked = relationships.map(({ id }) => id)
    for (const access of await everybody()) {
      const byId = await findVisibleRelationships(opened.database, access, asked)
      const { relationships: managed, requests } = await selected(access, 'view')
      expect(byId.map(({ id }) => id)).toEqual([...managed, ...requests].toSorted())
      expect((await visibleIds(opened.database, access)).relationshipIds).toEqual(byId.map(({ id }) => id))
    }
  })

  it('[SYNC4][M20] the people with a customer in scope are those whose rule says so', async () => {
    await filled()
    const all = await everybody()
    for (const organisationId of [...msps, ...customers]) {
      const own = all.filter((access) => access.organisationId === organisationId)
      for (const customerId of msps.includes(organisationId) ? customers : [organisationId]) {
        const parties = { msp_id: msps.includes(organisationId) ? organisationId : msps[0]!, customer_id: customerId }
        const now = relationshipFacts(relationshipRow(seededIds(seededRandom(1)), parties))
        const inScope = own.filter((access) =>
          can({ ...access, permissions: new Set(['view']) }, 'view', { type: 'relationship', ...now }),
        )
        const listed = await listPeopleWithInScope(opened.database, organisationId, customerId)
        expect(listed).toEqual(inScope.map(({ userId }) => userId).toSorted())
      }
    }
  })
})

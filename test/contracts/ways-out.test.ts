// Every way by which data leaves the server, or work comes in, times every way in which access ends: two seconds after
// the end nothing goes by any of them. A new way, or a new end, is one more entry of its table.
import { readKinds } from '#shared/records/kinds.ts'
import { connect, type Socket } from 'node:net'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { changeLogOnDeviceMs } from '#shared/domain/document/change-record.ts'
import type {
  ChangeId,
  DocumentId,
  ItemId,
  OrganisationId,
  RelationshipId,
  StoreId,
  UserId,
} from '#shared/domain/ids.ts'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import { encodeRequest, type Hello, type Item } from '#shared/protocol/request.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { changeScope } from '../../server/auth/change-access.ts'
import { createApiKey } from '../../server/auth/api-key.ts'
import { historyOf, insertAlert, insertLocation } from '../../server/database/repository/alerts/alert.ts'
import { insertApiKey } from '../../server/database/repository/api/api-key.ts'
import { postAlert } from '../support/api.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { startSession } from '../../server/auth/session.ts'
import { insertSuperAdmin } from '../../server/commands/sign-in/super-admin.ts'
import { setPassword } from '../../server/commands/sign-in/set-password.ts'
import { takeBackAdmins } from '#shared/decisions/grant/take-back-admins.ts'
import { mspProfileKind } from '#shared/records/msp-profile.ts'
import { enact } from '../../server/decisions/enact.ts'
import { findMspProfile, saveMspProfile } from '../../server/database/repository/msp-profile.ts'
import { carryOut } from '../../server/decisions/carry-out.ts'
import { endRelationship } from '../../server/decisions/delink/end-relationship.ts'
import { feedHead } from '../../server/database/feed.ts'
import { insertRelease } from '../../server/database/repository/customer/customer-release.ts'
import { addServices } from '../../server/database/repository/customer/service-record.ts'
import { saveVisit } from '../../server/database/repository/customer/visit.ts'
import { findOwner } from '../../server/decisions/devices/hold-owner.ts'
import { assignmentKind } from '#shared/records/devices/assignment.ts'
import { deviceGroupKind } from '#shared/records/devices/device-group.ts'
import { enrolmentProfileKind } from '#shared/records/devices/enrolment-profile.ts'
import {
  publishDevices,
  publishLink,
  publishToOwner,
  publishUpload,
} from '../../server/database/repository/devices/owner.ts'
import { insertTicket, publishTicket } from '../../server/database/repository/customer/support-ticket.ts'
import { insertChanges } from '../../server/database/repository/change.ts'
import { findRelationship } from '../../server/database/repository/relationship.ts'
import { insertNotifications } from '../../server/database/repository/people/notification.ts'
import { insertUser, listActiveUsers, lockUser, publishPerson } from '../../server/database/repository/user.ts'
import { createOrganisation, organisationIdFrom } from '../../server/database/repository/organisation.ts'
import { runUnitOfWork, type UnitOfWork } from '../../server/database/unit-of-work.ts'
import { releaseDueCustomers } from '../../server/jobs/release-customers.ts'
import { answerError } from '../../server/http/answer-error.ts'
import type { AppEnvironment } from '../../server/http/app-environment.ts'
import { syncRoutes } from '../../server/http/sync-routes.ts'
import { LiveHub } from '../../server/sync/live-hub.ts'
import { publishShare } from '../../server/database/repository/licences/publish.ts'
import { seedLicence, seedShare } from '../support/licences.ts'
import { seedAssignment, seedDeviceGroup, seedLink, seedProfile, seedUpload } from '../support/devices.ts'
import { Tandem } from '../support/tandem.ts'
import { inviteInput } from '../support/team.ts'
import { postgres, stopProviders } from './providers.ts'
import { invitationRow, relationshipRow } from './relationship-row.ts'
import { userRow } from './user-row.ts'

const promisedMs = 2000
/** Several pages of a first sync. */
const customers = 6000
const bytesEach = 200
const marker = 'WRITTEN AFTER ACCESS ENDED BY'

afterAll(stopProviders)

interface Person {
  /** Where they are connected. */
  tandem: Tandem
  /** Where their access ends: another node, if there is one. */
  elsewhere: Tandem
  organisationId: OrganisationId
  userId: UserId
  sessionId: string
  cookie: string
  /** Of another device of theirs. */
  otherCookie: string
  relationshipId: RelationshipId
  customerId: OrganisationId
  documentId: DocumentId
  loses: Loss
}

/** What an end takes: what of it is written afterwards must not come, and what may be done with it until then does nothing. */
interface Loss {
  write(tandem: Tandem, msp: Msp, marker: string): Promise<void>
  /** What nobody who has lost it may do. */
  work(person: Person): Promise<Item['body']>
  isUntouched(person: Person): Promise<void>
}

/** A customer's account. */
const account: Loss = {
  write: (tandem, msp, text) => writeMarkers(tandem, msp, text),
  work: (person) => phoneEdit(person),
  isUntouched: async (person) => expect(await phoneOf(person)).toBe('before'),
}

/** A customer's admins, of whom its MSP knows while it is let manage them (C7). */
const customersTeam: Loss = {
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
const late = 'eve@acme.example'
const grantedAt = 1

/** How its MSP shows itself to a customer (M26). */
const mspProfile: Loss = {
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

interface End {
  happens(person: Person): Promise<unknown>
  /** It is everybody's there: once. */
  once?: boolean
  /** What a service does by a key of theirs is over, too. */
  endsKeys?: boolean
  /** Whoever it happens to stays signed in. */
  keepsSession?: boolean
  /** Of the MSP where it isn't said. */
  of?: 'customer'
  /** At an MSP that has lost nothing yet; its second customer where the first is gone by then. */
  apart?: 'first' | 'second'
  /** A customer's account where it isn't said. */
  loses?: Loss
}

/** How access ends. */
const ends: Record<string, End> = {
  'signing out': { happens: ({ elsewhere, cookie }) => remove(elsewhere, '/api/session', cookie) },
  'revoking it elsewhere': {
    happens: ({ elsewhere, sessionId, otherCookie }) => remove(elsewhere, `/api/sessions/${sessionId}`, otherCookie),
  },
  'the session’s expiry': {
    happens: ({ elsewhere, sessionId }) =>
      elsewhere.services.database
        .updateTable('session')
        .set({ valid_until: elsewhere.clock.now() })
        .where('id', '=', sessionId)
        .execute(),
  },
  'a new password': {
    happens: ({ elsewhere, userId }) =>
      runUnitOfWork(elsewhere.services, async (unit) => {
        const user = (await lockUser(unit.trx, userId))!
        const context = { services: elsewhere.services, unit }
        await setPassword(context, user, { passwordHash: '', keptSessionId: null })
      }),
  },
  'blocking the person': {
    endsKeys: true,
    happens: ({ elsewhere, userId }) =>
      elsewhere.services.database.updateTable('user').set({ status: 'blocked' }).where('id', '=', userId).execute(),
  },
  'a narrowed scope': {
    endsKeys: true,
    keepsSession: true,
    happens: ({ elsewhere, userId, customerId }) =>
      runUnitOfWork(elsewhere.services, (unit) =>
        changeScope(unit, userId, { kind: 'but', allow: [], deny: [customerId] }),
      ),
  },
  'a grant that is taken back': {
    once: true,
    keepsSession: true,
    loses: customersTeam,
    happens: ({ elsewhere, relationshipId, customerId }) =>
      runUnitOfWork(elsewhere.services, async (unit) => {
        const row = (await findRelationship(unit.trx, relationshipId, { lock: true }))!
        const actor = { userId: null, organisationId: customerId }
        const patch = { adminsGrantedAt: null }
        await enact(unit, row, { decision: takeBackAdmins, patch, event: 'admins-taken-back', actor, itemId: null })
      }),
  },
  'a delink': { endsKeys: true, once: true, keepsSession: true, happens: delink },
  'a delink, at the customer': { once: true, keepsSession: true, of: 'customer', loses: mspProfile, happens: delink },
  'a removal': { endsKeys: true, once: true, keepsSession: true, apart: 'first', happens: removeCustomer },
  'a release by the operator': {
    endsKeys: true,
    once: true,
    keepsSession: true,
    apart: 'second',
    happens: releaseCustomer,
  },
}

async function removeCustomer({ elsewhere, userId, relationshipId, customerId }: Person): Promise<void> {
  const { services, ids, clock } = elsewhere
  await services.database
    .insertInto('invitation')
    .values(invitationRow(ids, { relationship_id: relationshipId, customer_id: customerId }))
    .execute()
  await runUnitOfWork(services, async (unit) => {
    const access = (await loadAccess(unit.trx, userId))!
    const made = {
      storeId: ids.randomId() as StoreId,
      itemId: ids.randomId() as ItemId,
      stamp: clock.now(),
      waitedMs: 0,
    }
    await carryOut({ services, unit, access, ...made }, 'remove-customer', { relationshipId, version: 1 })
  })
}

/** Managed by its MSP alone, and announced three days ago. */
async function releaseCustomer({ elsewhere, organisationId, relationshipId, customerId }: Person): Promise<void> {
  const { services, ids, clock } = elsewhere
  await services.database
    .updateTable('relationship')
    .set({ management_type: 'fully' })
    .where('id', '=', relationshipId)
    .execute()
  const parties = { relationship_id: relationshipId, msp_id: organisationId, customer_id: customerId }
  const times = { made_at: 0, due_at: clock.now(), ended_at: null }
  await insertRelease(services.database, { id: ids.randomId(), ...parties, state: 'open', ...times })
  await releaseDueCustomers(services)
}

function delink({ elsewhere, relationshipId }: Person) {
  return runUnitOfWork(elsewhere.services, async (unit) => {
    const row = (await findRelationship(unit.trx, relationshipId, { lock: true }))!
    const actor = { userId: null, organisationId: row.customer_id }
    await endRelationship(unit, row, { actor, itemId: null })
  })
}

/** The person's own record changes; resolves to what it says now. */
async function tellOfOneself({ elsewhere, userId, organisationId }: Person, end: string): Promise<string> {
  const later = `Later than ${end}`
  await runUnitOfWork(elsewhere.services, async (unit) => {
    await unit.trx.updateTable('user').set({ last_name: later }).where('id', '=', userId).execute()
    await publishPerson(unit, { id: userId, organisation_id: organisationId })
  })
  return later
}

/** A way that is open; says afterwards what went by it. */
type OpenWay = (write: () => Promise<void>) => Promise<void>
const ways: Record<string, (person: Person, end: string) => Promise<OpenWay>> = {
  'a first sync that is read slowly': async (person, end) => {
    const answer = await SlowReader.open(person)
    return async (write) => {
      await write()
      await pause(promisedMs)
      await answer.readToTheEnd()
      // Whoever loses a record of its own is told the rest to the end.
      if (person.loses === account) expect(answer.text).not.toContain('snapshot-end')
      expect(answer.text).not.toContain(`${marker} ${end}`)
    }
  },
  'a push that is under way': async (person, end) => {
    const request = await HalfSent.open(person)
    return async () => {
      const answer = await request.sendTheRest()
      if (!ends[end]!.keepsSession) expect(answer).toContain('signed-out')
      await person.loses.isUntouched(person)
    }
  },
  'the live lane': async (person, end) => {
    const lane = await Lane.open(person)
    return async (write) => {
      await write()
      const told = () =>
        ends[end]!.keepsSession ? expect(lane.text).toContain('visible') : expect(lane.closedWith).toBe(4401)
      await vi.waitFor(told, { timeout: promisedMs, interval: 20 })
      if (!ends[end]!.keepsSession) return
      // What comes behind it has come: news that this person may have.
      const later = await tellOfOneself(person, end)
      await vi.waitFor(() => expect(lane.text).toContain(later), { timeout: 4 * promisedMs, interval: 20 })
      expect(lane.text).not.toContain(`${marker} ${end}`)
    }
  },
  'a push on the live lane': async (person) => {
    const lane = await Lane.open(person)
    return async () => {
      lane.socket.send(await requestOf(person))
      await pause(100)
      await person.loses.isUntouched(person)
    }
  },
  'a new exchange': async (person, end) => async () => {
    const response = await exchange(person, await requestOf(person))
    if (!ends[end]!.keepsSession) expect(response.status).toBe(401)
    else {
      const text = await response.text()
      expect(text).not.toContain(`${marker} ${end}`)
      if (person.loses === account) expect(text).not.toContain(person.documentId)
    }
    await person.loses.isUntouched(person)
  },
  'a key to the API': async (person, end) => {
    const secret = await keyOf(person)
    return async (write) => {
      await write()
      const device = { serial: 'R52N30ABCDE' }
      const alert = { customerId: person.customerId, category: 'battery', device, title: `late ${end}` }
      const response = await postAlert(person.tandem, secret, alert)
      expect(await response.text()).not.toContain(marker)
      if (!ends[end]!.endsKeys) return
      expect([401, 403]).toContain(response.status)
      const posted = person.tandem.services.database.selectFrom('alert').select('id').where('title', '=', alert.title)
      expect(await posted.execute()).toEqual([])
    }
  },
  // What is theirs after a delink is what they saw before it.
  'the export of what is over': async (person, end) => async (write) => {
    await write()
    const { tandem, cookie, relationshipId } = person
    const line = await tandem.services.database
      .selectFrom('former_relationship')
      .select('id')
      .where('relationship_id', '=', relationshipId)
      .executeTakeFirst()
    const response = await fetch(`${tandem.origin}/api/former/export`, {
      method: 'POST',
      headers: { cookie, origin: tandem.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ id: line?.id ?? 'none', format: 'json' }),
    })
    expect(response.status).toBe(!ends[end]!.keepsSession ? 401 : line ? 200 : 403)
    expect(await response.text()).not.toContain(`${marker} ${end}`)
  },
  'what is older of the log': async (person, end) => async () => {
    const { tandem, cookie, organisationId, relationshipId, customerId } = person
    const [longAgo, event] = [tandem.clock.now() - changeLogOnDeviceMs - 1, `LONG BEFORE ${end}`]
    await insertChanges(tandem.services.database, [
      {
        ...{ id: tandem.ids.randomId() as ChangeId, organisation_id: organisationId, document_id: null, seq: null },
        ...{ relationship_id: relationshipId, customer_id: customerId, audience: 'both', undoes: null, item_id: null },
        ...{ actor_user_id: null, actor_organisation_id: organisationId, at: longAgo, received_at: longAgo },
        detail: { type: 'decision', event },
      },
    ])
    const response = await fetch(`${tandem.origin}/api/changes/older`, {
      method: 'POST',
      headers: { cookie, origin: tandem.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ relationshipId, before: null }),
    })
    expect(response.status).toBe(ends[end]!.keepsSession ? 200 : 401)
    // Of a customer that goes on the log does, too.
    if (person.loses === account) expect(await response.text()).not.toContain(event)
  },
  'a visit that is told':
    async ({ tandem, cookie, userId, relationshipId }, end) =>
    async () => {
      const now = tandem.clock.now()
      const visit = { id: tandem.ids.randomId(), relationshipId, from: now, to: now, services: [], madeOffline: false }
      const response = await fetch(`${tandem.origin}/api/visits`, {
        method: 'POST',
        headers: { cookie, origin: tandem.origin, 'content-type': 'application/json' },
        body: JSON.stringify({ userId, sentAt: now, visits: [visit] }),
      })
      expect(response.status).toBe(ends[end]!.keepsSession ? 204 : 401)
      const noted = tandem.services.database.selectFrom('visit').select('id').where('id', '=', visit.id)
      // The relationship goes on where it was another record that ended.
      if (!ends[end]!.loses) expect(await noted.execute()).toEqual([])
    },
  'a link to a service’s own console':
    async ({ tandem, cookie, customerId, loses }, end) =>
    async () => {
      const response = await fetch(`${tandem.origin}/api/consoles/open`, {
        method: 'POST',
        headers: { cookie, origin: tandem.origin, 'content-type': 'application/json' },
        body: JSON.stringify({ customerId, service: 'knox-manage' }),
      })
      const { error } = (await response.json()) as { error: { code: string } }
      const code = loses === account ? 'not-permitted' : error.code
      expect(error.code).toBe(ends[end]!.keepsSession ? code : 'signed-out')
    },
  'the person’s own pages':
    async ({ tandem, cookie }, end) =>
    async () => {
      for (const path of ['/api/session', '/api/sessions']) {
        const response = await fetch(tandem.origin + path, { headers: { cookie } })
        // A delink ends nobody's session; that they are blocked is told in one place.
        const saysWhy = end === 'blocking the person' && path === '/api/session'
        expect(response.status, path).toBe(ends[end]!.keepsSession ? 200 : saysWhy ? 403 : 401)
        if (saysWhy) expect(await response.json()).toEqual({ error: { code: 'blocked' } })
      }
    },
}

const databases = [
  { name: 'SQLite', nodes: 1 },
  { name: 'PostgreSQL, ended at another node', nodes: 2 },
]

describe.each(databases)('On $name', ({ nodes }) => {
  const running: Tandem[] = []
  let msp: Msp
  let another: Msp
  beforeAll(async () => {
    const env: Record<string, string> = {}
    if (nodes > 1) {
      env['DATABASE_URL'] = (await postgres.provide()).databaseUrl!
      env['SECRET_KEY'] = 'ab'.repeat(32)
    }
    for (let node = 0; node < nodes; node++) running.push(await Tandem.start(env, 7 + node))
    msp = await makeMsp(running[0]!)
    another = await makeMsp(running[0]!)
  })
  afterAll(async () => {
    for (const tandem of running) await tandem[Symbol.asyncDispose]()
  })

  it.each(Object.keys(ends))('[FB2][SYNC4] nothing goes by any way two seconds after %s', async (end) => {
    const [tandem, elsewhere] = [running[0]!, running.at(-1)!]
    const { of, loses = account, once, apart, happens } = ends[end]!
    const owner = { first: another, second: { ...another, ...another.other }, none: msp }[apart ?? 'none']
    const open = await Promise.all(
      Object.entries(ways).map(async ([name, way]) => {
        const person = await addPerson(tandem, elsewhere, { msp: owner, of, loses })
        return { name, person, finish: await way(person, end) }
      }),
    )
    for (const { person } of once ? open.slice(0, 1) : open) await happens(person)
    let written: Promise<void> | null = null
    const write = () => (written ??= loses.write(elsewhere, owner, `${marker} ${end}`))
    const done = await Promise.allSettled(open.map(({ finish }) => finish(write)))
    const failed = done.flatMap((one, place) =>
      one.status === 'rejected' ? [`${open[place]!.name}: ${String(one.reason)}`] : [],
    )
    expect(failed).toEqual([])
  })
})

async function keyOf({ tandem, organisationId, userId }: Person): Promise<string> {
  const { secret, ...stored } = createApiKey()
  await insertApiKey(tandem.services.database, {
    ...stored,
    id: tandem.ids.randomId(),
    user_id: userId,
    organisation_id: organisationId,
    name: 'KAI',
    permissions: JSON.stringify(['view', 'manage-devices']),
    made_at: tandem.clock.now(),
    last_used_at: null,
    ends_at: null,
    revoked_at: null,
  })
  return secret
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function remove(tandem: Tandem, path: string, cookie: string): Promise<void> {
  const response = await fetch(tandem.origin + path, { method: 'DELETE', headers: { cookie, origin: tandem.origin } })
  if (response.status !== 204) throw new Error(`${path}: ${response.status}`)
}

interface Msp {
  organisationId: OrganisationId
  relationshipId: RelationshipId
  customerId: OrganisationId
  documentId: DocumentId
  /** One that is delinked while its own people look on. */
  other: { relationshipId: RelationshipId; customerId: OrganisationId; documentId: DocumentId }
}

/** An MSP whose first sync is long: in documents of which nobody opens but the first two. It manages the admins of the first customer. */
async function makeMsp({ services, clock, ids }: Tandem): Promise<Msp> {
  const { database } = services
  const { result } = await runUnitOfWork(services, async (unit) => ({
    msp: await createOrganisation(unit, { kind: 'msp', name: 'Northwind' }),
    managed: [
      await createOrganisation(unit, { kind: 'customer', name: 'Acme' }),
      await createOrganisation(unit, { kind: 'customer', name: 'Birch' }),
    ],
  }))
  const msp_id = result.msp.id
  const others = Array.from({ length: customers - 2 }, () => ({
    id: organisationIdFrom(ids.randomId()),
    kind: 'customer' as const,
    name: 'Other',
    created_at: clock.now(),
  }))
  const doc = openDocument(accountShape, null)
  const first = setField(doc, accountShape, 1, 'phone', 'before')!.update
  const rows = [...result.managed, ...others].map(({ id }, place) =>
    relationshipRow(ids, { msp_id, customer_id: id, admins_granted_at: place === 0 ? grantedAt : null }),
  )
  await insertUser(database, userRow(ids, { organisation_id: result.managed[0]!.id, role: 'admin' }))
  const documents = rows.map((row, place) => ({
    id: row.account_document_id,
    kind: 'account' as const,
    organisation_id: row.customer_id,
    customer_id: row.customer_id,
    relationship_id: row.id,
    state: place < 2 ? first : new Uint8Array(bytesEach).fill(place),
    seq: 1,
    server_client_id: 2,
    facts: place < 2 ? '{"phone":"before"}' : '{}',
    stamps: '{}',
    modified_at: clock.now(),
    closed_at: null,
  }))
  for (let at = 0; at < customers; at += 100) {
    await database
      .insertInto('organisation')
      .values(others.slice(at, at + 100))
      .execute()
    await database
      .insertInto('relationship')
      .values(rows.slice(at, at + 100))
      .execute()
    await database
      .insertInto('document')
      .values(documents.slice(at, at + 100))
      .execute()
  }
  const partsOf = ({ id, customer_id, account_document_id }: (typeof rows)[0]) => ({
    relationshipId: id,
    customerId: customer_id,
    documentId: account_document_id,
  })
  return { organisationId: msp_id, ...partsOf(rows[0]!), other: partsOf(rows[1]!) }
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

async function addPerson(
  tandem: Tandem,
  elsewhere: Tandem,
  { msp, of, loses }: { msp: Msp; of: End['of']; loses: Loss },
): Promise<Person> {
  const place = of === 'customer' ? { ...msp.other, organisationId: msp.other.customerId } : msp
  const { result } = await runUnitOfWork(tandem.services, async (unit) => {
    const userId = await insertSuperAdmin(unit, {
      organisationId: place.organisationId,
      email: `${unit.ids.randomId()}@northwind.example`.toLowerCase(),
      firstName: 'Noa',
      lastName: 'Berg',
      passwordHash: '',
      emailVerifiedAt: unit.now,
      locale: 'en',
    })
    const token = await startSession(unit, userId, 'test')
    const { id } = await unit.trx
      .selectFrom('session')
      .select('id')
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    return { userId, token, sessionId: id, other: await startSession(unit, userId, 'other') }
  })
  const cookie = (token: string) => `tandem_session=${token}`
  const { userId, sessionId, token, other } = result
  return { ...place, loses, tandem, elsewhere, userId, sessionId, cookie: cookie(token), otherCookie: cookie(other) }
}

function helloOf({ tandem, userId }: Person, cursor: Hello['cursor'] = null): Hello {
  const storeId = tandem.ids.randomId() as StoreId
  return {
    type: 'hello',
    protocol: protocolVersion,
    kinds: readKinds,
    held: readKinds,
    userId,
    storeId,
    cursor,
    accessVersion: 1,
    sentAt: tandem.clock.now(),
  }
}

/** A request's body with work that nobody may do once access has ended. */
async function requestOf(person: Person): Promise<Uint8Array<ArrayBuffer>> {
  const { tandem, organisationId, loses } = person
  const item: Item = {
    number: 1,
    id: tandem.ids.randomId() as ItemId,
    dependsOn: [],
    editedAt: tandem.clock.now(),
    baseNumber: 0,
    body: await loses.work(person),
  }
  const cursor = await placeOf(tandem, organisationId)
  return encodeRequest(helloOf(person, cursor), [item]) as Uint8Array<ArrayBuffer>
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

async function placeOf({ services }: Tandem, organisationId: OrganisationId): Promise<Hello['cursor']> {
  return feedHead(services.database, organisationId)
}

async function phoneOf({ tandem, documentId }: Person): Promise<unknown> {
  const { facts } = await tandem.services.database
    .selectFrom('document')
    .select('facts')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow()
  return (JSON.parse(facts) as Record<string, unknown>)['phone']
}

function exchange({ tandem, cookie }: Person, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  return fetch(`${tandem.origin}/api/sync`, { method: 'POST', headers: { cookie, origin: tandem.origin }, body })
}

function headOf({ tandem, cookie }: Person, bodyBytes: number): string {
  const { host, origin } = new URL(tandem.origin)
  const lines = [`Host: ${host}`, `Origin: ${origin}`, `Cookie: ${cookie}`, `Content-Length: ${bodyBytes}`]
  return ['POST /api/sync HTTP/1.1', ...lines, '', ''].join('\r\n')
}

async function connectTo({ tandem }: Person): Promise<Socket> {
  const socket = connect(Number(new URL(tandem.origin).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

/**
 * Takes the beginning of an answer and then nothing. Not over a real socket: this machine's own would take tens of
 * megabytes for somebody who doesn't read.
 */
class SlowReader {
  text = ''
  private readonly body: ReadableStreamDefaultReader<Uint8Array>

  private constructor(body: ReadableStreamDefaultReader<Uint8Array>) {
    this.body = body
  }

  static async open(person: Person): Promise<SlowReader> {
    const { services } = person.tandem
    const app = new Hono<AppEnvironment>()
    app.onError((error, c) => answerError(services, error, c))
    const hub = new LiveHub(services)
    app.route('/', syncRoutes(services, hub))
    hub.close()
    const body = encodeRequest(helloOf(person), []) as Uint8Array<ArrayBuffer>
    const response = await app.request('/api/sync', { method: 'POST', headers: { cookie: person.cookie }, body })
    const reader = new SlowReader(response.body!.getReader())
    await reader.readOn()
    return reader
  }

  /** Or until it is cut. */
  async readToTheEnd(): Promise<void> {
    try {
      while (await this.readOn());
    } catch {
      // Cut.
    }
  }

  private async readOn(): Promise<boolean> {
    const { done, value } = await this.body.read()
    this.text += Buffer.from(value ?? []).toString('latin1')
    return !done
  }
}

/** A request of which the last byte is missing. */
class HalfSent {
  private readonly socket: Socket
  private readonly last: Uint8Array
  /** Where it isn't let in any more, it comes before the rest. */
  private readonly answer: Promise<string>

  private constructor(socket: Socket, last: Uint8Array) {
    this.socket = socket
    this.last = last
    this.answer = new Promise((resolve) => {
      socket.once('data', (chunk: Buffer) => resolve(chunk.toString('latin1')))
      socket.once('close', () => resolve('signed-out, by the connection’s end'))
    })
  }

  static async open(person: Person): Promise<HalfSent> {
    const socket = await connectTo(person)
    const body = await requestOf(person)
    const request = new HalfSent(socket, body.subarray(-1))
    socket.write(headOf(person, body.length))
    socket.write(body.subarray(0, -1))
    // Until the server has let it in.
    await pause(200)
    return request
  }

  async sendTheRest(): Promise<string> {
    this.socket.write(this.last)
    const answer = await this.answer
    this.socket.destroy()
    return answer
  }
}

/** The live lane, following from the feed's head. */
class Lane {
  closedWith: number | null = null
  text = ''
  readonly socket: WebSocket

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => (this.text += data.toString('latin1')))
    socket.on('close', (code) => (this.closedWith = code))
    socket.on('error', () => undefined)
  }

  static async open({ tandem, userId, cookie, organisationId }: Person): Promise<Lane> {
    const socket = new WebSocket(`${tandem.origin.replace('http', 'ws')}/ws`, {
      headers: { cookie, origin: tandem.origin },
    })
    const lane = new Lane(socket)
    await new Promise((resolve) => socket.once('open', resolve))
    const cursor = await placeOf(tandem, organisationId)
    socket.send(
      JSON.stringify({ type: 'follow', userId, protocol: protocolVersion, kinds: readKinds, cursor, accessVersion: 1 }),
    )
    return lane
  }
}

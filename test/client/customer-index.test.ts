import { expect, test } from 'vitest'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { documentIdsOf, newRelationshipId } from '#shared/domain/id-families.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import { requestLifetimeMs } from '#shared/domain/request/management-request.ts'
import { ListIndex } from '#lib/list/list-index.ts'
import { listOfCustomers } from '#lib/queries/customers/list-of-customers.ts'
import { NameRuns, patchByName } from '#lib/list/name-order.ts'
import { overlayRecords } from '#lib/queries/customers/overlay-records.ts'
import { foldBoth } from '#shared/domain/search/fold.ts'
import type { OutboxItem } from '#lib/local-store/outbox-item.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'

const random = seededRandom(3)
const ids = seededIds(random)
const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!
const words = ['Ärzte', 'apple', 'Zoo', '한빛', 'Meyer', 'meyer', 'O’Neill', 'Ångström']

function record(facts: Partial<RelationshipRecord['facts']> = {}, id = newRelationshipId(ids)): RelationshipRecord {
  const family = documentIdsOf(id)
  return {
    id,
    customerId: String(1_000_000_000 + Math.floor(random() * 8e9)) as OrganisationId,
    mspId: '1234567890' as OrganisationId,
    mspName: 'Northwind',
    managementType: 'fully',
    status: 'active',
    version: 1,
    services: ['knox-suite'],
    workEmail: 'ada@acme.example',
    invitation: null,
    delink: null,
    devices: 0,
    addedAt: 0,
    modifiedAt: 0,
    convertedAt: null,
    adminsGrantedAt: null,
    unusualServices: [],
    askedServices: null,
    jointAsk: null,
    request: null,
    accountDocumentId: family.account,
    facts: {
      companyName: `${pick(words)} ${pick(words)}`,
      country: 'DE',
      city: 'Kronach',
      contactFirstName: 'Ada',
      contactLastName: 'Byron',
      searched: '',
      ...facts,
    },
    mspPrivate: { documentId: family.mspPrivate, internalReference: 'K-1', tags: [], notes: '' },
  }
}

function editOf(of: RelationshipRecord, field: string, after: string): OutboxItem {
  return {
    number: 1,
    id: ids.randomId(),
    state: 'queued',
    relationshipId: of.id,
    documentIds: [of.accountDocumentId],
    predictions: [],
    body: {
      kind: 'edit',
      documentId: of.accountDocumentId,
      intents: [{ kind: 'set', field, before: '', after }],
    },
  } as unknown as OutboxItem
}

function creationOf(made: RelationshipRecord): OutboxItem {
  return {
    number: 2,
    state: 'queued',
    relationshipId: made.id,
    documentIds: [],
    predictions: [{ relationshipId: made.id, patch: made }],
    body: { kind: 'command', name: 'add-customer', input: {} },
  } as unknown as OutboxItem
}

const filled = (records: readonly RelationshipRecord[]) => {
  const index = new ListIndex(listOfCustomers, 0)
  index.absorb({ generation: 1, records })
  index.publish()
  return index
}
const namesOf = (index: ReturnType<typeof filled>) => index.rows.map((row) => row.companyName)

test('[M1] rows that come in pieces end up by name, and patching keeps them so', () => {
  const names = Array.from({ length: 3000 }, () => ({ sortName: `${pick(words)}${Math.floor(random() * 900)}` }))
  const runs = new NameRuns<{ sortName: string }>()
  for (let start = 0; start < names.length;) {
    const end = start + 1 + Math.floor(random() * 300)
    runs.add(names.slice(start, end))
    start = end
  }
  const sorted = names.map(({ sortName }) => sortName).toSorted()
  let rows: readonly { sortName: string }[] = runs.merged()
  expect(rows.map(({ sortName }) => sortName)).toEqual(sorted)
  for (const count of [1, 5, 200]) {
    const gone = rows.filter(() => random() < count / rows.length)
    const added = Array.from({ length: count }, () => ({ sortName: pick(words) }))
    const kept = new Set(rows)
    for (const row of gone) kept.delete(row)
    rows = patchByName(rows, [...gone, { sortName: 'never in it' }], added)
    expect(new Set(rows)).toEqual(new Set([...kept, ...added]))
    expect(rows.map(({ sortName }) => sortName)).toEqual(rows.map(({ sortName }) => sortName).toSorted())
  }
})

test('[M1] the index shows what laying everything over everything shows, whatever came before', () => {
  let records = Array.from({ length: 400 }, () => record())
  const index = filled(records)
  for (let step = 0; step < 60; step++) {
    const changed = records.filter(() => random() < 0.03).map((each) => record({}, each.id))
    const added = Array.from({ length: pick([0, 0, 1, 90]) }, () => record())
    const gone = new Set(records.filter(() => random() < 0.02).map(({ id }) => id))
    const newer = new Map(changed.map((each) => [each.id, each]))
    records = [...records.map((each) => newer.get(each.id) ?? each), ...added].filter(({ id }) => !gone.has(id))
    index.put({ generation: 1, records: [...changed, ...added] })
    index.forget([...gone])
    const items = [
      ...records.filter(() => random() < 0.01).map((each) => editOf(each, 'companyName', pick(words))),
      ...(random() < 0.5 ? [creationOf(record())] : []),
    ]
    index.layItems(items)
    const expected = overlayRecords(records, items)
    expect(new Map(index.rows.map((row) => [row.relationshipId, row.record]))).toEqual(
      new Map(expected.map((shown) => [shown.record.id, shown.record])),
    )
    expect(index.rows).toHaveLength(expected.length)
    const names = index.rows.map((row) => row.sortName)
    expect(names).toEqual(names.toSorted())
    expect(names).toEqual(index.rows.map((row) => foldBoth(row.companyName)))
    expect(index.rows.filter((row) => row.waiting)).toHaveLength(expected.filter((shown) => shown.waiting).length)
  }
})

test('[M1] waiting work renews only the rows it is about', () => {
  const records = Array.from({ length: 50 }, () => record())
  const index = filled(records)
  const before = index.rows
  index.layItems([editOf(records[7]!, 'city', 'Leeds')])
  const renewed = index.rows.filter((row) => !before.includes(row))
  expect(renewed.map((row) => [row.relationshipId, row.city])).toEqual([[records[7]!.id, 'Leeds']])
  index.layItems([])
  expect(index.rows).toEqual(before)
})

test('[M2] knows the tags and countries there are, those of waiting work included', () => {
  const [first, second] = [record({ country: 'KR' }), record()]
  first.mspPrivate!.tags = ['North', 'gold']
  const index = filled([first, second])
  expect(index.choices).toEqual({ tags: ['gold', 'North'], countries: ['DE', 'KR'], devices: [] })
  index.layItems([editOf(second, 'country', 'AT')])
  expect(index.choices.countries).toEqual(['AT', 'DE', 'KR'])
  index.layItems([])
  index.forget([first.id])
  expect(index.choices).toEqual({ tags: [], countries: ['DE'], devices: [] })
})

test('[SYNC3] a snapshot’s rows replace those of earlier ones, and what it did not name goes at its end', () => {
  const [kept, dropped] = [record({ companyName: 'Kept' }), record({ companyName: 'Dropped' })]
  const index = filled([kept, dropped])
  index.put({ generation: 2, records: [record({ companyName: 'Kept anew' }, kept.id)] })
  index.put({ generation: 1, records: [record({ companyName: 'Too old' }, kept.id)] })
  expect(namesOf(index)).toEqual(['Dropped', 'Kept anew'])
  index.dropBefore(2)
  expect(namesOf(index)).toEqual(['Kept anew'])
  expect(index.find(dropped.id)).toBeNull()
})

test('[M7] an invitation that runs out makes another row of it, and no other', () => {
  const invited = record({ companyName: 'Invited' })
  const joint: RelationshipRecord = {
    ...invited,
    managementType: 'jointly',
    invitation: {
      id: 'x',
      state: 'sent',
      email: '',
      firstName: '',
      lastName: '',
      sentAt: 0,
      sentCount: 1,
      expiresAt: 500,
      troubleAt: null,
    },
  }
  const index = filled([joint, record({ companyName: 'Other' })])
  const before = index.rows
  expect(before.map((row) => row.status)).toEqual(['invited', 'active'])
  index.tick(400)
  expect(index.rows).toBe(before)
  index.tick(500)
  expect(index.rows.map((row) => row.status)).toEqual(['invitation-expired', 'active'])
  expect(index.rows[0]).not.toBe(before[0])
  expect(index.rows[1]).toBe(before[1])
})

test('[M10] a request that nobody answered in time makes another row of it, and no other', () => {
  const request = { requestedAt: 0, askedAt: 0 }
  const asked: RelationshipRecord = { ...record({ companyName: 'Asked' }), status: 'pending', request }
  const index = filled([asked, record({ companyName: 'Other' })])
  const before = index.rows
  index.tick(requestLifetimeMs - 1)
  expect(before.map((row) => row.status)).toEqual(['pending', 'active'])
  expect(index.rows).toBe(before)
  index.tick(requestLifetimeMs)
  expect(index.rows.map((row) => row.status)).toEqual(['request-expired', 'active'])
  expect(index.rows[0]).not.toBe(before[0])
  expect(index.rows[1]).toBe(before[1])
})

test('[M3] a customer is found by relationship and by Customer ID, never by digits elsewhere', () => {
  const [wanted, other] = [record(), record({ searched: '\n1234512345' })]
  const index = filled([wanted, other])
  expect(index.find(wanted.customerId)?.relationshipId).toBe(wanted.id)
  expect(index.find(wanted.id)?.relationshipId).toBe(wanted.id)
  expect(index.find('1234512345')).toBeNull()
  expect(index.find('nowhere' as RelationshipId)).toBeNull()
})

test('[DEV3] a page’s texts are folded together as they would be one by one', () => {
  const odd = record({ companyName: 'Nul\u0000inside', searched: 'Ä' })
  const index = filled([record({ companyName: 'Müller' }), odd, record({ companyName: '카브루' })])
  expect(index.rows.map((row) => row.sortName)).toEqual([
    'muller\tmueller',
    'nul\u0000inside',
    '카브루'.normalize('NFD'),
  ])
})

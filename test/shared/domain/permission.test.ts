import { describe, expect, test } from 'vitest'
import type { OrganisationId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import {
  canDecideFor,
  canEditDocument,
  canSeeRelationship,
  sideOf,
  type Actor,
  type RelationshipFacts,
} from '#shared/domain/permission.ts'
import {
  managementTypeSchema,
  relationshipStatusSchema,
  type ManagementType,
  type RelationshipStatus,
} from '#shared/domain/relationship.ts'

const [northwind, southwind, acme, zenith] = [
  '1000000001',
  '1000000002',
  '2000000001',
  '2000000002',
] as OrganisationId[]
const statuses = relationshipStatusSchema.options
const types = managementTypeSchema.options
const managing: RelationshipStatus[] = ['active', 'delink-requested-by-msp', 'delink-requested-by-customer']

function actor(
  organisationKind: OrganisationKind,
  organisationId: OrganisationId | undefined,
  role: Actor['role'] = 'super-admin',
): Actor {
  return { organisationKind, organisationId: organisationId!, role }
}

const itsMsp = actor('msp', northwind)
const itsCustomer = actor('customer', acme)
const strangers = [
  actor('msp', southwind),
  actor('customer', zenith),
  actor('reseller', acme),
  actor('reseller', northwind),
  actor('customer', northwind),
  actor('msp', acme),
]

function relationship(status: RelationshipStatus, managementType: ManagementType): RelationshipFacts {
  return { mspId: northwind!, customerId: acme!, status, managementType }
}

const everyState = statuses.flatMap((status) =>
  types.map((type) => ({ status, type, now: relationship(status, type) })),
)
const account = { kind: 'account', customerId: acme!, closed: false } as const
const ours = { kind: 'msp-private', customerId: acme!, closed: false } as const

describe('Who may read and write a document', () => {
  test.each(everyState)('[DOC1][C8] $status, $type managed', ({ status, type, now }) => {
    const isManaging = managing.includes(status)
    expect(canEditDocument(itsMsp, account, now), 'the MSP, the account').toBe(isManaging)
    expect(canEditDocument(itsMsp, ours, now), 'the MSP, its own facts').toBe(isManaging)
    expect(canEditDocument(itsCustomer, account, now), 'the customer, its account').toBe(
      !isManaging || type === 'jointly',
    )
    expect(canEditDocument(itsCustomer, ours, now), 'the customer, the MSP’s facts').toBe(false)
    for (const stranger of strangers) {
      expect(canEditDocument(stranger, account, now)).toBe(false)
      expect(canEditDocument(stranger, ours, now)).toBe(false)
    }
  })

  test('[DOC6] with nobody managing, the account is the customer’s alone', () => {
    expect(canEditDocument(itsCustomer, account, null)).toBe(true)
    for (const other of [itsMsp, ...strangers]) expect(canEditDocument(other, account, null)).toBe(false)
    expect(canEditDocument(itsCustomer, ours, null)).toBe(false)
    expect(canEditDocument(itsMsp, ours, null)).toBe(false)
  })

  test.each(everyState)('[DOC6] nobody writes a closed document: $status, $type managed', ({ now }) => {
    for (const someone of [itsMsp, itsCustomer, ...strangers]) {
      for (const document of [account, ours]) {
        expect(canEditDocument(someone, { ...document, closed: true }, now)).toBe(false)
        expect(canEditDocument(someone, { ...document, closed: true }, null)).toBe(false)
      }
    }
  })
})

describe('Who sees a relationship', () => {
  test.each(everyState)('[SYNC5][C8] $status, $type managed', ({ status, type, now }) => {
    const isManaging = managing.includes(status)
    expect(canSeeRelationship(itsMsp, now)).toBe(isManaging)
    expect(canSeeRelationship(itsCustomer, now)).toBe(isManaging && type === 'jointly')
    for (const stranger of strangers) expect(canSeeRelationship(stranger, now)).toBe(false)
  })

  test('[SYNC5] a side is stood on by kind and id together', () => {
    const now = relationship('active', 'jointly')
    expect([itsMsp, itsCustomer].map((someone) => sideOf(someone, now))).toEqual(['msp', 'customer'])
    for (const stranger of strangers) expect(sideOf(stranger, now)).toBeNull()
  })

  test('[C4] the MSP’s people decide for it, a customer’s super admins for theirs', () => {
    const decides = (someone: Actor) => [canDecideFor(someone, 'msp'), canDecideFor(someone, 'customer')]
    expect(decides(actor('msp', northwind, 'admin'))).toEqual([true, false])
    expect(decides(actor('msp', northwind))).toEqual([true, false])
    expect(decides(actor('customer', acme))).toEqual([false, true])
    expect(decides(actor('customer', acme, 'admin'))).toEqual([false, false])
    expect(decides(actor('reseller', acme))).toEqual([false, false])
  })
})

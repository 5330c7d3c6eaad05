import { describe, expect, test } from 'vitest'
import { can, sideOf, type Actor, type DocumentFacts, type RelationshipFacts } from '#shared/domain/access/can.ts'
import {
  builtInPermissions,
  ownRolePermissions,
  allPermissions,
  rolePermissions,
  type Permission,
} from '#shared/domain/access/permission.ts'
import { everyCustomer, type Scope } from '#shared/domain/access/scope.ts'
import type { OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
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
  given: Partial<Actor> = {},
): Actor {
  const role = given.role ?? 'super-admin'
  return {
    organisationKind,
    organisationId: organisationId!,
    role,
    permissions: builtInPermissions(organisationKind, role),
    scope: everyCustomer,
    ...given,
  }
}

const withOnly = (...permissions: Permission[]) => ({ permissions: new Set(permissions) })
const scope = (kind: Scope['kind'], allowed: OrganisationId[], denied: OrganisationId[] = []): { scope: Scope } => ({
  scope: { kind, allowed: new Set(allowed), denied: new Set(denied) },
})

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

const id = 'a relationship' as RelationshipId

function relationship(
  status: RelationshipStatus,
  managementType: ManagementType,
  adminsGranted = false,
): RelationshipFacts {
  return { id, mspId: northwind!, customerId: acme!, status, managementType, adminsGranted }
}

function document(kind: DocumentFacts['kind'], manager: RelationshipFacts | null, closed = false) {
  return { type: 'document', kind, customerId: acme!, closed, relationshipId: id, manager } as const
}

const everyState = statuses.flatMap((status) =>
  types.map((type) => ({ status, type, now: relationship(status, type) })),
)

describe('Who may read and write a document', () => {
  test.each(everyState)('[DOC1][C8] $status, $type managed', ({ status, type, now }) => {
    const isManaging = managing.includes(status)
    const [account, ours] = [document('account', now), document('msp-private', now)]
    for (const permission of ['view', 'edit-account'] as const) {
      expect(can(itsMsp, permission, account), 'the MSP, the account').toBe(isManaging)
      expect(can(itsMsp, permission, ours), 'the MSP, its own facts').toBe(isManaging)
      expect(can(itsCustomer, permission, account), 'the customer, its account').toBe(!isManaging || type === 'jointly')
      expect(can(itsCustomer, permission, ours), 'the customer, the MSP’s facts').toBe(false)
      for (const stranger of strangers) {
        expect(can(stranger, permission, account)).toBe(false)
        expect(can(stranger, permission, ours)).toBe(false)
      }
    }
  })

  test('[DOC6] with nobody managing, the account is the customer’s alone', () => {
    const [account, ours] = [document('account', null), document('msp-private', null)]
    expect(can(itsCustomer, 'edit-account', account)).toBe(true)
    for (const other of [itsMsp, ...strangers]) expect(can(other, 'view', account)).toBe(false)
    for (const other of [itsMsp, itsCustomer]) expect(can(other, 'view', ours)).toBe(false)
  })

  test('[C8] an account that a former relationship left is kept from its people by a new one that manages fully', () => {
    const now = { ...relationship('active', 'fully'), id: 'another' as RelationshipId }
    for (const someone of [itsCustomer, itsMsp]) expect(can(someone, 'view', document('account', now))).toBe(false)
  })

  test.each(everyState)('[DOC6] nobody has a closed document: $status, $type managed', ({ now }) => {
    for (const someone of [itsMsp, itsCustomer, ...strangers]) {
      for (const kind of ['account', 'msp-private'] as const) {
        expect(can(someone, 'view', document(kind, now, true))).toBe(false)
        expect(can(someone, 'edit-account', document(kind, null, true))).toBe(false)
      }
    }
  })
})

describe('Who sees a relationship', () => {
  test.each(everyState)('[SYNC5][C8] $status, $type managed', ({ status, type, now }) => {
    const target = { type: 'relationship', ...now } as const
    const isManaging = managing.includes(status)
    expect(can(itsMsp, 'view', target)).toBe(isManaging)
    expect(can(itsCustomer, 'view', target)).toBe(isManaging && type === 'jointly')
    for (const stranger of strangers) expect(can(stranger, 'view', target)).toBe(false)
  })

  test.each(everyState)('[M10][C4] as a request: $status, $type managed', ({ status, now }) => {
    const target = { type: 'request', ...now } as const
    const isAsked = ['pending', 'rejected', 'no-longer-possible'].includes(status)
    expect(can(itsMsp, 'view', target)).toBe(isAsked)
    expect(can(itsCustomer, 'view', target)).toBe(status === 'pending')
    expect(can(actor('customer', acme, { role: 'admin' }), 'view', target), 'only who answers').toBe(false)
    expect(can(actor('msp', northwind, scope('but', [acme!], [acme!])), 'view', target)).toBe(false)
    for (const stranger of strangers) expect(can(stranger, 'view', target)).toBe(false)
  })

  test('[SYNC5] a side is stood on by kind and id together', () => {
    const now = relationship('active', 'jointly')
    expect([itsMsp, itsCustomer].map((someone) => sideOf(someone, now))).toEqual(['msp', 'customer'])
    for (const stranger of strangers) expect(sideOf(stranger, now)).toBeNull()
  })

  test.each<[string, { scope: Scope }, boolean]>([
    ['all', scope('all', [], [acme!]), true],
    ['only this one', scope('only', [acme!]), true],
    ['only another', scope('only', [zenith!]), false],
    ['only some, and not this one of them', scope('only', [acme!, zenith!], [acme!]), false],
    ['all but another, those added later too', scope('but', [], [zenith!]), true],
    ['all but this one', scope('but', [acme!], [acme!]), false],
  ])('[M20] by scope, of which deny beats allow: %s', (_what, given, sees) => {
    const now = relationship('active', 'jointly')
    const change = { customerId: acme!, audience: 'both', relationship: now, manager: now } as const
    for (const someone of [actor('msp', northwind, given), actor('msp', northwind, { ...given, role: 'admin' })]) {
      expect(can(someone, 'view', { type: 'relationship', ...now })).toBe(sees)
      expect(can(someone, 'edit-account', document('msp-private', now))).toBe(sees)
      expect(can(someone, 'view-activity', { type: 'change', ...change })).toBe(sees)
    }
    expect(can(actor('customer', acme, given), 'view', { type: 'relationship', ...now }), 'one’s own').toBe(true)
  })
})

describe('Who reads the log', () => {
  test('[C8][SYNC5] a customer what was done for both, an MSP what was done under its own relationship', () => {
    const now = relationship('active', 'jointly')
    const change = { type: 'change', customerId: acme!, relationship: now, manager: now } as const
    const read = (someone: Actor, audience: 'both' | 'msp') => can(someone, 'view-activity', { ...change, audience })
    expect([read(itsMsp, 'both'), read(itsMsp, 'msp')]).toEqual([true, true])
    expect([read(itsCustomer, 'both'), read(itsCustomer, 'msp')]).toEqual([true, false])
    for (const stranger of strangers) expect(read(stranger, 'both')).toBe(false)
    const before = {
      ...change,
      relationship: relationship('delinked', 'jointly'),
      manager: null,
      audience: 'both',
    } as const
    expect([itsMsp, itsCustomer].map((someone) => can(someone, 'view-activity', before))).toEqual([false, true])
    const fully = { ...change, audience: 'both', manager: relationship('active', 'fully') } as const
    expect(can(itsCustomer, 'view-activity', fully)).toBe(false)
  })
})

describe('What a role lets somebody do', () => {
  test('[M20][C6] each permission by itself, and nothing without seeing', () => {
    const now = { type: 'relationship', ...relationship('active', 'jointly') } as const
    for (const permission of allPermissions) {
      const holder = actor('msp', northwind, withOnly('view', permission))
      const allowed = allPermissions.filter((asked) => can(holder, asked, now))
      expect(new Set(allowed)).toEqual(new Set(['view', permission]))
      if (permission !== 'view') expect(can(actor('msp', northwind, withOnly(permission)), permission, now)).toBe(false)
    }
  })

  test('[C4][C5] the MSP’s people decide for it, a customer’s super admins for theirs', () => {
    const now = { type: 'relationship', ...relationship('active', 'jointly') } as const
    const decides = (someone: Actor) => can(someone, 'delink-customer', now)
    expect(decides(actor('msp', northwind, { role: 'admin' }))).toBe(true)
    expect(decides(itsMsp)).toBe(true)
    expect(decides(itsCustomer)).toBe(true)
    expect(decides(actor('customer', acme, { role: 'admin' }))).toBe(false)
    expect(decides(actor('reseller', acme))).toBe(false)
  })

  test('[M6] only people of an MSP add customers, and only for it', () => {
    const adds = (someone: Actor, organisationId: OrganisationId) =>
      can(someone, 'add-customer', { type: 'organisation', organisationId })
    expect([adds(itsMsp, northwind!), adds(actor('msp', northwind, { role: 'admin' }), northwind!)]).toEqual([
      true,
      true,
    ])
    expect([adds(itsMsp, southwind!), adds(itsCustomer, acme!)]).toEqual([false, false])
  })

  test('[M20][C6] an organisation’s own role gives what its kind may give, whatever else it names', () => {
    const everything = [...allPermissions, 'unheard-of']
    for (const kind of ['msp', 'customer', 'reseller'] as const)
      expect([...ownRolePermissions(kind, everything)]).toEqual([...rolePermissions[kind]])
    expect(ownRolePermissions('customer', everything).has('delink-customer')).toBe(false)
    expect([...ownRolePermissions('msp', ['view'])]).toEqual(['view'])
  })
})

describe('Who manages people', () => {
  const person = (role: Actor['role'], manager: RelationshipFacts | null, organisationId = acme!) =>
    ({ type: 'person', organisationId, role, manager }) as const
  const may = (someone: Actor, target: ReturnType<typeof person>) => can(someone, 'manage-admins-and-roles', target)

  test('[M20] one’s own, super admins only by super admins', () => {
    const manager = actor('customer', acme, { role: 'admin', ...withOnly('view', 'manage-admins-and-roles') })
    expect([may(itsCustomer, person('super-admin', null)), may(itsCustomer, person('admin', null))]).toEqual([
      true,
      true,
    ])
    expect([may(manager, person('super-admin', null)), may(manager, person('admin', null))]).toEqual([false, true])
    expect(may(actor('customer', acme, { role: 'admin' }), person('admin', null))).toBe(false)
  })

  test('[M20][C6] whoever sees anything sees all of their own people, and super admins too', () => {
    const admin = actor('customer', acme, { role: 'admin' })
    expect(can(admin, 'view', person('super-admin', relationship('active', 'fully')))).toBe(true)
    expect(can(admin, 'view', person('admin', null, northwind!))).toBe(false)
    const blind = actor('customer', acme, { role: 'admin', ...withOnly('view-activity') })
    expect(can(blind, 'view', person('admin', null))).toBe(false)
  })

  test('[C7] a customer’s while it grants that, super admins never', () => {
    const [granted, not] = [relationship('active', 'jointly', true), relationship('active', 'jointly')]
    expect(may(itsMsp, person('admin', granted))).toBe(true)
    expect(may(itsMsp, person('admin', not))).toBe(false)
    expect(may(itsMsp, person('super-admin', granted))).toBe(false)
    expect(may(actor('msp', northwind, scope('but', [], [acme!])), person('admin', granted))).toBe(false)
    expect(may(itsMsp, person('admin', { ...granted, status: 'delinked' }))).toBe(false)
    const others = strangers.filter(({ organisationId }) => organisationId !== acme)
    for (const stranger of others) expect(may(stranger, person('admin', granted))).toBe(false)
  })
})

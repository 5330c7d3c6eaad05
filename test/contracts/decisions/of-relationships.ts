// How decisions about relationships, and those that begin one, are taken.
import type { CreationName, RelationshipDecisionName } from '#shared/decisions/registry.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import type { ManagementType } from '#shared/domain/relationship.ts'
import { lookUpCustomer } from '../../../server/commands/look-up-customer.ts'
import { addCustomerInput } from '../../support/tandem.ts'
import type { CasesOf } from './decision-case.ts'
import type { Visit } from './house.ts'

const hourMs = 60 * 60 * 1000
export const dayMs = 24 * hourMs

async function asking(visit: Visit) {
  const { house, ids } = visit
  const customerId = house.organisations['Free']!
  await lookUpCustomer(visit.services, { userId: house.users.boss }, customerId)
  const relationshipId = ids.randomId() as RelationshipId
  return { relationshipId, customerId, managementType: 'jointly' as const, services: ['knox-manage'] }
}

/** That Northwind asked Free. */
export async function asked(visit: Visit) {
  const input = await asking(visit)
  await visit.did('boss', 'request-customer', input)
  return visit.seen(input.relationshipId)
}

/** A customer of Northwind's that nobody works for. */
async function added(visit: Visit, managementType: ManagementType) {
  const input = addCustomerInput(visit.ids, { companyName: 'New', managementType, workEmail: 'new@new.example' })
  await visit.did('boss', 'add-customer', input)
  return visit.seen(input.relationshipId)
}

async function delinking(visit: Visit) {
  await visit.did('jo', 'delink-customer', await visit.seen('acme'))
  return visit.seen('acme')
}

async function askedForService(visit: Visit) {
  await visit.did('boss', 'add-service', { ...(await visit.seen('acme')), services: ['knox-guard'] })
  return visit.seen('acme')
}

export const relationshipCases: CasesOf<RelationshipDecisionName | CreationName> = {
  'add-customer': {
    by: 'boss',
    elsewhere: null,
    ask: ({ ids }) => addCustomerInput(ids, { companyName: 'New', workEmail: 'new@new.example' }),
    leaves: 'log customer-added, mail invitation',
    again: 'id-taken',
  },
  'request-customer': {
    by: 'boss',
    elsewhere: 'customer-not-found',
    ask: asking,
    leaves: 'log request-sent, mail management-request',
    again: 'already-asked',
  },
  'convert-customer': {
    by: 'boss',
    ask: async (visit) => ({ ...(await visit.seen('alone')), workEmail: 'contact@alone.example', locale: 'en' }),
    leaves: 'audit customer-converted, log customer-converted, mail account-shared',
    again: 'already-jointly',
  },
  'change-contact': {
    by: 'boss',
    ask: async (visit) => ({
      ...(await visit.seen('invited')),
      ...{ firstName: 'Al', lastName: 'Ito', workEmail: 'other@invited.example', locale: 'en' },
    }),
    leaves: 'audit contact-changed, log contact-changed, mail contact-changed, mail invitation',
    again: 'stale-decision',
  },
  'remove-customer': {
    by: 'boss',
    ask: (visit) => visit.seen('invited'),
    leaves: 'audit customer-removed, log customer-removed',
    again: 'relationship-ended',
  },
  'close-customer': {
    by: 'boss',
    ask: (visit) => added(visit, 'fully'),
    leaves: 'audit customer-closed, log customer-closed, mail account-closed',
    again: 'relationship-ended',
  },
  'resend-invitation': {
    by: 'boss',
    ask: (visit) => visit.seen('invited'),
    leaves: 'log invitation-reminded, mail invitation-reminder',
    again: 'reminded-recently',
    againHere: '-',
  },
  'delink-customer': {
    by: 'jo',
    ask: (visit) => visit.seen('acme'),
    leaves: 'log delink-requested, mail delink-request',
    again: 'already-asked',
  },
  'remind-delink': {
    by: 'jo',
    async ask(visit) {
      await delinking(visit)
      visit.wait(dayMs)
      return visit.seen('acme')
    },
    leaves: 'log delink-reminded, mail delink-reminder',
    again: 'reminded-recently',
  },
  'withdraw-delink': {
    by: 'jo',
    ask: delinking,
    leaves: 'log delink-withdrawn, mail delink-withdrawn',
    again: 'no-open-request',
  },
  'accept-delink': {
    by: 'boss',
    ask: delinking,
    leaves: 'audit delink-accepted, log delink-accepted, mail delink-accepted, mail delink-accepted',
    again: 'relationship-ended',
  },
  'reject-delink': {
    by: 'boss',
    ask: delinking,
    leaves: 'log delink-rejected, mail delink-rejected',
    again: 'no-open-request',
  },
  'grant-admins': {
    by: 'jo',
    ask: (visit) => visit.seen('acme'),
    leaves: 'audit admins-granted, log admins-granted',
    again: 'stale-decision',
  },
  'take-back-admins': {
    by: 'jo',
    async ask(visit) {
      await visit.did('jo', 'grant-admins', await visit.seen('acme'))
      return visit.seen('acme')
    },
    leaves: 'audit admins-taken-back, log admins-taken-back',
    again: 'stale-decision',
  },
  'remind-request': {
    by: 'boss',
    async ask(visit) {
      const seen = await asked(visit)
      visit.wait(dayMs)
      return seen
    },
    leaves: 'log request-reminded, mail management-request',
    again: 'asked-today',
  },
  'renew-request': {
    by: 'boss',
    async ask(visit) {
      const { relationshipId } = await asked(visit)
      await visit.did('fay', 'reject-request', await visit.seen(relationshipId))
      visit.wait(dayMs)
      return visit.seen(relationshipId)
    },
    leaves: 'log request-renewed, mail management-request',
    again: 'already-asked',
  },
  'withdraw-request': {
    by: 'boss',
    ask: asked,
    leaves: 'log request-withdrawn, mail request-withdrawn',
    again: 'relationship-ended',
    unforetold: ['relationship is not there'],
  },
  'accept-request': {
    by: 'fay',
    ask: asked,
    leaves: 'audit request-accepted, log request-accepted, mail request-accepted, mail request-accepted',
    again: 'no-open-request',
  },
  'reject-request': {
    by: 'fay',
    ask: asked,
    leaves: 'log request-rejected, mail request-rejected',
    again: 'no-open-request',
    unforetold: ['relationship is not there'],
    againHere: 'relationship-ended',
  },
  'add-service': {
    by: 'boss',
    ask: async (visit) => ({ ...(await visit.seen('acme')), services: ['knox-guard'] }),
    leaves: 'audit services-added, log services-asked, mail service-request',
    again: 'service-managed',
  },
  'withdraw-service': {
    by: 'boss',
    ask: askedForService,
    leaves: 'log services-withdrawn, mail service-withdrawn',
    again: 'no-open-request',
  },
  'accept-service': {
    by: 'jo',
    ask: askedForService,
    leaves: 'audit services-accepted, log services-accepted, mail service-accepted',
    again: 'no-open-request',
  },
  'reject-service': {
    by: 'jo',
    ask: askedForService,
    leaves: 'log services-rejected, mail service-rejected',
    again: 'no-open-request',
  },
  'open-ticket': {
    by: 'boss',
    ask: async (visit) => ({ ...(await visit.seen('acme')), service: 'knox-suite', ticketText: 'Remove it' }),
    leaves: 'log ticket-opened',
    again: 'ticket-open-already',
    againHere: '-',
  },
}

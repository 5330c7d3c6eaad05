import { expect, test } from 'vitest'
import { listStatusAt, type ListStatus } from '#shared/domain/customer-record.ts'
import { invitationLifetimeMs, type InvitationSummary } from '#shared/domain/invitation.ts'
import { requestLifetimeMs } from '#shared/domain/request/management-request.ts'
import { relationshipStatusSchema } from '#shared/domain/relationship.ts'

const now = 1_000_000_000_000
const managed = { status: 'active', managementType: 'jointly', convertedAt: null, request: null } as const

function invitation(state: InvitationSummary['state'], expiresAt: number | null = now + 1): InvitationSummary {
  return {
    id: 'x',
    state,
    email: '',
    firstName: '',
    lastName: '',
    sentAt: null,
    sentCount: 1,
    expiresAt,
    troubleAt: null,
  }
}

test.each<[string, InvitationSummary | null, ListStatus]>([
  ['no invitation', null, 'active'],
  ['one that waits to be sent', invitation('waiting', null), 'invited'],
  ['one that was sent', invitation('sent'), 'invited'],
  ['one that has just run out', invitation('sent', now), 'invitation-expired'],
  ['one that ran out long ago', invitation('sent', now - invitationLifetimeMs), 'invitation-expired'],
  ['one that was declined [FA13]', invitation('declined'), 'invitation-declined'],
  ['one that was revoked', invitation('revoked'), 'invitation-expired'],
  ['one that led to a registration', invitation('registered', now - 1), 'active'],
])('[M1] an active jointly managed customer with %s', (_which, given, shown) => {
  expect(listStatusAt({ ...managed, invitation: given }, now)).toBe(shown)
})

test('[M1] a fully managed customer is never shown as invited', () => {
  expect(listStatusAt({ ...managed, managementType: 'fully', invitation: invitation('sent') }, now)).toBe('active')
})

test.each<InvitationSummary>([
  invitation('waiting', null),
  invitation('sent'),
  invitation('sent', now),
  invitation('declined'),
  invitation('registered'),
])('[M14] one that was converted stays active, however its invitation stands: %o', (given) => {
  expect(listStatusAt({ ...managed, convertedAt: now - 1, invitation: given }, now)).toBe('active')
})

test.each(relationshipStatusSchema.exclude(['active', 'pending']).options)(
  '[M16] %s is shown whatever the invitation',
  (status) => {
    expect(listStatusAt({ ...managed, status, invitation: invitation('sent') }, now)).toBe(status)
  },
)

test.each<[number, ListStatus]>([
  [now, 'pending'],
  [now - requestLifetimeMs + 1, 'pending'],
  [now - requestLifetimeMs, 'request-expired'],
])('[M10] a request of %d is over to the second: %s', (requestedAt, shown) => {
  const request = { requestedAt, askedAt: now }
  expect(listStatusAt({ ...managed, status: 'pending', invitation: null, request }, now)).toBe(shown)
})

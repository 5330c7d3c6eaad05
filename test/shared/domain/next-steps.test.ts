import { expect, test } from 'vitest'
import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import { requestLifetimeMs } from '#shared/domain/request/management-request.ts'
import { toConsentSteps } from '#shared/domain/document/consent-step.ts'
import { nextSteps } from '#shared/domain/request/next-steps.ts'

const now = 1_800_000_000_000
const calm = {
  status: 'active',
  managementType: 'jointly',
  invitation: null,
  request: null,
  askedServices: null,
  jointAsk: null,
} as const
type Record = Parameters<typeof nextSteps>[0]
const invited = (state: 'waiting' | 'sent' | 'registered' | 'declined', expiresAt = now + 1): Partial<Record> => ({
  invitation: { state, expiresAt } as Record['invitation'],
})

test.each<[what: string, record: Partial<Record>, expected: string[]]>([
  ['nothing is open', {}, []],
  ['an invitation runs', invited('sent'), [`invitation customer ${now + 1}`]],
  ['it is over, to the millisecond', invited('sent', now), ['invitation-over msp null']],
  ['it was declined', invited('declined'), ['invitation-over msp null']],
  ['it waits to be sent', invited('waiting'), []],
  ['somebody registered', invited('registered'), []],
  ['it was converted back to nobody’s', { ...invited('sent'), managementType: 'fully' }, []],
  ['the MSP asked for a delink', { status: 'delink-requested-by-msp' }, ['delink-by-msp customer null']],
  ['the customer asked for a delink', { status: 'delink-requested-by-customer' }, ['delink-by-customer msp null']],
  [
    'a request waits',
    { status: 'pending', request: { requestedAt: now, askedAt: now } },
    [`request customer ${now + requestLifetimeMs}`],
  ],
  ['it expired', { status: 'pending', request: { requestedAt: now - requestLifetimeMs, askedAt: now } }, []],
  [
    'services and a delink are asked for',
    { status: 'delink-requested-by-msp', askedServices: { services: [], askedAt: now } },
    ['delink-by-msp customer null', 'services customer null'],
  ],
  [
    'joint management is asked for',
    { managementType: 'fully', jointAsk: { askedAt: now, remindedAt: null } },
    ['joint-management msp null'],
  ],
])('[H6] who must act next when %s', (_what, record, expected) => {
  const steps = nextSteps({ ...calm, ...record }, now)
  expect(steps.map(({ about, by, until }) => `${about} ${by} ${until}`)).toEqual(expected)
})

test('[H6] the timeline has decisions about the two alone, none about devices or seats, the newest first by when they took effect', () => {
  const change = (id: string, receivedAt: number, at: number, type: 'decision' | 'text') =>
    ({ id, receivedAt, at, actor: {}, detail: { type, event: id }, devices: null }) as unknown as ChangeRecord
  const steps = toConsentSteps([
    change('offline', 30, 1, 'decision'),
    change('typed', 25, 25, 'text'),
    change('first', 20, 20, 'decision'),
    { ...change('seats-assigned', 22, 22, 'decision'), devices: { count: 3, uploadId: null, name: 'Fleet' } },
    change('second', 30, 2, 'decision'),
  ])
  expect(steps.map(({ event }) => event)).toEqual(['second', 'offline', 'first'])
})

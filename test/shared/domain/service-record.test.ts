import { expect, test } from 'vitest'
import { managedServicesOf, unusualAmong, type ManagedService } from '#shared/domain/service-record.ts'

const usual: ManagedService = { service: 'knox-suite', status: 'active', since: 7, isOurs: true }
const applied: ManagedService = { service: 'knox-guard', status: 'applied', since: 9, isOurs: false }

test('[C10] a row says only what isn’t active since the customer was added, through its MSP', () => {
  expect(unusualAmong([usual, applied], 7)).toEqual([applied])
  expect(unusualAmong([usual], 8)).toEqual([usual])
  const row = { services: ['knox-guard', 'knox-suite'], unusualServices: [applied], addedAt: 7 }
  expect(managedServicesOf(row)).toEqual([applied, usual])
})

test('[C10] a row that an earlier release stored, or foretold in its outbox, says nothing of them', () => {
  expect(managedServicesOf({ services: ['knox-suite'], addedAt: 7 })).toEqual([usual])
})

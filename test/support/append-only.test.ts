// The audit log is only added to (X2): nothing on the server changes or deletes a line of it, but the erasure of all of a customer.
import { expect, test } from 'vitest'
import { auditEvents } from '#shared/domain/audit-entry.ts'
import { readSources } from './source-tree.ts'

const writes =
  /(?:updateTable|deleteFrom|replaceInto|mergeInto)\(\s*['"`]audit_entry|(?:update|delete\s+from)\s+"?audit_entry/gi

test('[X2] nothing changes or deletes a line of the audit log, but the erasure of a customer', () => {
  const found = readSources(['server']).filter(({ text }) => text.match(writes))
  expect(found.map(({ path }) => path)).toEqual(['server/database/repository/customer/erasure.ts'])
  expect(found[0]!.text.match(writes)).toHaveLength(1)
})

// `service-…` is put together where an application is decided.
test('[X2] every event that the audit log can tell of is written by something', () => {
  const written = readSources(['server', 'src/shared/decisions'])
    .map(({ text }) => text)
    .join('\n')
  expect(auditEvents.filter((event) => !written.includes(`'${event}'`) && !event.startsWith('service-'))).toEqual([])
})

// The audit log is only added to (X2): nothing on the server changes or deletes a line of it, but the erasure of all of a customer.
import { expect, test } from 'vitest'
import { readSources } from './source-tree.ts'

const writes =
  /(?:updateTable|deleteFrom|replaceInto|mergeInto)\(\s*['"`]audit_entry|(?:update|delete\s+from)\s+"?audit_entry/gi

test('[X2] nothing changes or deletes a line of the audit log, but the erasure of a customer', () => {
  const found = readSources(['server']).filter(({ text }) => text.match(writes))
  expect(found.map(({ path }) => path)).toEqual(['server/database/repository/customer/erasure.ts'])
  expect(found[0]!.text.match(writes)).toHaveLength(1)
})

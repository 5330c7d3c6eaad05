import { expect, test } from 'vitest'
import { migrationsFor } from '../../server/database/migrations.ts'

test('[SYNC3] migrations are named in the order in which they came, as databases that ran some want them', () => {
  // Those before are older than this rule.
  const all = Object.keys(migrationsFor('sqlite'))
  const names = all.slice(all.indexOf('2026-11-30-invited-people'))
  expect(names).toEqual(names.toSorted())
  expect(Object.keys(migrationsFor('postgres'))).toEqual(all)
})

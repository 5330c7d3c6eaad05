import { expect, test } from 'vitest'
import { rowFacts } from '#shared/domain/customer-record.ts'
import { newRelationshipId } from '#shared/domain/id-families.ts'
import { findPossibleDuplicates, type EnteredCompany } from '#lib/queries/customers/possible-duplicates.ts'
import { rowsOf } from '#lib/list/list-of.ts'
import { listOfCustomers } from '#lib/queries/customers/list-of-customers.ts'
import { relationshipRecord } from '../support/relationship-record.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'

const ids = seededIds(seededRandom(29))
const nothing: EnteredCompany = { companyName: '', workEmail: '', phone: '', contactPhone: '', website: '' }

function rowsNamed(...companies: { values: Record<string, string>; workEmail?: string }[]) {
  const records = companies.map(({ values, workEmail = 'ada@gmail.com' }) => ({
    ...relationshipRecord(newRelationshipId(ids), values['companyName'] ?? ''),
    workEmail,
    facts: rowFacts(values),
  }))
  return rowsOf(listOfCustomers, records, 1, { now: 0 })
}

const list = rowsNamed(
  { values: { companyName: 'Acorn Bikes Ltd', phone: '+44 113 496 0999', website: 'https://www.acorn.example/shop' } },
  {
    values: { companyName: 'Birch Café', contactPhone: '(02) 312-3456' },
    workEmail: 'jo@birch.example',
  },
  { values: { companyName: 'Cedar Inn' }, workEmail: 'kim@gmail.com' },
)

async function alike(entered: Partial<EnteredCompany>): Promise<string[]> {
  const found = await findPossibleDuplicates(list, { ...nothing, ...entered })
  return found!.map(({ row, alike }) => `${row.companyName}: ${alike.join(' ')}`)
}

test('[M29] name, work email, mail domain, phone and website are compared with the list', async () => {
  expect(await alike({ companyName: 'acorn bikse' })).toEqual(['Acorn Bikes Ltd: companyName'])
  expect(await alike({ website: 'acorn.example' })).toEqual(['Acorn Bikes Ltd: website'])
  expect(await alike({ phone: '0113 4960999' })).toEqual(['Acorn Bikes Ltd: phone'])
  expect(await alike({ contactPhone: '+82 2-312-3456' })).toEqual(['Birch Café: contactPhone'])
  expect(await alike({ workEmail: 'other@birch.example' })).toEqual(['Birch Café: mailDomain'])
  expect(await alike({ workEmail: ' Jo@BIRCH.example' })).toEqual(['Birch Café: workEmail'])
})

test('[M29] what everybody has tells nothing, but the very same address does; the most alike comes first', async () => {
  expect(await alike({ workEmail: 'mina@gmail.com', website: 'facebook.com/mina', phone: '123' })).toEqual([])
  expect(await alike({ workEmail: 'kim@gmail.com' })).toEqual(['Cedar Inn: workEmail'])
  expect(await alike({})).toEqual([])
  expect(await alike({ companyName: 'Cedar-Inn', workEmail: 'x@birch.example', contactPhone: '02 312 3456' })).toEqual([
    'Birch Café: mailDomain contactPhone',
    'Cedar Inn: companyName',
  ])
})

test('[M29] stops when something else is typed meanwhile', async () => {
  expect(await findPossibleDuplicates(list, nothing, () => true)).toBeNull()
})

import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { writeCustomersCsv } from '#lib/ui/customer-list/customers-csv.ts'
import { separatorOf } from '#lib/ui/table/write-csv.ts'
import { customerRow } from './customer-row-fixture.ts'

async function read(file: Blob): Promise<string[][]> {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer())
  expect(text.startsWith('\uFEFF')).toBe(true)
  return Papa.parse<string[]>(text.slice(1), { skipEmptyLines: true }).data
}

describe('Customers as CSV', () => {
  it('[M4][C10] carries the internal reference and every row, quotes and line breaks whole', async () => {
    const rows = [
      customerRow({
        companyName: 'Bäckerei "Zum Ofen", Köln',
        internalReference: 'REF-1',
        services: ['knox-suite', 'knox-guard'],
        shownServices: [
          { service: 'knox-suite', status: 'active', since: 0, isOurs: true },
          { service: 'knox-guard', status: 'suspended', since: 0, isOurs: true },
        ],
        customerId: '1234567890' as OrganisationId,
      }),
      customerRow({ companyName: '한빛전자', internalReference: '', tags: ['A', 'B'] }),
    ]
    const [head, first, second] = await read(await writeCustomersCsv(rows))
    expect(head?.slice(0, 3)).toEqual(['Name', 'Internal reference', 'Customer ID'])
    expect(first?.slice(0, 2)).toEqual(['Bäckerei "Zum Ofen", Köln', 'REF-1'])
    expect(first).toContain('Knox Suite | Knox Guard')
    expect(head?.slice(4, 6)).toEqual(['Services', 'Service status'])
    expect(first?.slice(4, 6)).toEqual(['Knox Suite | Knox Guard', 'Active | Suspended'])
    expect(second?.[0]).toBe('한빛전자')
    expect(second?.at(-1)).toBe('A | B')
  })

  it.each(['=HYPERLINK("http://x")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1'])(
    '[M4] never hands a spreadsheet a formula: %j',
    async (evil) => {
      const cells = await read(
        await writeCustomersCsv([
          customerRow({ companyName: evil, internalReference: evil, city: evil, tags: [evil] }),
        ]),
      )
      for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
    },
  )

  it('[FB9][FC4] no cell begins a formula, whatever invisible or broken stands in it', async () => {
    const evils = ['=HYPERLINK(\n"http://x")', '\u200b=1', '\u202e\u0000@SUM(A1)', '＝1', '－1', 'a\n=1+1', ' \u00a0+1']
    const rows = evils.map((evil) => customerRow({ companyName: evil, city: evil, contactName: evil, tags: [evil] }))
    const [, ...lines] = await read(await writeCustomersCsv(rows))
    for (const cell of lines.flat()) {
      expect(cell).not.toMatch(/^[\s\p{C}]*[=+\-@＝＋－＠]/u)
      expect(cell).not.toMatch(/[\p{Cc}\u200b\u202e]/u)
    }
    expect(lines[0]![0]).toBe(`'=HYPERLINK( "http://x")`)
  })

  it('[FC13] separates cells as a spreadsheet of that language does, and lists within a cell as none does', async () => {
    expect(['en-GB', 'ko', 'de', 'de-CH', 'fr', 'pt-BR'].map(separatorOf)).toEqual([',', ',', ';', ',', ';', ';'])
    const [, row] = await read(
      await writeCustomersCsv([customerRow({ services: ['knox-suite', 'knox-guard'], tags: ['A', 'B'] })]),
    )
    for (const cell of row!) expect(cell).not.toMatch(/[;,\t]/)
  })

  it('[M4] says how far it is and writes thousands of rows once each', async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => customerRow({ companyName: `Customer ${index}` }))
    const told: number[] = []
    const lines = await read(await writeCustomersCsv(rows, (done) => told.push(done)))
    expect(lines).toHaveLength(2501)
    expect(new Set(lines.map((line) => line[0])).size).toBe(2501)
    expect(told).toEqual([1000, 2000, 2500])
  })
})

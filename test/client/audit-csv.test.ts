import Papa from 'papaparse'
import { expect, it } from 'vitest'
import { auditCsv } from '#lib/ui/audit-log/audit-csv.ts'

it('[X2][FB9] no cell of the audit log’s file begins a formula', async () => {
  for (const evil of ['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r\n=1']) {
    const file = auditCsv(
      [
        {
          id: 'e',
          at: Date.UTC(2026, 2, 1),
          event: evil,
          person: { firstName: evil, lastName: '', email: evil },
          isOperator: false,
          browser: evil,
          system: evil,
          subject: {
            kind: 'person',
            name: evil,
            email: evil,
            from: { role: { role: 'admin', ownRole: evil } },
            to: { role: { role: 'admin', ownRole: `${evil} ` } },
          },
        },
      ],
      'msp',
    )
    const [, row] = Papa.parse<string[]>((await file.text()).replace('\uFEFF', ''), { skipEmptyLines: true }).data
    expect(row).toHaveLength(7)
    expect(row!.slice(2, 4).join()).toContain(evil.trim())
    for (const cell of row!) expect(cell).not.toMatch(/^\s*[=+\-@]/)
  }
})

// M17: after a delink each side downloads what it could see of the account, from the line that stays, for 30 days.
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RelationshipRecord } from '#shared/domain/customer-record.ts'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { pullRelationships, pushDecision } from './crafted.ts'
import { isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { edit, isSynced, msp, register, row } from './steps.ts'
import { newPerson } from './walk.ts'

const company = 'Acorn Bikes'

let server: RunningServer
let browser: Browser
let noa: Page
let ada: Page

beforeAll(async () => {
  server = await RunningServer.start({ env: { LINK_LIMIT: '1000' } })
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  ada = await newPerson(browser, server)
  await ada.goto(await invitationLink(server, '0@customers.example'))
  await register(ada)
  await isInstalled(ada)
  await noa.goto('/customers')
  await sees(row(noa, company))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function download(page: Page, name: string): Promise<string> {
  const downloading = page.waitForEvent('download')
  await page.getByRole('main').getByRole('button', { name }).click()
  return readFile(await (await downloading).path(), 'utf8')
}

describe('The export of what was', () => {
  it('[M17] the consequence screens of both sides name it', async () => {
    await row(noa, company).getByRole('link').first().click()
    await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
    await edit(noa, 'City', 'MARK-SHARED')
    await edit(noa, 'Internal reference', 'MARK-PRIVATE')
    await isSynced(noa)
    await noa.getByRole('link', { name: 'DELINK' }).click()
    await sees(noa.getByText('An export of what you see of the account now: for 30 days under Former customers'))
    await ada.goto('/account/delink')
    await sees(ada.getByText('An export of the account as it is then: for 30 days under Former MSPs'))
  })

  it('[M17][M28] after the delink both download theirs: with what they saw, safe in spreadsheets, and nothing of later', async () => {
    const [{ id: relationshipId, version }] = (await pullRelationships(ada)) as [RelationshipRecord]
    expect(await pushDecision(noa, 'delink-customer', { relationshipId, version })).toBe('accepted')
    expect(await pushDecision(ada, 'accept-delink', { relationshipId, version: version + 1 })).toBe('accepted')
    await ada.goto('/account')
    await sees(ada.getByText('No MSP manages this account.'))
    // Another device of Ada's has accepted: what this one shows is begun anew.
    await isSynced(ada)
    await edit(ada, 'City', 'MARK-LATER')
    await isSynced(ada)

    await noa.goto('/customers/former')
    await sees(noa.getByText('What you could see of the account, until'))
    await inspect(noa)
    const csv = await download(noa, `Download CSV of ${company}`)
    const json = await download(noa, `Download JSON of ${company}`)
    await sees(noa.getByText('The file is in your downloads.').first())
    for (const text of [csv, json]) {
      expect(text).toContain('MARK-SHARED')
      expect(text).toContain('MARK-PRIVATE')
      expect(text).not.toContain('MARK-LATER')
    }
    expect(csv).toMatch(/^\uFEFFPart,Time \(UTC\),Who,What,Before,After\r\n/)
    expect(JSON.parse(json)).toMatchObject({
      side: 'msp',
      companyName: company,
      own: { internalReference: 'MARK-PRIVATE' },
    })

    await ada.goto('/former-msps')
    await inspect(ada)
    for (const format of ['CSV', 'JSON']) {
      const text = await download(ada, `Download ${format} of ${msp.company}`)
      expect(text).toContain('MARK-SHARED')
      expect(text).not.toMatch(/MARK-PRIVATE|MARK-LATER/)
    }
  })

  it('[M17] without a network it says so, and the line stays', async () => {
    await noa.context().setOffline(true)
    await noa
      .getByRole('main')
      .getByRole('button', { name: `Download CSV of ${company}` })
      .click()
    await sees(noa.getByRole('alert'))
    await sees(noa.getByRole('heading', { name: company }))
    await noa.context().setOffline(false)
    await seesNo(noa.getByText('MARK-SHARED'))
    await noa
      .getByRole('main')
      .getByRole('button', { name: `Download CSV of ${company}` })
      .click()
    await sees(noa.getByText('The file is in your downloads.').first())
  })
})

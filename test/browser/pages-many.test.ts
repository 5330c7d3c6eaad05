// Every page of an MSP with as many customers as the largest of them has; made, so that every checkout has them.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { sees } from './device.ts'
import './no-errors.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { customerIdOf, msp } from './steps.ts'
import { newPerson, walk } from './walk.ts'

const names = ['Acorn', 'Birch', 'Cäsar', 'Dune', 'Émile', '한빛', 'Größte Gesellschaft für Getränkelogistik']
const companies = Array.from({ length: 5911 }, (_, n) => `${names[n % names.length]} ${n + 1}`)
// Thousands of commits, each waiting for the disk, say nothing about the pages.
const dataFolder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tandem-data-'))

let server: RunningServer
let browser: Browser
let page: Page

beforeAll(async () => {
  server = await RunningServer.start({ dataFolder })
  await seedMsp(server)
  await seedCustomers(server.origin, companies)
  browser = await launchChromium()
  page = await newPerson(browser, server, msp)
}, 300_000)

afterAll(async () => {
  await browser?.close()
  await server?.remove()
  rmSync(dataFolder, { recursive: true, force: true })
})

it('[FA1][FA2] with 5,911 customers every page of an MSP shows something, without an error and without scrolling its document', async () => {
  await page.goto('/customers')
  await sees(page.locator('#content').getByText('5,911 customers', { exact: true }))
  await page.getByRole('row').nth(5).getByRole('link').first().click()
  await page.waitForURL(/\/customers\/\d+/)
  await walk(page, 'msp', { shown: { CUSTOMER: customerIdOf(page) }, axe: true })
  expect(page.url()).toContain('/team')
}, 300_000)

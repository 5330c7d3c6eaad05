// A company that may be in the list already (M29): a calm word with a way to look, never a block; without a network.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, isInstalled, sees, seesNo } from './device.ts'
import { inspect } from './inspect.ts'
import './no-errors.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import { acme, customerIdOf, edit, field, hasWaiting, isSynced, msp, row, submitCustomer } from './steps.ts'
import { follow, newPerson } from './walk.ts'

const known = 'Acorn Bikes'

let server: RunningServer
let browser: Browser
let noa: Page

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedCustomers(server.origin, [known, 'Birch Cafe', 'Cedar Inn'])
  browser = await launchChromium()
  noa = await newPerson(browser, server, msp)
  await noa.goto('/customers')
  await sees(row(noa, known))
  await isInstalled(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

const optional = (label: RegExp) => noa.getByRole('main').getByLabel(label).first()
const warning = () => noa.getByRole('region', { name: 'Maybe in your list already' })

/** All that a screen reader says from now on. */
async function listen(): Promise<() => Promise<string[]>> {
  await noa.evaluate(() => {
    const region = document.querySelector('.sr-only[role="status"]')!
    const said: string[] = []
    new MutationObserver(() => said.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    })
    Object.assign(globalThis, { said })
  })
  return () => noa.evaluate(() => (globalThis as unknown as { said: string[] }).said)
}

describe('A possible duplicate', () => {
  it('[M29] is warned about by name, phone, website and mail while offline, said once, leads to the customer and back to the draft, and blocks nothing', async () => {
    await row(noa, known).getByRole('link').first().click()
    await sees(noa.getByRole('heading', { name: known }))
    const id = customerIdOf(noa)
    await follow(noa, `/customers/${id}/manage`)
    await edit(noa, 'Phone', '+44 113 496 0999')
    await edit(noa, 'Website', 'https://www.acorn.example')
    await isSynced(noa)
    await noa.context().setOffline(true)
    await noa.evaluate(() => dispatchEvent(new Event('offline')))
    await follow(noa, '/customers/new')

    const said = await listen()
    await field(noa, 'Company name').pressSequentially('Acron Bikes Ltd.')
    await sees(warning().getByText('similar name'))
    await eventually(async () => (await said()).filter((text) => text.startsWith('Similar'))).toEqual([
      'Similar customers in your list: 1',
    ])
    // What is typed into stays where it is.
    const name = await field(noa, 'Company name').boundingBox()
    await field(noa, 'Company name').fill('Something else')
    await seesNo(warning())
    expect(await field(noa, 'Company name').boundingBox()).toEqual(name)

    await optional(/^Website/).fill('acorn.example/about')
    await sees(warning().getByText('same website'))
    await optional(/^Phone/).fill('0113 4960999')
    await sees(warning().getByText('same phone'))
    await inspect(noa)
    await warning().getByRole('link', { name: known }).click()
    await sees(noa.getByRole('heading', { name: known }))
    await noa.goBack()
    await sees(warning().getByText('same website'))
    await eventually(() => field(noa, 'Company name').inputValue()).toBe('Something else')

    await optional(/^Website/).fill('')
    await optional(/^Phone/).fill('')
    await seesNo(warning())
    await field(noa, 'Work email').fill('new@customers.example')
    await sees(warning().getByText('same mail domain').first())

    await submitCustomer(noa, { ...acme, company: 'Acorn Bikes GmbH', email: 'new@customers.example' })
    await hasWaiting(noa, 1)
    await sees(noa.getByRole('heading', { name: 'Acorn Bikes GmbH' }))
  })
})

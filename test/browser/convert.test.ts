// A fully managed customer becomes jointly managed (M14): what its MSP does, also offline and refused, what a colleague has
// under their hands meanwhile, and what the customer then sees.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest'
import { loadCustomers } from '../../server/cli/load-customers.ts'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { Device, eventually, isInstalled, sees, seesNo, storesWith } from './device.ts'
import { inspect } from './inspect.ts'
import { seedCustomers, seedMsp } from './seed.ts'
import {
  activityLine,
  addToNotes,
  customerIdOf,
  edit,
  field,
  hasWaiting,
  holds,
  isSynced,
  linkIn,
  msp,
  register,
  statusCell,
  row,
  signIn,
} from './steps.ts'

const invited = 'Invited Ltd'
const acme = { company: 'Acme Brewing', email: '1@customers.example', newEmail: 'mina.cho@acme.example' }
const twin = { company: 'Twin Trade', email: '2@customers.example' }

let smtp: CapturingSmtp
let server: RunningServer
/** Two tablets of the MSP, and Mina of its customer. */
let noa: Device
let nils: Device
let mina: Device
const ids: Record<string, string> = {}

beforeAll(async () => {
  smtp = await CapturingSmtp.start()
  server = await RunningServer.start({ env: { SMTP_URL: smtp.url } })
  await seedMsp(server)
  await seedCustomers(server.origin, [invited, acme.company, twin.company])
  noa = await Device.make('noa', server.origin)
  nils = await Device.make('nils', server.origin)
  mina = await Device.make('mina', server.origin)
  for (const device of [noa, nils]) {
    const page = await device.start('/sign-in')
    await signIn(page, msp)
    await page.waitForURL('**/customers')
    await isInstalled(page)
  }
  for (const company of [acme.company, twin.company]) {
    await noa.page.goto(`${server.origin}/customers`)
    await row(noa.page, company).getByRole('link').first().click()
    await noa.page.waitForURL(/\/customers\/\d{10}/)
    ids[company] = customerIdOf(noa.page)
  }
}, 120_000)

afterAll(async () => {
  await Promise.all([noa, nils, mina].map((device) => device?.remove()))
  await server?.remove()
  await smtp?.stop()
})

beforeEach(() => {
  onTestFailed(async ({ task }) => {
    for (const device of [noa, nils, mina]) await device.photograph(task.name)
  })
})

const open = (device: Device, company: string, page = '') =>
  device.page.goto(`${server.origin}/customers/${ids[company]}${page}`)
const convertLink = (device: Device) => device.page.getByRole('link', { name: 'CONVERT TO JOINTLY MANAGED' })
const confirm = (device: Device) => device.page.getByRole('button', { name: 'CONFIRM' }).click()
const panelSays = (device: Device, term: string, text: string) =>
  sees(device.page.locator(`dt:has-text("${term}") + dd`).filter({ hasText: text }))

/** Another customer of the MSP with this address, added from elsewhere. */
async function addElsewhere(company: string, email: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-seed-'))
  const file = join(folder, 'companies.csv')
  const header = 'name,country,contact_first_name,contact_last_name,contact_email'
  // The first of a file is invited.
  await writeFile(
    file,
    [header, 'First Ltd,England,Ada,Byron,first@x.example', `${company},England,Ada,Byron,${email}`].join('\n'),
  )
  await loadCustomers({ url: server.origin, email: msp.email, password: msp.password, file })
  await rm(folder, { recursive: true })
}

describe('Converting', () => {
  it('[M14][M11] says what changes, asks for an address of its own, waits offline, is refused at its field, and then goes through', async () => {
    const { page } = noa
    await open(noa, acme.company, '/manage')
    await edit(page, 'Phone', 'MARK-OLD-PHONE')
    await isSynced(page)
    await edit(page, 'Phone', '+44 20 7946 0000')
    await addToNotes(page, 'as agreed')
    await isSynced(page)

    await sees(page.getByRole('heading', { name: 'Customer management type' }))
    await convertLink(noa).click()
    await sees(page.getByRole('heading', { name: `Convert ${acme.company} to jointly managed` }))
    await sees(page.getByText(`An invitation goes to ${acme.email}. It runs out 7 days after it was sent.`))
    await sees(page.getByText('its values as they are now, and every change from now on'))
    await sees(page.getByText(`Alerts reach the people of ${acme.company}, too`))
    await sees(page.getByText('stays yours alone: earlier values, deleted text, the whole history'))
    await sees(page.getByText('You manage the same services:'))
    await sees(page.getByText('delink first, then add again'))
    expect(await page.locator('main [aria-invalid="true"]').count()).toBe(0)
    await inspect(page)

    for (const [email, why] of [
      [msp.email, 'This address already has an account.'],
      [twin.email, 'Another customer of yours has this address'],
      ['no address', 'Enter a whole email address'],
    ] as const) {
      await field(page, 'Work email').fill(email)
      await confirm(noa)
      await sees(page.getByText(why))
      expect(await field(page, 'Work email').evaluate((input) => input === document.activeElement)).toBe(true)
    }
    await hasWaiting(page, 0)

    // Without a network: what somebody else takes meanwhile nobody can know here.
    await noa.context.setOffline(true)
    await field(page, 'Work email').fill('taken@acme.example')
    await confirm(noa)
    await sees(page.getByText('The conversion will be sent when you are connected.'))
    await hasWaiting(page, 1)
    await panelSays(noa, 'Type', 'Fully managed')
    await page.reload()
    await sees(page.getByText('The conversion will be sent when you are connected.'))
    await addElsewhere('Taken Ltd', 'taken@acme.example')
    await noa.context.setOffline(false)
    await page.evaluate(() => dispatchEvent(new Event('online')))
    const refusal = page.getByRole('alert').filter({ hasText: 'Convert to jointly managed: refused' })
    await sees(refusal)
    await panelSays(noa, 'Type', 'Fully managed')

    await open(noa, acme.company, '/convert')
    await eventually(() => field(page, 'Work email').inputValue()).toBe('taken@acme.example')
    await sees(page.getByText('Another customer of yours has this address'))
    await field(page, 'Work email').fill(acme.newEmail)
    await confirm(noa)
    await sees(page.getByRole('region', { name: 'Invitation' }).getByText(/^Runs out in/))
    await sees(page.getByText(acme.newEmail))
    await panelSays(noa, 'Type', 'Jointly managed')
    await panelSays(noa, 'Status', 'Active')
    await seesNo(refusal)
    await page.goto(`${server.origin}/customers`)
    await sees(statusCell(page, acme.company, 'Active'))
    await seesNo(row(page, acme.company).filter({ hasText: 'Invited' }))
  })

  it('[M14][M7][M8][C1] the contact gets one mail, registers and sees what holds now, and history from then on', async () => {
    const mail = await smtp.nextMail(acme.newEmail)
    expect(mail.message.text).toContain(
      `So far ${msp.company} has managed the account of ${acme.company} in Tandem alone`,
    )
    expect(mail.message.text).toMatch(/Register before/)
    expect(mail.message.text).not.toContain('MARK-OLD-PHONE')
    const page = await mina.start(linkIn(mail, '/register'))
    await sees(page.getByText('You see the account as it is now, and every change since'))
    await register(page)
    await isSynced(page)
    await holds(page, { Phone: '+44 20 7946 0000', Notes: 'as agreed' })
    await sees(activityLine(page, 'converted the customer to jointly managed'))
    expect(await storesWith(page, 'MARK-OLD-PHONE')).toEqual([])
    await edit(page, 'Website', 'acme.example')
    await isSynced(page)

    await open(noa, acme.company, '/manage')
    await holds(noa.page, { Website: 'acme.example' })
    await sees(
      noa.page.getByText(
        `Your team and ${acme.company} both have access. To manage it fully: delink first, then add again.`,
      ),
    )
    await seesNo(convertLink(noa))
    await open(noa, acme.company, '/convert')
    await sees(noa.page.getByText('delink first, then add again'))
    await seesNo(noa.page.getByRole('button', { name: 'CONFIRM' }))
  })

  it('[M14][H3] the MSP undoes a line from before, and the customer sees the value', async () => {
    await open(noa, acme.company, '/manage')
    // Both numbers were entered in one go, so the line opens.
    const line = activityLine(noa.page, 'MARK-OLD-PHONE', '+44 20 7946 0000')
    await line.getByText('2 edits').click()
    await activityLine(line, 'MARK-OLD-PHONE', '+44 20 7946 0000').getByRole('button', { name: /^Undo/ }).click()
    await holds(noa.page, { Phone: 'MARK-OLD-PHONE' })
    await holds(mina.page, { Phone: 'MARK-OLD-PHONE' })
  })

  it('[M14][FA7] a colleague who is typing meanwhile goes on typing, and all of it arrives', async () => {
    await open(nils, twin.company, '/manage')
    const notes = field(nils.page, 'Notes')
    await notes.focus()
    await notes.pressSequentially('half a sen')
    await open(noa, twin.company, '/convert')
    await confirm(noa)
    await panelSays(noa, 'Type', 'Jointly managed')
    await sees(nils.page.getByText('Your team and Twin Trade both have access.'))
    expect(await notes.evaluate((element) => element === document.activeElement)).toBe(true)
    await nils.page.keyboard.type('tence')
    expect(await notes.inputValue()).toBe('half a sentence')
    await notes.blur()
    await isSynced(nils.page)
    await open(noa, twin.company, '/manage')
    await holds(noa.page, { Notes: 'half a sentence' })
  })
})

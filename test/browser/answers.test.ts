// What a person is told of a decision that the server answers later than they gave it: by the server's answer only.
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest'
import { RunningServer } from '../support/server.ts'
import { CapturingSmtp } from '../support/smtp.ts'
import { Device, eventually, isInstalled, sees, seesNo } from './device.ts'
import { seedMsp } from './seed.ts'
import {
  acme,
  activityLine,
  addCustomer,
  addToNotes,
  customerIdOf,
  edit,
  hasWaiting,
  holds,
  isSynced,
  linkIn,
  msp,
  register,
  row,
  signIn,
  signOut,
  submitCustomer,
  syncState,
} from './steps.ts'

let smtp: CapturingSmtp
let server: RunningServer
/** Noa of the MSP, and Mina of its customer. */
let noa: Device
let mina: Device
let customerId = ''

beforeAll(async () => {
  smtp = await CapturingSmtp.start()
  server = await RunningServer.start({ env: { SMTP_URL: smtp.url } })
  await seedMsp(server)
  noa = await Device.make('noa', server.origin)
  mina = await Device.make('mina', server.origin)
  const page = await noa.start('/sign-in')
  await signIn(page, msp)
  await page.waitForURL('**/customers')
  await addCustomer(page, acme)
  await page.goto(`${server.origin}/customers`)
  // Only then it has its Customer ID.
  await sees(row(page, acme.company).filter({ hasText: 'Invited' }))
  await row(page, acme.company).getByRole('link').first().click()
  await page.waitForURL(/\/customers\/\d{10}/)
  customerId = customerIdOf(page)
}, 120_000)

afterAll(async () => {
  await Promise.all([noa, mina].map((device) => device?.remove()))
  await server?.remove()
  await smtp?.stop()
})

beforeEach(() => {
  onTestFailed(async ({ task }) => {
    for (const device of [noa, mina]) await device.photograph(task.name)
  })
})

const manage = () => noa.page.goto(`${server.origin}/customers/${customerId}/manage`)
const connect = async (device: Device) => {
  await device.context.setOffline(false)
  await device.page.evaluate(() => dispatchEvent(new Event('online')))
}

async function askForDelink(): Promise<void> {
  await manage()
  await noa.page.getByRole('link', { name: 'DELINK' }).click()
  await noa.page.getByRole('button', { name: 'CONFIRM' }).click()
  await sees(row(noa.page, acme.company).filter({ hasText: 'Delink request by MSP' }))
  await isSynced(noa.page)
}

async function withdraw(): Promise<void> {
  await manage()
  await noa.page.getByRole('button', { name: 'Withdraw request' }).click()
  await sees(noa.page.getByRole('link', { name: 'DELINK' }))
  await isSynced(noa.page)
}

/** Mina sees the request, loses the network and accepts. */
async function acceptOffline(): Promise<void> {
  const { page } = mina
  await page.goto(`${server.origin}/requests`)
  await sees(page.getByRole('heading', { name: new RegExp(`${msp.company} asks to end`) }))
  await isInstalled(page)
  await mina.context.setOffline(true)
  await page.getByRole('button', { name: 'Accept' }).click()
  await hasWaiting(page, 1)
  await sees(page.getByText('You chose “Accept”'))
}

describe('Answers', () => {
  it('[FA14] before the customer has registered no DELINK is offered, not even at its address', async () => {
    await manage()
    await sees(noa.page.getByRole('heading', { name: 'MANAGE CUSTOMER ACCOUNT' }))
    await sees(noa.page.getByRole('heading', { name: 'Services' }))
    await seesNo(noa.page.getByRole('link', { name: 'DELINK' }))
    await noa.page.goto(`${server.origin}/customers/${customerId}/delink`)
    await sees(noa.page.getByText('Nobody at Acme Brewing has registered yet'))
    await seesNo(noa.page.getByRole('button', { name: 'CONFIRM' }))

    const page = await mina.start(linkIn(await smtp.nextMail(acme.email), '/register'))
    await register(page)
    await isSynced(page)
    await manage()
    await sees(noa.page.getByRole('link', { name: 'DELINK' }))
  })

  it('[FA3][FA17] accepted offline, withdrawn meanwhile: the refusal stands on the page and at signing out, and nothing says that it ended', async () => {
    await askForDelink()
    await acceptOffline()
    await withdraw()
    await connect(mina)

    const { page } = mina
    const refusal = page.getByRole('alert').filter({ hasText: 'Accept the delink: refused' })
    await sees(refusal)
    expect(await refusal.innerText()).toContain('There is no open request any more')
    await seesNo(page.getByText(`no longer manages ${acme.company}`))
    await page.reload()
    await sees(refusal)
    await seesNo(page.getByText(`no longer manages ${acme.company}`))

    await page.getByRole('link', { name: /^Outbox/ }).click()
    const line = page.getByRole('listitem').filter({ hasText: 'Accept the delink' })
    await sees(line)
    await seesNo(line.getByRole('button', { name: 'Try again' }))
    await signOut(page)
    const dialog = page.getByRole('dialog', { name: '1 change was refused and is still here' })
    await dialog.getByRole('button', { name: 'Stay signed in' }).click()
    await seesNo(dialog)
    await line.getByRole('link', { name: acme.company }).click()
    await page.waitForURL('**/requests')
    await refusal.getByRole('button', { name: 'Dismiss' }).click()
    await seesNo(refusal)
    await isSynced(page)
    await page.goto(`${server.origin}/account`)
    await sees(page.getByText(msp.company).first())
  })

  it('[FA3] accepted offline, withdrawn and asked anew: the refusal says to look again, and a new answer counts', async () => {
    await askForDelink()
    await acceptOffline()
    await withdraw()
    await askForDelink()
    await connect(mina)

    const { page } = mina
    await sees(page.getByRole('alert').filter({ hasText: 'Look at it again and decide anew' }))
    await sees(page.getByRole('heading', { name: new RegExp(`${msp.company} asks to end`) }))
    await seesNo(page.getByText(`no longer manages ${acme.company}`))
    await page.getByRole('button', { name: 'Reject' }).click()
    await sees(page.getByText(`Rejected. ${msp.company} goes on managing ${acme.company}.`))
    await seesNo(page.getByRole('alert'))
    await isSynced(page)
  })

  it('[FA3] withdrawn offline, rejected meanwhile: the MSP sees the refusal at the customer', async () => {
    await askForDelink()
    await manage()
    await sees(noa.page.getByRole('button', { name: 'Withdraw request' }))
    await isInstalled(noa.page)
    await noa.context.setOffline(true)
    await noa.page.getByRole('button', { name: 'Withdraw request' }).click()
    await hasWaiting(noa.page, 1)
    await mina.page.goto(`${server.origin}/requests`)
    await mina.page.getByRole('button', { name: 'Reject' }).click()
    await sees(mina.page.getByText(`Rejected. ${msp.company} goes on managing ${acme.company}.`))
    await connect(noa)

    const refusal = noa.page.getByRole('alert').filter({ hasText: 'Withdraw the delink request: refused' })
    await sees(refusal)
    await noa.page.goto(`${server.origin}/customers/${customerId}`)
    await sees(refusal)
    await refusal.getByRole('button', { name: 'Dismiss' }).click()
    await seesNo(refusal)
    await isSynced(noa.page)
  })

  it('[FA16] a customer that is refused is never said to be saved and being added', async () => {
    const { page } = noa
    await page.goto(`${server.origin}/customers/new`)
    await submitCustomer(page, { ...acme, company: 'Second Acme' })
    await sees(page.getByText('Second Acme was not added.'))
    await seesNo(page.getByText('being added'), 100)
    await page.getByRole('button', { name: 'Back to the form' }).click()
    await sees(page.getByRole('button', { name: 'ADD CUSTOMER' }))
    await page.getByRole('button', { name: 'Empty the form' }).click()
  })

  it('[FA3] a link that was used meanwhile offers no button that can only fail', async () => {
    await noa.page.goto(`${server.origin}/customers`)
    const bolt = { ...acme, company: 'Bolt Couriers', email: 'ben@bolt.example' }
    await addCustomer(noa.page, bolt)
    const mail = await smtp.nextMail(bolt.email)
    const [declining, registering] = await Promise.all([
      mina.openTab(linkIn(mail, '/decline')),
      mina.openTab(linkIn(mail, '/register')),
    ])
    await sees(registering.getByRole('button', { name: 'Complete registration' }))
    await declining.getByRole('button', { name: 'Decline invitation' }).click()
    await sees(declining.getByRole('heading', { name: 'Invitation declined' }))
    await sees(row(noa.page, bolt.company).filter({ hasText: 'Invitation declined' }))
    await registering.getByLabel('Password', { exact: true }).fill(acme.password)
    await registering.getByLabel('Confirm password').fill(acme.password)
    await registering.getByRole('button', { name: 'Complete registration' }).click()
    await sees(registering.getByRole('heading', { name: 'This invitation was declined' }))
    await seesNo(registering.getByRole('button', { name: 'Try again' }))
  })

  it('[FA13] a declined invitation says so in the list, in its filter and in the panel', async () => {
    const { page } = noa
    await page.goto(`${server.origin}/customers`)
    await page.getByRole('button', { name: 'Status', exact: true }).click()
    const words = await page.getByRole('menuitemcheckbox').allInnerTexts()
    expect(words.map((word) => word.trim())).toEqual([
      'Active',
      'Invited',
      'Invitation expired',
      'Invitation declined',
      'Pending',
      'Rejected',
      'Request expired',
      'No longer possible',
      'Delink request by MSP',
      'Delink request by customer',
    ])
    await page.getByRole('menuitemcheckbox', { name: 'Invitation declined' }).click()
    await page.keyboard.press('Escape')
    await seesNo(row(page, acme.company))
    await row(page, 'Bolt Couriers').getByRole('link').first().click()
    await sees(page.getByRole('definition').filter({ hasText: 'Invitation declined' }))
  })

  it('[FA8] DELINK asked for offline says that it will be sent, and is cancelled where it was asked', async () => {
    const { page } = noa
    await manage()
    await sees(page.getByRole('link', { name: 'DELINK' }))
    await isInstalled(page)
    await noa.context.setOffline(true)
    await page.getByRole('link', { name: 'DELINK' }).click()
    await page.getByRole('button', { name: 'CONFIRM' }).click()
    await hasWaiting(page, 1)
    await page.goto(`${server.origin}/customers/${customerId}`)
    const delink = page.getByRole('region', { name: 'Delink' })
    await sees(delink.getByText('The delink request will be sent when you are connected.'))
    await seesNo(page.getByText(/^You asked/))
    await delink.getByRole('button', { name: 'Cancel' }).click()
    await hasWaiting(page, 0)
    await manage()
    await sees(page.getByRole('link', { name: 'DELINK' }))
  })

  it('[FA8] ADD CUSTOMER with a wrong address goes back to its form, and from the outbox it is cancelled', async () => {
    const { page } = noa
    await page.goto(`${server.origin}/customers/new`)
    const coil = { ...acme, company: 'Coil Works', email: 'wrnog@coil.example' }
    await submitCustomer(page, coil)
    await hasWaiting(page, 1)
    await page.getByRole('button', { name: 'Back to the form' }).click()
    await hasWaiting(page, 0)
    await eventually(() => page.getByLabel('Work email').inputValue()).toBe(coil.email)
    expect(await page.getByLabel('Company name').inputValue()).toBe(coil.company)
    await page.getByLabel('Work email').fill('wrong@coil.example')
    await page.getByRole('button', { name: 'ADD CUSTOMER' }).click()
    await hasWaiting(page, 1)

    await manage()
    await addToNotes(page, 'Ring twice.')
    await page.getByRole('link', { name: /^Outbox/ }).click()
    await sees(page.getByRole('heading', { name: /^Waiting on this device/ }))
    await seesNo(page.getByRole('heading', { name: /^On the way/ }))
    await sees(page.getByText('added “Ring twice.”'))
    const line = page.getByRole('listitem').filter({ hasText: coil.company })
    expect(await line.innerText()).toContain('wrong@coil.example')
    // Before a form nothing stood there.
    expect(await line.innerText()).not.toMatch(/\(empty\)|→/)
    await line.getByRole('button', { name: 'Cancel' }).click()
    await line.getByRole('button', { name: 'Cancel it' }).click()
    await seesNo(line)
    await connect(noa)
    await isSynced(page)
    await page.goto(`${server.origin}/customers`)
    await sees(row(page, acme.company))
    await seesNo(row(page, coil.company))
    expect(smtp.mails.flatMap(({ recipients }) => recipients).filter((to) => to.endsWith('coil.example'))).toEqual([])
  })

  it('[FA8] Accept given offline is cancelled where it was given', async () => {
    await askForDelink()
    await acceptOffline()
    const { page } = mina
    await page.getByRole('button', { name: 'Cancel' }).click()
    await sees(page.getByRole('button', { name: 'Accept' }))
    await hasWaiting(page, 0)
    await connect(mina)
    await withdraw()
    await sees(page.getByRole('heading', { name: 'Nothing to answer' }))
    await seesNo(page.getByText(`no longer manages ${acme.company}`))
  })

  it('[H1] a value that arrived after a later one is offered to be restored in Activity', async () => {
    await manage()
    await isInstalled(noa.page)
    await noa.context.setOffline(true)
    await edit(noa.page, 'City', 'Leeds')
    await mina.page.goto(`${server.origin}/account`)
    await edit(mina.page, 'City', 'York')
    await isSynced(mina.page)
    await connect(noa)
    await holds(noa.page, { City: 'York' })
    await isSynced(noa.page)

    await noa.page.goto(`${server.origin}/activity`)
    const line = activityLine(noa.page, 'City', '“Leeds” arrived after a later edit')
    await sees(line)
    await seesNo(line.getByRole('button', { name: /^Undo/ }))
    await line.getByRole('button', { name: /^Restore/ }).click()
    await sees(activityLine(noa.page, '“Leeds” arrived after a later edit', 'restored'))
    await holds(mina.page, { City: 'Leeds' })
  })

  it('[FA23] the invitation goes out in the language that the form shows, by the country until another is chosen', async () => {
    const { page } = noa
    await page.goto(`${server.origin}/customers/new`)
    const language = page.getByLabel('Language of mails')
    const weiss = { ...acme, company: 'Weiss', email: 'w@weiss.example', country: 'Germany' }
    await page.getByRole('combobox', { name: 'Country' }).fill('Austria')
    await page.getByRole('option', { name: 'Austria', exact: true }).click()
    await eventually(() => language.inputValue()).toBe('de')
    await language.selectOption('한국어')
    await submitCustomer(page, weiss)
    expect((await smtp.nextMail(weiss.email)).message.subject).toContain('초대합니다')

    await page.getByRole('button', { name: 'Resend email invite' }).click()
    expect((await smtp.nextMail(weiss.email)).message.subject).toContain('초대합니다')
    await sees(page.getByText('Sent again now.'))
    await sees(page.getByText(/at most one an hour.*Next possible at \d{1,2}:\d{2}/))
    expect(await page.getByRole('button', { name: 'Resend email invite' }).isDisabled()).toBe(true)
  })

  it('[FA23] who opens Tandem without having signed in can choose the language, and keeps what is typed', async () => {
    const visitor = await Device.make('visitor', server.origin)
    try {
      const start = await visitor.start('/sign-in')
      await start.getByLabel('Work email').fill('somebody@weiss.example')
      await start.getByLabel('Language').selectOption('Deutsch')
      await sees(start.getByRole('heading', { name: 'Bei Tandem anmelden' }))
      expect(await start.getByLabel('Geschäftliche E-Mail').inputValue()).toBe('somebody@weiss.example')
      expect(await start.locator('html').getAttribute('lang')).toBe('de')
    } finally {
      await visitor.remove()
    }
  })

  it('[X1] nobody met an error that was not caught', async () => {
    expect(await syncState(noa.page)).toBe('synced')
    expect([noa, mina].flatMap(({ errors }) => errors)).toEqual([])
  })
})

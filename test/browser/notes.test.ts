// Notes that two people write at once, one of them with an input method.
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { RunningServer } from '../support/server.ts'
import { eventually, patience, sees, storesWith } from './device.ts'
import { invitationLink, seedCustomers, seedMsp } from './seed.ts'
import { addToNotes, field, holds, isSynced, msp, register, row, signIn } from './steps.ts'

const company = 'Acme Brewing'

let server: RunningServer
let browser: Browser
/** Noa, of the MSP, and Mina, of the customer. */
let noa: Page
let mina: Page
let input: CDPSession

beforeAll(async () => {
  server = await RunningServer.start()
  await seedMsp(server)
  await seedCustomers(server.origin, [company])
  browser = await launchChromium()
  noa = await newPerson()
  mina = await newPerson()
  await noa.goto('/sign-in')
  await signIn(noa, msp)
  await row(noa, company).getByRole('link').first().click()
  await noa.getByRole('link', { name: 'MANAGE ACCOUNT' }).click()
  await mina.goto(await invitationLink(server, '0@customers.example'))
  await register(mina)
  input = await noa.context().newCDPSession(noa)
})

afterAll(async () => {
  await browser?.close()
  await server?.remove()
})

async function newPerson(): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.origin, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(patience)
  return context.newPage()
}

async function bothHold(notes: string): Promise<void> {
  for (const page of [noa, mina]) await isSynced(page)
  for (const page of [noa, mina]) await holds(page, { Notes: notes })
}

/** Noa's notes, with the caret right after these words. */
async function putCaret(after: string): Promise<void> {
  await field(noa, 'Notes').focus()
  await field(noa, 'Notes').evaluate((each, words) => {
    const textarea = each as HTMLTextAreaElement
    const at = textarea.value.indexOf(words) + words.length
    textarea.setSelectionRange(at, at)
  }, after)
}

/** What an input method shows while a syllable is being made. */
const compose = (text: string) =>
  input.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })

describe('Notes that two people write', () => {
  beforeEach(async () => {
    await field(noa, 'Notes').fill('')
    await bothHold('')
  })

  it('[FC1][FA24] a Korean syllable stays where it is composed while the other side writes before and behind it', async () => {
    await field(noa, 'Notes').fill('오늘  노트')
    await bothHold('오늘  노트')
    await putCaret('오늘 ')
    await compose('ㅅ')
    await compose('새')
    await addToNotes(mina, '먼저: ', { at: 'start' })
    await addToNotes(mina, ' 그리고 끝')
    await eventually(() => storesWith(noa, ' 그리고 끝')).not.toEqual([])
    await eventually(() => storesWith(noa, '먼저: ')).not.toEqual([])
    // Nothing moves under the syllable in the making.
    expect(await field(noa, 'Notes').inputValue()).toBe('오늘 새 노트')
    await compose('샐')
    await input.send('Input.insertText', { text: '샐' })
    await compose('러')
    await input.send('Input.insertText', { text: '러' })
    await field(noa, 'Notes').pressSequentially('드')
    await bothHold('먼저: 오늘 샐러드 노트 그리고 끝')
  })

  it('[FD1] lines that arrive above and below leave what is typed meanwhile in one piece', async () => {
    await field(noa, 'Notes').fill('Monday: call\nThe end')
    await bothHold('Monday: call\nThe end')
    await mina.context().setOffline(true)
    await addToNotes(mina, 'Top line, quite long', { at: 'start' })
    await field(mina, 'Notes').press('Enter')
    await field(mina, 'Notes').press('Control+End')
    await field(mina, 'Notes').press('Enter')
    await addToNotes(mina, 'Bottom line, quite long')
    await putCaret('call')
    for (const [place, letter] of [...', offer to Kim'].entries()) {
      if (place === 4) await mina.context().setOffline(false)
      await noa.keyboard.type(letter, { delay: 60 })
    }
    await eventually(() => storesWith(noa, 'Bottom line')).not.toEqual([])
    await noa.keyboard.type(' soon')
    await bothHold('Top line, quite long\nMonday: call, offer to Kim soon\nThe end\nBottom line, quite long')
  })

  it('[FC2] an emoji that is delivered in halves arrives whole, in notes and in a field', async () => {
    for (const label of ['Notes', 'City']) {
      await field(noa, label).focus()
      for (const half of ['ab', '\ud83d', '\ude00', '!'])
        await field(noa, label).evaluate((each, text) => {
          const box = each as HTMLInputElement
          box.value += text
          box.dispatchEvent(new InputEvent('input', { bubbles: true, data: text }))
        }, half)
    }
    await sees(field(mina, 'Notes'))
    await bothHold('ab😀!')
    for (const page of [noa, mina]) await holds(page, { City: 'Leedsab😀!' })
  })
})

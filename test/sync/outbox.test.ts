import { readAllChanges } from './stored.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DocumentId, ItemId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { cancelItem } from '#lib/commands/waiting/cancel-item.ts'
import { decide } from '#lib/commands/decide.ts'
import { discardItem } from '#lib/commands/waiting/discard-item.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { leaveField } from '#lib/commands/facts/leave-field.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import type { OutboxItem } from '#lib/local-store/outbox-item.ts'
import { reportBoard } from '#lib/local-store/sync-report.ts'
import { StorageFullError } from '#lib/local-store/storing.ts'
import {
  accountIdOf,
  dumpStore,
  localValues,
  loggedDetails,
  outboxOf,
  outboxStates,
  privateIdOf,
  serverValues,
} from './read-world.ts'
import { acme, openPair, type Pair } from './world.ts'

let pair: Pair
let accountId: DocumentId
beforeEach(async () => {
  pair = await openPair()
  accountId = await accountIdOf(pair)
})
afterEach(() => pair.world.close())

async function waitingEdits() {
  return (await outboxOf(pair.msp)).filter((item) => item.state === 'queued')
}

async function typeNotes(...texts: string[]): Promise<void> {
  for (const text of texts)
    await editText.on(pair.msp, accountId, 'notes', text, (await localValues(pair.msp, accountId))['notes'] ?? '')
}

describe('Typing', () => {
  test('[H1] before the page knows whether anybody can be reached counts as offline, while connected it doesn’t', async () => {
    await editField.on(pair.msp, accountId, 'phone', '+49 30 1')
    reportBoard.tell({ known: true, online: true })
    await editField.on(pair.msp, accountId, 'city', 'Leeds')
    reportBoard.leave()
    expect((await waitingEdits()).map(({ madeOffline }) => madeOffline)).toEqual([true, false])
  })

  test('[PUSH1] of one field within seconds travels as one edit, and shows as one change', async () => {
    const { world, msp } = pair
    for (const value of ['+', '+4', '+49', '+49 1']) {
      await editField.on(msp, accountId, 'phone', value)
      world.clock.advance(2000)
    }
    await typeNotes('C', 'Ca', 'Cal', 'Call')
    expect(await waitingEdits()).toHaveLength(2)
    await msp.sync()
    expect(await outboxStates(msp)).toEqual(['settled', 'settled', 'settled'])
    const details = await loggedDetails(world, accountId)
    expect(details).toHaveLength(2)
    expect(details).toContainEqual({ type: 'field', field: 'phone', before: '', after: '+49 1', unseen: false })
    expect(details).toContainEqual({
      type: 'text',
      field: 'notes',
      inserted: [expect.objectContaining({ text: 'Call' })],
      deleted: [],
    })
  })

  test('[PUSH1] of another field, after a pause, or after a try, is an edit of its own', async () => {
    const { world, msp } = pair
    await editField.on(msp, accountId, 'phone', '1')
    await editField.on(msp, accountId, 'zip', '1')
    await editField.on(msp, accountId, 'phone', '2')
    world.clock.advance(2 * 60_000)
    await editField.on(msp, accountId, 'phone', '3')
    expect(await waitingEdits()).toHaveLength(4)
    msp.fault = 'request-lost'
    await expect(msp.exchange()).rejects.toThrow('wire')
    await editField.on(msp, accountId, 'phone', '4')
    expect(await outboxStates(msp)).toEqual(['settled', 'sent', 'sent', 'sent', 'sent', 'queued'])
  })

  test('[PUSH1] the same value again is nothing', async () => {
    await editField.on(pair.msp, accountId, 'companyName', acme.companyName)
    expect(await waitingEdits()).toEqual([])
  })
})

describe('A sitting', () => {
  const type = (value: string) => editField.on(pair.msp, accountId, 'phone', value, { typing: true })

  test('[FA6] is held while the person is in the field and sent when they leave it', async () => {
    const { world, msp } = pair
    for (const value of ['+', '+4', '+49']) await type(value)
    await msp.exchangeWhileTyping()
    expect(await outboxStates(msp)).toEqual(['settled', 'queued'])
    world.clock.advance(9000)
    await type('+49 1')
    world.clock.advance(9000)
    await msp.exchangeWhileTyping()
    expect((await serverValues(world, accountId))['phone'] ?? '').toBe('')
    await leaveField.on(msp, accountId, 'phone')
    await msp.exchangeWhileTyping()
    expect((await serverValues(world, accountId))['phone']).toBe('+49 1')
    expect(await loggedDetails(world, accountId)).toHaveLength(1)
  })

  test('[FA6] that nobody ended, because the tab crashed or was reloaded, is over after ten seconds', async () => {
    const { world, msp } = pair
    await type('+49 1')
    world.clock.advance(10_000)
    await msp.exchangeWhileTyping()
    expect((await serverValues(world, accountId))['phone']).toBe('+49 1')
  })

  test('[FA6] is over when the clock was set back meanwhile', async () => {
    const { world, msp } = pair
    await type('+49 1')
    world.clock.advance(-60_000)
    await msp.exchangeWhileTyping()
    expect((await serverValues(world, accountId))['phone']).toBe('+49 1')
  })

  test('[FA6] holds back nothing that was done after it, and is over then', async () => {
    const { world, msp } = pair
    await type('+49 1')
    await editField.on(msp, accountId, 'zip', '96317')
    await msp.exchangeWhileTyping()
    expect(await serverValues(world, accountId)).toMatchObject({ phone: '+49 1', zip: '96317' })
  })

  test('[FA6] of two tabs: what either types arrives, and the one that is still typed is held', async () => {
    const { world, msp } = pair
    await type('+49 1')
    await editField.on(msp, accountId, 'city', 'Bam', { typing: true })
    await type('+49 12')
    await msp.exchangeWhileTyping()
    expect(await outboxStates(msp)).toEqual(['settled', 'settled', 'settled', 'queued'])
    await leaveField.on(msp, accountId, 'phone')
    await msp.sync()
    expect(await serverValues(world, accountId)).toMatchObject({ phone: '+49 12', city: 'Bam' })
  })

  test('[FA6] typed and taken back again is nothing, in a field and in a text', async () => {
    await type('+49')
    await type('')
    await typeNotes('Call', '')
    expect(await waitingEdits()).toEqual([])
  })

  test('[FA6] eight edits of one field within two minutes are one line, and undoing it takes all of them back', async () => {
    const { world, msp } = pair
    for (let n = 1; n <= 8; n++) {
      await editField.on(msp, accountId, 'phone', `+49 ${n}`)
      world.clock.advance(14_000)
    }
    await msp.sync()
    expect(await loggedDetails(world, accountId)).toEqual([
      { type: 'field', field: 'phone', before: '', after: '+49 8', unseen: false },
    ])
    const change = (await readAllChanges(msp.store)).find(({ detail }) => detail.type === 'field')
    expect(await undoChange.on(msp, change!.id)).toEqual({ done: true })
    expect((await localValues(msp, accountId))['phone']).toBe('')
  })

  test('[FA6] takes no more room in the document than its last value', async () => {
    await type('x')
    const [first] = await waitingEdits()
    await type('y'.repeat(40))
    for (let length = 39; length > 0; length--) await type('z'.repeat(length))
    const [last] = await waitingEdits()
    expect(updateBytes(last)).toBe(updateBytes(first))
  })

  test('[FA6] in which somebody else’s value arrives says what was seen when it began, and the last one wins', async () => {
    const { world, msp, customer } = pair
    await type('+49 mine')
    world.clock.advance(1000)
    await editField.on(customer, accountId, 'phone', '+49 theirs')
    await customer.sync()
    await msp.exchangeWhileTyping()
    world.clock.advance(1000)
    await type('+49 mine, longer')
    await leaveField.on(msp, accountId, 'phone')
    await msp.sync()
    await customer.sync()
    for (const device of [msp, customer])
      expect((await localValues(device, accountId))['phone']).toBe('+49 mine, longer')
    expect(await loggedDetails(world, accountId)).toContainEqual({
      type: 'field',
      field: 'phone',
      before: '+49 theirs',
      after: '+49 mine, longer',
      unseen: true,
    })
  })
})

function updateBytes(item: OutboxItem | undefined): number {
  return item?.body.kind === 'edit' ? item.body.update.length : 0
}

describe('Cancelling', () => {
  test('[H3][H5] an unsent edit takes it out and keeps what was typed after it', async () => {
    const { world, msp, customer } = pair
    await typeNotes('Call Mina')
    world.clock.advance(20_000)
    await typeNotes('Call Mina before noon')
    world.clock.advance(20_000)
    await editField.on(msp, accountId, 'phone', '1')
    const [first] = await waitingEdits()
    await cancelItem.on(msp, first!.id)
    expect((await localValues(msp, accountId))['notes']).toBe(' before noon')
    await msp.sync()
    await customer.sync()
    expect(await localValues(customer, accountId)).toMatchObject({ notes: ' before noon', phone: '1' })
    expect(await serverValues(world, accountId)).toMatchObject({ notes: ' before noon', phone: '1' })
  })

  test('[H3] undoing an unsent change is cancelling it', async () => {
    const { world, msp } = pair
    await editField.on(msp, accountId, 'phone', '1')
    const [waiting] = await waitingEdits()
    expect(await undoChange.on(msp, waiting!.id)).toEqual({ done: true })
    expect(await waitingEdits()).toEqual([])
    await msp.sync()
    expect(await loggedDetails(world, accountId)).toEqual([])
  })

  test('[H5] what was tried is not cancelled behind the server’s back', async () => {
    const { msp } = pair
    await editField.on(msp, accountId, 'phone', '1')
    const [waiting] = await waitingEdits()
    msp.fault = 'answer-lost'
    await expect(msp.exchange()).rejects.toThrow('wire')
    await cancelItem.on(msp, waiting!.id)
    expect(await outboxStates(msp)).toEqual(['settled', 'sent'])
    expect(await undoChange.on(msp, waiting!.id)).toEqual({ done: true })
    await msp.sync()
    expect((await serverValues(pair.world, accountId))['phone'] ?? '').toBe('')
  })

  test('[H5] discarding a refused edit lets it go, and only it', async () => {
    const { msp } = pair
    await editField.on(msp, accountId, 'phone', 'x'.repeat(41))
    await editField.on(msp, accountId, 'zip', '1')
    await msp.sync()
    const refused = (await outboxOf(msp)).find((item) => item.state === 'refused')
    await discardItem.on(msp, msp.ids.randomId() as ItemId)
    expect(await outboxStates(msp)).toContain('refused: field-too-long')
    await discardItem.on(msp, refused!.id)
    expect(await outboxStates(msp)).toEqual(['settled', 'settled'])
  })
})

describe('When the device is full', () => {
  function fill(): void {
    pair.msp.store.outbox.hook('creating', () => {
      throw new DOMException('disk full', 'QuotaExceededError')
    })
  }

  test.each<[string, () => Promise<unknown>]>([
    ['a field', () => editField.on(pair.msp, accountId, 'phone', '1')],
    ['typing', () => editText.on(pair.msp, accountId, 'notes', 'Call', '')],
    ['a tag', async () => setTag.on(pair.msp, await privateIdOf(pair), 'gold', true)],
    ['a new customer', () => addCustomer.on(pair.msp, { ...acme, companyName: 'Zenith' })],
    ['a decision', () => decide.on(pair.msp, 'delink-customer', pair.relationshipId)],
  ])('[DEV1] %s is not saved, says so, and leaves nothing behind', async (_what, write) => {
    const before = await dumpStore(pair.msp)
    fill()
    await expect(write()).rejects.toThrow(StorageFullError)
    expect(await dumpStore(pair.msp)).toBe(before)
  })

  test('[DEV1] room for the row but not for the rest leaves no row either', async () => {
    const { msp } = pair
    const before = await dumpStore(msp)
    msp.store.writers.hook('creating', () => {
      throw new DOMException('disk full', 'QuotaExceededError')
    })
    await expect(addCustomer.on(msp, { ...acme, companyName: 'Zenith' })).rejects.toThrow(StorageFullError)
    expect(await dumpStore(msp)).toBe(before)
  })

  test('[DEV1] another failure isn’t called a full device', async () => {
    const { msp } = pair
    msp.store.outbox.hook('creating', () => {
      throw new TypeError('something else')
    })
    const failed = editField.on(msp, accountId, 'phone', '1')
    await expect(failed).rejects.not.toThrow(StorageFullError)
    await expect(failed).rejects.toThrow()
  })

  test('[DEV1][SYNC2] news that don’t fit are asked for again, and the device says it is full', async () => {
    const { msp, customer } = pair
    await editField.on(customer, accountId, 'phone', 'news')
    await customer.sync()
    const before = await dumpStore(msp, ['meta'])
    const full = () => {
      throw new DOMException('disk full', 'QuotaExceededError')
    }
    msp.store.records.hook('creating', full)
    await expect(msp.exchange()).rejects.toThrow(StorageFullError)
    expect(await dumpStore(msp, ['meta'])).toBe(before)
    msp.store.records.hook('creating').unsubscribe(full)
    await msp.sync()
    expect((await localValues(msp, accountId))['phone']).toBe('news')
  })
})

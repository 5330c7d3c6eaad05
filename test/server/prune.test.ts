import { describe, expect, it } from 'vitest'
import { prune } from '../../server/jobs/prune.ts'
import { Tandem } from '../support/tandem.ts'

const dayMs = 24 * 60 * 60 * 1000

describe('Pruning', () => {
  it('[X4] removes sessions, answers and captured words when their time is over, not before', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    await msp.addCustomer()
    const { database } = tandem.services
    const left = async () => {
      await prune(tandem.services)
      const sessions = await database.selectFrom('session').select('id').execute()
      const answers = await database.selectFrom('device_item').select('item_id').execute()
      const words = await database.selectFrom('mail').select('id').where('html', 'is not', null).execute()
      const mails = await database.selectFrom('mail').select('id').execute()
      return [sessions.length, answers.length, words.length, mails.length]
    }
    expect(await left()).toEqual([1, 1, 2, 2])
    tandem.clock.advance(30 * dayMs - 1)
    expect(await left()).toEqual([1, 1, 2, 2])
    tandem.clock.advance(2)
    expect(await left()).toEqual([0, 1, 0, 2])
    // The device never came back: it may still ask what was answered last.
    tandem.clock.advance(360 * dayMs)
    expect(await left()).toEqual([0, 1, 0, 2])
    tandem.clock.advance(10 * dayMs)
    expect(await left()).toEqual([0, 0, 0, 2])
  })
})

import { afterAll, describe, expect, it } from 'vitest'
import {
  beginTry,
  book,
  deleteOldThrottles,
  forgetTries,
  giveBack,
  spend,
  throttleKey,
  timeToWait,
} from '../../server/database/repository/people/throttle.ts'
import { databaseOf, providers, stopProviders } from './providers.ts'

afterAll(stopProviders)

const minute = 60_000
const allowance = { times: 3, perMs: 30 * minute }
const now = 1_000_000_000

describe.each(providers)('Counting on $name', (provider) => {
  const suite = databaseOf(provider)

  it('[FB11] so many at once, as many again in that time, evenly; what is refused isn’t counted', async () => {
    const { database } = suite
    const at = (ms: number) => spend(database, 'a', allowance, now + ms)
    for (let n = 0; n < 3; n++) expect(await at(0)).toBe(0)
    expect(await at(0)).toBe(10 * minute)
    expect(await at(4 * minute)).toBe(6 * minute)
    expect(await at(10 * minute)).toBe(0)
    expect(await at(10 * minute)).toBe(10 * minute)
    expect(await timeToWait(database, 'a', allowance, now + 10 * minute)).toBe(10 * minute)
    await giveBack(database, 'a', allowance)
    expect(await timeToWait(database, 'a', allowance, now + 10 * minute)).toBe(0)
    for (let n = 0; n < 3; n++) expect(await at(500 * minute)).toBe(0)
    expect(await at(500 * minute)).toBe(10 * minute)
  })

  it('[FB11] of many at once, at whichever node, exactly as many are let through as are allowed', async () => {
    const { database } = suite
    const waits = await Promise.all(Array.from({ length: 20 }, () => spend(database, 'b', allowance, now)))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3)
    const pauses = await Promise.all(
      Array.from({ length: 20 }, () => beginTry(database, 'c', (tries) => (tries < 3 ? 0 : minute), now)),
    )
    expect(pauses.filter((pause) => pause === 0)).toHaveLength(3)
    expect(pauses.filter((pause) => pause === minute)).toHaveLength(17)
  })

  it('[FB6] what is booked beyond that is told how much later it may go', async () => {
    const { database } = suite
    const waits = []
    for (let n = 0; n < 5; n++) waits.push(await book(database, 'd', allowance, now))
    expect(waits).toEqual([0, 0, 0, 10 * minute, 20 * minute])
    expect(await book(database, 'd', allowance, now + 600 * minute)).toBe(0)
  })

  it('[FB11] tries in a row pause longer each time, and are forgotten by a success or after a day', async () => {
    const { database } = suite
    const pauseMs = (tries: number) => (tries - 1) * minute
    const tryAt = (ms: number) => beginTry(database, 'e', pauseMs, now + ms)
    expect(await tryAt(0)).toBe(0)
    expect(await tryAt(0)).toBe(0)
    expect(await tryAt(0)).toBe(minute)
    expect(await tryAt(minute)).toBe(0)
    expect(await tryAt(minute)).toBe(2 * minute)
    await forgetTries(database, 'e')
    expect(await tryAt(minute)).toBe(0)
    expect(await tryAt(minute)).toBe(0)
    expect(await tryAt(minute + 24 * 60 * minute)).toBe(minute * 0)
    expect(await tryAt(minute + 24 * 60 * minute)).toBe(2 * minute)
    expect(await tryAt(3 * 24 * 60 * minute)).toBe(0)
    expect(await tryAt(3 * 24 * 60 * minute)).toBe(0)
  })

  it('[X4] rows that say nothing any more go; a name tells nobody whom it counted', async () => {
    const { database } = suite
    const secret = new Uint8Array(32)
    const key = throttleKey(secret, 'mail-to', 'jo@acme.example')
    expect(key).not.toContain('acme')
    expect(throttleKey(secret, 'link', 'jo@acme.example')).not.toBe(key)
    await spend(database, key, allowance, now)
    await deleteOldThrottles(database, now)
    expect(await timeToWait(database, key, { times: 1, perMs: minute }, now)).toBeGreaterThan(0)
    await deleteOldThrottles(database, now + 30 * 24 * 60 * minute)
    expect(await database.selectFrom('throttle').selectAll().execute()).toEqual([])
  })
})

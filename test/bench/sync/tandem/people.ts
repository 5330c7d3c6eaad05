/** The MSP's people as the seed made and signed them in: who travels, who stays, and fifty for the live lane. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreId, UserId } from '#shared/domain/ids.ts'

export interface Person {
  userId: UserId
  storeId: StoreId
  /** The session cookie, `name=value`. */
  cookie: string
}

/** The measured device is the first one's; the second's comes back before it. */
export type People = [traveller: Person, colleague: Person, ...others: Person[]]

const fileIn = (seeds: string) => join(seeds, 'people.json')

export function writePeople(seeds: string, people: readonly Person[]): void {
  writeFileSync(fileIn(seeds), JSON.stringify(people))
}

export function readPeople(seeds: string): People {
  return JSON.parse(readFileSync(fileIn(seeds), 'utf8')) as People
}

/** MSPs with their customers and people, made before anything is measured. */
import { readKinds } from '#shared/records/kinds.ts'
import { systemClock } from '#shared/domain/clock.ts'
import { cryptoIds, type IdSource, type ItemId, type StoreId } from '#shared/domain/ids.ts'
import { encodeRequest, type Hello, type Item } from '#shared/protocol/request.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { startSession } from '../../../server/auth/session.ts'
import type { Database } from '../../../server/database/connection.ts'
import { createOrganisation } from '../../../server/database/repository/organisation.ts'
import { insertSuperAdmin } from '../../../server/commands/sign-in/super-admin.ts'
import { runUnitOfWork } from '../../../server/database/unit-of-work.ts'
import { addCustomerInput } from '../../support/tandem.ts'
import { unpackFrames } from '../../support/unpack-frames.ts'
import type { SignedIn } from './simulated-client.ts'

export interface Crowd {
  msps: number
  customersEach: number
  peopleEach: number
}

const ids: IdSource = cryptoIds

/** People come straight from the database, without the cost of hashing passwords; customers by exchange. */
export async function seedParties(database: Database, origin: string, crowd: Crowd): Promise<SignedIn[]> {
  const msps = await seedPeople(database, crowd)
  for (const [place, people] of msps.entries()) await addCustomers(origin, people[0]!, place + 1, crowd.customersEach)
  return msps.flat()
}

/** The people of each MSP, signed in; no server need run. */
export async function seedPeople(database: Database, crowd: Crowd): Promise<SignedIn[][]> {
  const services = { database, clock: systemClock, ids, wakeFollowers: () => {} }
  const msps: SignedIn[][] = []
  for (let number = 1; number <= crowd.msps; number++) {
    const { result } = await runUnitOfWork(services, async (unit) => {
      const msp = await createOrganisation(unit, { kind: 'msp', name: `MSP ${number}` })
      const signedIn: SignedIn[] = []
      for (let person = 1; person <= crowd.peopleEach; person++) {
        const userId = await insertSuperAdmin(unit, {
          organisationId: msp.id,
          email: `p${person}@msp${number}.example`,
          firstName: `Person ${person}`,
          lastName: 'Bench',
          passwordHash: '',
          emailVerifiedAt: unit.now,
          locale: 'en',
        })
        const token = await startSession(unit, userId, 'bench')
        signedIn.push({ userId, organisationId: msp.id, cookie: `tandem_session=${token}` })
      }
      return signedIn
    })
    msps.push(result)
  }
  return msps
}

export async function addCustomers(origin: string, person: SignedIn, msp: number, count: number): Promise<void> {
  const now = Date.now()
  const hello: Hello = {
    type: 'hello',
    protocol: protocolVersion,
    kinds: readKinds,
    held: readKinds,
    userId: person.userId,
    storeId: ids.randomId() as StoreId,
    cursor: null,
    accessVersion: 1,
    sentAt: now,
  }
  const items = Array.from({ length: count }, (_, index): Item => ({
    number: index + 1,
    id: ids.randomId() as ItemId,
    dependsOn: [],
    editedAt: now,
    baseNumber: 0,
    body: {
      kind: 'command',
      name: 'add-customer',
      input: addCustomerInput(ids, {
        companyName: `Customer ${index} of ${msp}`,
        managementType: 'fully',
        workEmail: `c${index}@msp${msp}.example`,
      }),
    },
  }))
  const response = await fetch(`${origin}/api/sync`, {
    method: 'POST',
    headers: { cookie: person.cookie, origin },
    body: encodeRequest(hello, items) as Uint8Array<ArrayBuffer>,
  })
  if (!response.ok) throw new Error(`seeding: ${response.status} ${await response.text()}`)
  const frames = unpackFrames(new Uint8Array(await response.arrayBuffer()))
  const accepted = frames.filter((frame) => frame.type === 'answer' && frame.answer.outcome === 'accepted')
  if (accepted.length !== count) throw new Error(`seeding: ${accepted.length} of ${count} customers accepted`)
}

/**
 * A data folder for the Tandem server, made by its own commands over its own database: N customers added a while ago.
 * Beside it what the devices that were away had stored: the answer to a first exchange.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { accountShape, mspPrivateShape } from '#shared/document/document-shape.ts'
import { createDocument } from '#shared/document/edit-document.ts'
import { structsToCompact } from '#shared/domain/document/document-limit.ts'
import { concatBytes } from '#shared/protocol/frame.ts'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import type { ItemId, OrganisationId, StoreId, UserId } from '#shared/domain/ids.ts'
import type { DecisionInput } from '#shared/decisions/registry.ts'
import { OpenDocuments } from '../../../../server/database/open-documents.ts'
import { startApplication } from '../../../../server/application.ts'
import { loadAccess } from '../../../../server/auth/access.ts'
import { startSession } from '../../../../server/auth/session.ts'
import { carryOut } from '../../../../server/decisions/carry-out.ts'
import { parseConfig } from '../../../../server/config.ts'
import { openDatabase } from '../../../../server/database/connection.ts'
import { createOrganisation } from '../../../../server/database/repository/organisation.ts'
import { insertSuperAdmin } from '../../../../server/commands/sign-in/super-admin.ts'
import { RevocationJournal } from '../../../../server/database/revocation-journal.ts'
import { runUnitOfWork, type UnitOfWork } from '../../../../server/database/unit-of-work.ts'
import { prune } from '../../../../server/jobs/prune.ts'
import { silentLog } from '../../../../server/log.ts'
import { createWakeUps, type Services } from '../../../../server/services.ts'
import { ManualClock, seededIds, seededRandom } from '../../../support/seeded.ts'
import { customerValues, founderId } from '../customer-values.ts'
import { live } from '../plan.ts'
import { BenchDevice, StoredStates } from './bench-device.ts'
import { exchange } from './exchange.ts'
import { HttpWire } from '../wire/http-wire.ts'
import { accountValues, relationshipIdOf } from './layout.ts'
import { writePeople, type Person } from './people.ts'
import { storedFramesFile, tandemFolder } from './seed-files.ts'

/** Beyond the change log a device holds (DOC4), as most of an MSP's customers are. */
const addedAgoMs = 120 * 24 * 60 * 60 * 1000
const customersPerTransaction = 250

export async function seedTandem(seeds: string, n: number): Promise<void> {
  const folder = join(seeds, tandemFolder)
  const people = await addEverybody(folder, n)
  writePeople(seeds, people)
  writeFileSync(join(seeds, storedFramesFile), await firstAnswer(folder, people[0]!))
}

/** The MSP, its people signed in, and N customers as `makeCustomer` has them, in a new data folder. */
export async function addEverybody(
  folder: string,
  n: number,
  makeCustomer: typeof newCustomer = newCustomer,
): Promise<Person[]> {
  const config = parseConfig({ TANDEM_DATA: folder })
  const { database, close } = await openDatabase(config)
  const clock = new ManualClock(Date.now() - addedAgoMs)
  const services: Services = {
    config,
    publicUrl: 'http://127.0.0.1',
    database,
    clock,
    ids: seededIds(seededRandom(n)),
    key: new Uint8Array(32),
    openDocuments: new OpenDocuments(),
    structsToCompact,
    log: silentLog,
    revocations: RevocationJournal.open(null),
    ...createWakeUps(),
  }
  const { result: msp } = await runUnitOfWork(services, (unit) =>
    createOrganisation(unit, { kind: 'msp', name: 'Northwind' }),
  )
  const count = live.clients + 2
  const { result: userIds } = await runUnitOfWork(services, (unit) =>
    Promise.all(Array.from({ length: count }, (_, place) => addUser(unit, msp.id, place))),
  )
  await addCustomers(services, userIds[1]!, n, makeCustomer)
  clock.set(Date.now())
  // A server that had run all the time would have, and its mail would have left.
  await prune(services)
  await database.deleteFrom('mail').execute()
  const { result: people } = await runUnitOfWork(services, (unit) =>
    Promise.all(userIds.map((userId) => signIn(unit, userId))),
  )
  await close()
  return people
}

function addUser(unit: UnitOfWork, organisationId: OrganisationId, place: number): Promise<UserId> {
  return insertSuperAdmin(unit, {
    organisationId,
    email: `person-${place}@northwind.example`,
    firstName: 'Person',
    lastName: String(place),
    // Nobody signs in by password here.
    passwordHash: '',
    emailVerifiedAt: unit.now,
    locale: 'en',
  })
}

async function signIn(unit: UnitOfWork, userId: UserId): Promise<Person> {
  const token = await startSession(unit, userId, 'benchmark')
  return { userId, storeId: unit.ids.randomId() as StoreId, cookie: `tandem_session=${token}` }
}

async function addCustomers(
  services: Services,
  userId: UserId,
  n: number,
  makeCustomer: typeof newCustomer,
): Promise<void> {
  const access = (await loadAccess(services.database, userId))!
  const storeId = services.ids.randomId() as StoreId
  for (let start = 0; start < n; start += customersPerTransaction) {
    await runUnitOfWork(services, async (unit) => {
      for (let index = start; index < Math.min(n, start + customersPerTransaction); index++) {
        const itemId = services.ids.randomId() as ItemId
        const context = { services, unit, access, storeId, itemId, stamp: unit.now, waitedMs: 0 }
        await carryOut(context, 'add-customer', makeCustomer(services, index))
      }
    })
  }
}

/** Fully managed, so that no invitation comes with it. */
function newCustomer(_services: Services, index: number): DecisionInput<'add-customer'> {
  const clientId = founderId(index)
  const relationshipId = relationshipIdOf(index)
  const documentIds = documentIdsOf(relationshipId)
  const account = createDocument(accountShape, clientId, accountValues(index))
  const mspPrivate = createDocument(mspPrivateShape, clientId, { internalReference: '' })
  return {
    relationshipId,
    managementType: 'fully',
    services: ['knox-suite' as never],
    workEmail: customerValues(index).contactEmail,
    account: { id: documentIds.account, clientId, update: account.update },
    mspPrivate: { id: documentIds.mspPrivate, clientId, update: mspPrivate.update },
  }
}

async function firstAnswer(folder: string, person: Person): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  const device = new BenchDevice(person, new StoredStates())
  const application = await startApplication(parseConfig({ TANDEM_DATA: folder, PORT: '0' }))
  const wire = new HttpWire(Number(new URL(application.address).port))
  try {
    await exchange(device, wire, [], { record: (chunk) => chunks.push(chunk) })
  } finally {
    wire.close()
    await application.close()
  }
  return concatBytes(chunks)
}

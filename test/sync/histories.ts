/** Six devices of two organisations that do whatever people do, over a wire that fails; and what must hold at the end. */
import { expect } from 'vitest'
import { contentFingerprint, readValues, type DocumentValues } from '#shared/document/document-values.ts'
import { intentValues } from '#shared/domain/document/intent.ts'
import type { ChangeId, DocumentId, ItemId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { isWaiting } from '#lib/local-store/outbox-item.ts'
import { findLocalDocument, openLocalDocument } from '#lib/local-store/read-document.ts'
import { seededIds, seededRandom } from '../support/seeded.ts'
import { acme, openPair, type Pair, type TestDevice, type WireFault, type WorldOptions } from './world.ts'
import { findDocument, findRelationship, readChangesOf } from './stored.ts'

const fields = ['phone', 'website', 'city', 'companyName']
const faults: WireFault[] = ['request-lost', 'answer-lost', 'answer-cut', 'duplicated']

export interface Crowd extends Pair {
  devices: TestDevice[]
  random: () => number
}

export function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!
}

/** Three devices a side, their clocks wrong by up to a year; on each side two belong to one person. */
export async function openCrowd(seed: number, options?: WorldOptions): Promise<Crowd> {
  const random = seededRandom(seed)
  const pair = await openPair(seededIds(random), options)
  const { world, msp, customer } = pair
  const year = 365 * 24 * 60 * 60 * 1000
  const skew = () => Math.floor((random() * 2 - 1) * year)
  const others: TestDevice[] = []
  for (const device of [msp, customer]) {
    others.push(await world.device(device.user.id, { clockSkewMs: skew() }))
    others.push(
      await world.device(await world.user(device.user.organisationId, `Second${others.length}`), {
        clockSkewMs: skew(),
      }),
    )
  }
  for (const device of others) await device.sync()
  return { ...pair, devices: [msp, customer, ...others], random }
}

async function accountOf({ store }: TestDevice, crowd: Crowd): Promise<DocumentId> {
  return (await findRelationship(store, crowd.relationshipId))!.accountDocumentId
}

async function typeIntoNotes(device: TestDevice, id: DocumentId, random: () => number): Promise<void> {
  const seen = (await readLocal(device, id))['notes'] ?? ''
  const at = Math.floor(random() * (seen.length + 1))
  const removed = random() < 0.4 ? Math.floor(random() * 4) : 0
  const typed = random() < 0.8 ? pick(random, ['call ', 'Größe', '서울 ', '👍', 'gate 12. ']) : ''
  await editText.on(device, id, 'notes', seen.slice(0, at) + typed + seen.slice(at + removed), seen)
}

async function undoSomething(device: TestDevice, id: DocumentId, random: () => number): Promise<void> {
  const logged = await readChangesOf(device.store, id)
  const waiting = (await device.store.outbox.where('documentIds').equals(id).toArray()).map(
    (item) => item.id as string as ChangeId,
  )
  // What waits is taken back as often as what is done, so that work behind it is made again.
  const known = waiting.length > 0 && random() < 0.5 ? waiting : [...logged.map((change) => change.id), ...waiting]
  if (known.length > 0) await undoChange.on(device, pick(random, known.toSorted()), { evenIfChanged: true })
}

async function decideSomething(device: TestDevice, crowd: Crowd): Promise<void> {
  const { random, relationshipId } = crowd
  if (device.user.organisationKind === 'customer') return decide.on(device, 'reject-delink', relationshipId)
  if (random() < 0.3)
    await addCustomer.on(device, {
      ...acme,
      companyName: `New ${Math.floor(random() * 1000)}`,
      workEmail: `c${Math.floor(random() * 1e9)}@x.example`,
    })
  else await decide.on(device, random() < 0.6 ? 'delink-customer' : 'withdraw-delink', relationshipId)
}

export async function act(device: TestDevice, crowd: Crowd): Promise<void> {
  const { random } = crowd
  const id = await accountOf(device, crowd)
  const choice = random()
  if (choice < 0.45) await editField.on(device, id, pick(random, fields), `v${Math.floor(random() * 1000)}`)
  else if (choice < 0.75) await typeIntoNotes(device, id, random)
  else if (choice < 0.87) await undoSomething(device, id, random)
  else if (choice < 0.9) await decideSomething(device, crowd)
  else if (device.user.organisationKind === 'msp') {
    const record = (await findRelationship(device.store, crowd.relationshipId))!
    const { documentId } = record.mspPrivate!
    if (random() < 0.5) await editField.on(device, documentId, 'internalReference', `R${Math.floor(random() * 1000)}`)
    else await setTag.on(device, documentId, pick(random, ['gold', 'north']), random() < 0.5)
  }
}

/** Resolves to whether an old request of the device arrived only now. */
export async function exchangeBadly(device: TestDevice, random: () => number): Promise<boolean> {
  device.fault = random() < 0.5 ? 'none' : pick(random, faults)
  await device.exchange().catch((error: Error) => {
    if (!error.message.startsWith('wire:')) throw error
  })
  // An old request that was long on its way arrives again, after newer ones.
  const isLate = random() < 0.15 && device.sent.length > 0
  if (isLate) await (await device.request(pick(random, device.sent))).arrayBuffer()
  return isLate
}

interface MadeEdit {
  documentId: DocumentId
  values: [field: string, value: string][]
  /** True time, ms; up to `latest` when its request may have been long on its way. */
  made: number
  latest: number
  by: TestDevice
  waits: boolean
}

/** What was set when, by true time, read from the outboxes as it happens: who must win in the end follows from it alone. */
export class TrueTimes {
  private readonly edits = new Map<ItemId, MadeEdit>()
  private readonly crowd: Crowd

  constructor(crowd: Crowd) {
    this.crowd = crowd
  }

  /** Call after the device did something. What isn't there any more was taken back, or joined with what followed. */
  async note(device: TestDevice): Promise<void> {
    const { clock } = this.crowd.world
    const skew = device.clock.now() - clock.now()
    const known = new Set([...this.edits].filter(([, { by }]) => by === device).map(([id]) => id))
    for (const item of await device.store.outbox.toArray()) {
      const { id, body, state, editedAt } = item
      known.delete(id)
      if (body.kind !== 'edit' || state === 'refused') {
        this.edits.delete(id)
        continue
      }
      const made = editedAt - skew
      this.edits.set(id, {
        documentId: body.documentId,
        values: intentValues(body.intents),
        made,
        latest: Math.max(made, this.edits.get(id)?.latest ?? 0),
        by: device,
        waits: isWaiting(item),
      })
    }
    for (const id of known) this.edits.delete(id)
  }

  /** An old request of this device arrived only now: the server can't know how long it was on its way. */
  delayed(device: TestDevice): void {
    for (const edit of this.edits.values())
      if (edit.by === device && edit.waits) edit.latest = this.crowd.world.clock.now()
  }

  async expectLaterWins(): Promise<void> {
    const rows = await this.crowd.world.database.selectFrom('document').select(['id', 'facts']).execute()
    for (const { id, facts } of rows) {
      const values = JSON.parse(facts) as DocumentValues
      const sets = [...this.edits.values()]
        .filter(({ documentId }) => documentId === id)
        .flatMap((edit) => edit.values.map(([field, value]) => ({ ...edit, field, value })))
      for (const field of new Set(sets.map((set) => set.field))) {
        const rivals = sets.filter((set) => set.field === field)
        const lastMade = Math.max(...rivals.map(({ made }) => made))
        const mayWin = rivals.filter(({ latest }) => latest >= lastMade).map(({ value }) => value)
        expect(mayWin, `${field} of ${id}`).toContain(values[field] ?? '')
      }
    }
  }
}

export async function settle(devices: readonly TestDevice[]): Promise<void> {
  for (let round = 0; round < 3; round++) for (const device of devices) await device.sync()
}

async function readLocal(device: TestDevice, id: DocumentId): Promise<DocumentValues> {
  const document = await findLocalDocument(device.store, id)
  return document ? readValues(openLocalDocument(document), document.shape) : {}
}

/** Every edit that looked saved is in the server's log of answers: accepted, or refused where the person sees it. */
export async function expectNothingLost(crowd: Crowd): Promise<void> {
  const answered = await crowd.world.database.selectFrom('device_item').select(['item_id', 'answer']).execute()
  const accepted = new Set(answered.filter(({ answer }) => answer.includes('"accepted"')).map((row) => row.item_id))
  for (const device of crowd.devices) {
    for (const item of await device.store.outbox.toArray()) {
      const isAccepted = item.state === 'settled' || item.state === 'accepted'
      expect(isAccepted || item.state === 'refused', `${item.id} is ${item.state}`).toBe(true)
      if (isAccepted) expect(accepted.has(item.id), `${item.id} was never accepted`).toBe(true)
    }
  }
}

/** No customer twice, no mail twice, no logged edit of one field twice. */
export async function expectOneEffect({ world }: Crowd): Promise<void> {
  const changes = await world.database
    .selectFrom('change')
    .select(['item_id', 'detail'])
    .where('item_id', 'is not', null)
    .execute()
  const effects = changes.map(
    ({ item_id, detail }) => `${item_id} ${(JSON.parse(detail) as { field?: string }).field ?? 'decision'}`,
  )
  expect(effects.filter((effect, index) => effects.indexOf(effect) !== index)).toEqual([])
  const invitations = await world.database.selectFrom('invitation').select('relationship_id').execute()
  expect(new Set(invitations.map((row) => row.relationship_id)).size).toBe(invitations.length)
}

export async function expectOneContent(crowd: Crowd): Promise<void> {
  const rows = await crowd.world.database.selectFrom('document').selectAll().execute()
  for (const row of rows) {
    const server = contentFingerprint(JSON.parse(row.facts) as DocumentValues)
    for (const device of crowd.devices) {
      const stored = await findDocument(device.store, row.id)
      if (row.kind === 'msp-private') expect(stored === undefined).toBe(device.user.organisationKind === 'customer')
      if (!stored) continue
      expect(contentFingerprint(await readLocal(device, row.id)), `${row.kind} on ${device.user.firstName}`).toBe(
        server,
      )
    }
  }
}

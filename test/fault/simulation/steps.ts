/** What people, wires and servers do in one step of a history. */
import { readChangesOf } from '../../sync/stored.ts'
import { allDocuments, allRelationships } from '../../sync/read-world.ts'
import type { ChangeId, DocumentId } from '#shared/domain/ids.ts'
import { addCustomer } from '#lib/commands/add-customer.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { cancelItem } from '#lib/commands/waiting/cancel-item.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { writeMeta } from '#lib/local-store/local-store.ts'
import { MissingDocumentError } from '#lib/local-store/advance-documents.ts'
import { FrameApplier, GapError } from '#lib/sync/apply-frames.ts'
import { frameSchema } from '#shared/protocol/response.ts'
import { decodeFrames } from '#shared/protocol/frame.ts'
import { localValues } from '../../sync/read-world.ts'
import type { TestDevice, WireFault } from '../../sync/world.ts'
import type { Crowd, Member } from './crowd.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const fields = ['phone', 'website', 'city', 'companyName', 'address1']
const faults: WireFault[] = ['request-lost', 'answer-lost', 'answer-cut', 'duplicated']
const remembered = 5
const frameLimit = 64 * 1024 * 1024

export async function step(crowd: Crowd): Promise<void> {
  const { world } = crowd
  world.clock.advance(crowd.below(crowd.chance(0.01) ? 6 * hourMs : 20_000))
  const choice = crowd.random()
  const member = crowd.pick(crowd.members)
  if (choice < 0.5) return act(crowd, member)
  if (choice < 0.96) return exchangeBadly(crowd, member)
  if (choice < 0.985) return deliverLate(crowd, member)
  if (choice < 0.99) return addAnew(crowd)
  if (choice < 0.994) return goOffline(crowd, member)
  if (choice < 0.997) return forgetPlace(crowd, member)
  crowd.note('restart')
  await world.restartServer()
}

async function act(crowd: Crowd, { device }: Member): Promise<void> {
  const documents = await allDocuments(device)
  if (documents.length === 0) return crowd.note('nothing here')
  const { id, kind } = crowd.pick(documents)
  const choice = crowd.random()
  if (kind === 'msp-private') return editPrivate(crowd, device, id)
  if (choice < 0.45) {
    await editField.on(device, id, crowd.pick(fields), crowd.ledger.newValue())
    crowd.note('field')
  } else if (choice < 0.75) await typeWord(crowd, device, id)
  else if (choice < 0.88) await undoSomething(crowd, device, id)
  else await decideSomething(crowd, device)
}

/** Nobody waits for answers: people go on, and take back what they have just done. */
async function actMeanwhile(crowd: Crowd, member: Member): Promise<void> {
  crowd.note('meanwhile')
  for (let count = 1 + crowd.below(3); count > 0; count--) await act(crowd, member)
  if (crowd.chance(0.5)) await takeBack(crowd, member.device)
}

/** The newest edit that was never sent. */
async function takeBack(crowd: Crowd, device: TestDevice): Promise<void> {
  const waiting = await device.store.outbox.where('state').equals('queued').sortBy('number')
  const newest = waiting.findLast(({ attempts, body }) => attempts === 0 && body.kind === 'edit')
  if (!newest) return
  await cancelItem.on(device, newest.id)
  crowd.note('taken back')
}

async function editPrivate(crowd: Crowd, device: TestDevice, id: DocumentId): Promise<void> {
  const choice = crowd.random()
  if (choice < 0.4) await setTag.on(device, id, crowd.pick(['gold', 'north']), crowd.chance(0.5))
  else if (choice < 0.6) await editField.on(device, id, 'internalReference', crowd.ledger.newValue())
  else await rewritePrivateNotes(crowd, device, id)
  crowd.note('private')
}

/** Types over and deletes, in more than one script. */
async function rewritePrivateNotes(crowd: Crowd, device: TestDevice, id: DocumentId): Promise<void> {
  const seen = (await localValues(device, id))['privateNotes'] ?? ''
  const at = crowd.below(seen.length + 1)
  const removed = crowd.chance(0.5) ? crowd.below(6) : 0
  const typed = crowd.chance(0.8) ? crowd.pick(['call ', 'Größe', '서울 ', '👍', 'gate 12. ']) : ''
  await editText.on(device, id, 'privateNotes', seen.slice(0, at) + typed + seen.slice(at + removed), seen)
}

async function typeWord(crowd: Crowd, device: TestDevice, id: DocumentId): Promise<void> {
  const seen = (await localValues(device, id))['notes'] ?? ''
  const at = crowd.below(seen.length + 1)
  await editText.on(device, id, 'notes', seen.slice(0, at) + crowd.ledger.newWord(id) + seen.slice(at), seen)
  crowd.note('word')
}

/** Fields only: an undone word would look like a lost one. */
async function undoSomething(crowd: Crowd, device: TestDevice, id: DocumentId): Promise<void> {
  const logged = await readChangesOf(device.store, id)
  const known = logged.filter(({ detail }) => detail.type !== 'text').map((change) => change.id)
  const items = await device.store.outbox.where('documentIds').equals(id).toArray()
  const waiting = items
    .filter(({ body }) => body.kind === 'edit' && body.intents.every(({ kind }) => kind === 'set'))
    .map((item) => item.id as string as ChangeId)
  const all = [...known, ...waiting].toSorted()
  if (all.length === 0) return
  await undoChange.on(device, crowd.pick(all), { evenIfChanged: true })
  crowd.note('undo')
}

async function decideSomething(crowd: Crowd, device: TestDevice): Promise<void> {
  const records = await allRelationships(device)
  if (records.length === 0) return
  const { id, status } = crowd.pick(records)
  if (status === 'active') {
    // Rarely: most of the history must happen while people still share their accounts.
    if (!crowd.chance(0.3)) return
    crowd.note('delink asked')
    return decide.on(device, 'delink-customer', id)
  }
  if (status === `delink-requested-by-${device.user.organisationKind}`)
    return crowd.chance(0.3) ? decide.on(device, 'withdraw-delink', id) : undefined
  const accepts = crowd.chance(0.5) && !crowd.keepsEverybody
  crowd.note(accepts ? 'delink accepted' : 'delink rejected')
  await decide.on(device, accepts ? 'accept-delink' : 'reject-delink', id)
}

/** An MSP adds a company, often one that left it; its people come with new accounts. */
async function addAnew(crowd: Crowd): Promise<void> {
  const msps = crowd.members.filter(({ device, offlineUntil }) => {
    return device.user.organisationKind === 'msp' && offlineUntil <= crowd.world.clock.now()
  })
  const { device } = crowd.pick(msps)
  const { relationshipId } = await addCustomer.on(device, crowd.newForm())
  crowd.note('added')
  if (!crowd.chance(0.7) || crowd.keepsEverybody) return
  await device.sync()
  await crowd.ledger.read(device)
  await crowd.register(relationshipId)
}

async function goOffline(crowd: Crowd, member: Member): Promise<void> {
  const days = 1 + crowd.below(3)
  member.offlineUntil = crowd.world.clock.now() + days * dayMs
  crowd.note('offline')
}

/** The next exchange brings a snapshot, and everything that was acknowledged goes up once more. */
async function forgetPlace(crowd: Crowd, { device }: Member): Promise<void> {
  await writeMeta(device.store, { cursor: null })
  crowd.note('snapshot')
}

export async function exchangeBadly(crowd: Crowd, member: Member): Promise<void> {
  const { device, offlineUntil } = member
  if (offlineUntil > crowd.world.clock.now()) device.fault = 'request-lost'
  else device.fault = crowd.chance(0.5) ? 'none' : crowd.pick(faults)
  crowd.note(`exchange ${device.fault}`)
  if (crowd.chance(0.3)) member.meanwhile = () => actMeanwhile(crowd, member)
  const result = await device.exchange().catch((error: Error) => {
    if (!error.message.startsWith('wire:')) throw error
    return null
  })
  member.meanwhile = null
  if (result?.outcome === 'refused') throw new Error(`exchange refused: ${result.code}`)
  device.sent.splice(0, device.sent.length - remembered)
  await crowd.ledger.read(device)
}

/** A request that was long on its way arrives after newer ones, or an answer as the live lane may bring it: overtaken. */
async function deliverLate(crowd: Crowd, member: Member): Promise<void> {
  const { device, lastAnswer } = member
  if (crowd.chance(0.5) || !lastAnswer) {
    if (device.sent.length === 0) return
    crowd.note('late request')
    await device.request(crowd.pick(device.sent))
    member.lastAnswer = lastAnswer
    return
  }
  if (lastAnswer[0] === 0x7b) return
  const frames = decodeFrames(lastAnswer, frameLimit).map((value) => frameSchema.parse(value))
  // Only an exchange brings snapshots.
  if (frames.some(({ type }) => type === 'snapshot-begin')) return
  crowd.note('late answer')
  const applier = new FrameApplier(device, () => undefined)
  try {
    for (const frame of frames) await applier.take(frame)
  } catch (error) {
    if (!(error instanceof GapError || error instanceof MissingDocumentError)) throw error
  }
}

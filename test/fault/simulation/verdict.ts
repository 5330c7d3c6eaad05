/** What must hold when every device has come back: one content everywhere, nothing lost, nothing twice, nothing too much. */
import { listDocumentIds } from '../../sync/stored.ts'
import { expect } from 'vitest'
import { contentFingerprint, type DocumentValues } from '#shared/document/document-values.ts'
import { localValues } from '../../sync/read-world.ts'
import { held, permitted } from '../../sync/visibility-oracle.ts'
import type { TestDevice, World } from '../../sync/world.ts'
import type { Crowd } from './crowd.ts'

export interface Verdict {
  devices: number
  documents: number
  items: number
  /** Acknowledged words and values that were looked for. */
  words: number
  sets: number
}

export async function judge(crowd: Crowd): Promise<Verdict> {
  const { world } = crowd
  const devices = [...crowd.members, ...crowd.retired].map(({ device }) => device)
  for (let round = 0; round < 3; round++) for (const device of devices) await device.sync()
  for (const device of devices) await crowd.ledger.read(device)
  for (const device of devices) {
    expect(await held(device), `held by ${device.user.organisationName}`).toEqual(await permitted(world, device))
    await expectAllAnswered(world, device)
  }
  const documents = await expectOneContent(world, devices)
  const items = await expectOneEffect(world)
  return { devices: devices.length, documents, items, ...(await crowd.ledger.expectKept(world)) }
}

async function expectOneContent({ database }: World, devices: readonly TestDevice[]): Promise<number> {
  const rows = await database.selectFrom('document').select(['id', 'facts']).execute()
  const server = new Map<string, string>(
    rows.map((row) => [row.id, contentFingerprint(JSON.parse(row.facts) as DocumentValues)]),
  )
  for (const device of devices) {
    for (const id of await listDocumentIds(device.store))
      expect(contentFingerprint(await localValues(device, id)), `${id} on ${device.user.organisationName}`).toBe(
        server.get(id),
      )
  }
  return rows.length
}

/** Everything that looked saved was taken, or lies refused where the person sees it. */
async function expectAllAnswered({ database }: World, { store, user }: TestDevice): Promise<void> {
  const answers = await database
    .selectFrom('device_item')
    .innerJoin('device_store', 'device_store.id', 'device_item.store_id')
    .select(['device_item.item_id', 'device_item.answer'])
    .where('device_store.user_id', '=', user.id)
    .execute()
  const accepted = new Set(answers.filter(({ answer }) => answer.includes('"accepted"')).map((row) => row.item_id))
  for (const item of await store.outbox.toArray()) {
    if (item.state === 'refused') continue
    expect(item.state, `${item.id} of ${user.organisationName}`).toBe('settled')
    expect(accepted.has(item.id), `${item.id} was never accepted`).toBe(true)
  }
}

/** No decision, field or mail twice. Returns how many items took effect. */
async function expectOneEffect({ database }: World): Promise<number> {
  const changes = await database
    .selectFrom('change')
    .select(['item_id', 'detail'])
    .where('item_id', 'is not', null)
    .execute()
  const seen = new Set<string>()
  for (const { item_id, detail } of changes) {
    const { field } = JSON.parse(detail) as { field?: string }
    const effect = `${item_id} ${field ?? 'decision'}`
    expect(seen.has(effect), `${effect} twice`).toBe(false)
    seen.add(effect)
  }
  const invitations = await database.selectFrom('invitation').select('relationship_id').execute()
  expect(new Set(invitations.map((row) => row.relationship_id)).size).toBe(invitations.length)
  return new Set(changes.map((row) => row.item_id)).size
}

// M14: nothing of what was before a conversion reaches the customer’s people.
import { describe, expect, test } from 'vitest'
import { documentIdsOf } from '#shared/domain/id-families.ts'
import { decide } from '#lib/commands/decide.ts'
import { editField } from '#lib/commands/facts/edit-field.ts'
import { editText } from '#lib/commands/facts/edit-text.ts'
import { setTag } from '#lib/commands/facts/set-tag.ts'
import { undoChange } from '#lib/commands/facts/undo-change.ts'
import { writeMeta } from '#lib/local-store/local-store.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { formerRelationshipKind } from '#shared/records/former-relationship.ts'
import { loadAccess } from '../../server/auth/access.ts'
import { openExport } from '../../server/commands/export/open-export.ts'
import { findFormerlyVisible } from '../../server/database/reading/visible.ts'
import { LiveDevice } from './live-device.ts'
import { editItem, helloOf, outcomeOf, post, recordAnswers } from './raw-exchange.ts'
import { dumpStore, outboxOf } from './read-world.ts'
import { readAllChanges } from './stored.ts'
import type { TestDevice } from './world.ts'
import {
  alone,
  convert,
  customerId,
  nils,
  noa,
  person,
  relationshipId,
  settle,
  shared,
  withConversion,
  world,
} from './conversion.ts'

withConversion()

/** The files that whoever left the relationship may take with them. */
async function exportsOf({ user, store }: TestDevice): Promise<string[]> {
  const { database, services, clock } = world
  await database.updateTable('session').set({ proved_at: clock.now() }).where('user_id', '=', user.id).execute()
  const { id: sessionId } = (
    await database.selectFrom('session').select('id').where('user_id', '=', user.id).execute()
  )[0]!
  const access = (await loadAccess(database, user.id))!
  const files: string[] = []
  for (const line of await readAllRecords(store, formerRelationshipKind))
    for (const format of ['json', 'csv'] as const) {
      let text = ''
      for await (const piece of await openExport(services, { access, sessionId }, { id: line.id, format }))
        text += piece
      files.push(text)
    }
  expect(files).toHaveLength(2)
  return files
}

describe('What was done before', () => {
  const planted = {
    value: 'MARK-OVERWRITTEN-VALUE',
    text: 'MARK-DELETED-TEXT',
    reference: 'MARK-REFERENCE',
    tag: 'mark-tag',
    privateNotes: 'MARK-PRIVATE-NOTES',
    waiting: 'MARK-OVERWRITTEN-BEFORE-IT-WAS-SENT',
    oldAddress: 'mark-former-contact@acme.example',
  }

  test('[M14][SYNC5][C8] is in no byte to the customer, by no way, also not by an undo, a delink or the MSP’s late work', async () => {
    const [early, live] = [await person('Early'), LiveDevice.of(await person('Lena'))]
    const answers = [recordAnswers(early), live.sent]
    await early.sync()
    await live.follow()
    const { mspPrivate } = documentIdsOf(relationshipId)
    await world.database.updateTable('relationship').set({ work_email: planted.oldAddress }).execute()
    await world.database
      .updateTable('user')
      .set({ status: 'blocked' })
      .where('organisation_id', '=', customerId)
      .execute()
    await editField.on(noa, alone, 'website', planted.value)
    await editText.on(noa, alone, 'notes', `kept ${planted.text} kept`, '')
    await editField.on(noa, mspPrivate, 'internalReference', planted.reference)
    await setTag.on(noa, mspPrivate, planted.tag, true)
    await editText.on(noa, mspPrivate, 'privateNotes', planted.privateNotes, '')
    await settle(noa, nils)
    await editField.on(nils, alone, 'phone', planted.waiting)
    await nils.sync()
    await editField.on(noa, alone, 'website', 'kept.example')
    await editText.on(noa, alone, 'notes', 'kept kept', `kept ${planted.text} kept`)
    await settle(noa, nils)
    await editField.on(noa, alone, 'phone', '+49 1')
    await editText.on(nils, alone, 'notes', 'kept kept and typed offline', 'kept kept')
    await editField.on(nils, alone, 'website', 'late.example')
    await noa.sync()
    await convert(noa)
    await world.database
      .updateTable('user')
      .set({ status: 'active' })
      .where('organisation_id', '=', customerId)
      .execute()

    const late = await person('Late')
    answers.push(recordAnswers(late))
    await settle(late, nils, noa, early)
    await live.follow()
    // The MSP takes back what stands in its own log, which restores a value of then: not one that is marked.
    const before = (await readAllChanges(noa.store)).find(
      ({ documentId, detail }) => documentId === alone && detail.type === 'field' && detail.after === planted.value,
    )!
    expect(await undoChange.on(noa, before.id, { evenIfChanged: true })).toEqual({ done: true })
    await settle(noa, late, early)
    await writeMeta(late.store, { cursor: null })
    await settle(late)
    await decide.on(late, 'delink-customer', relationshipId)
    await settle(late, noa)
    await decide.on(noa, 'accept-delink', relationshipId)
    await settle(noa, late, early)
    await writeMeta(late.store, { cursor: null })
    await late.sync()

    const files = await exportsOf(late)
    expect(files.join('')).toContain('kept kept and typed offline')
    for (const mark of [...Object.values(planted), before.id])
      for (const file of files) expect(file, mark).not.toContain(mark)

    const sent = Buffer.concat(answers.flat()).toString('latin1')
    const held = (await Promise.all([late, early, live.device].map((device) => dumpStore(device)))).join('')
    const mails = JSON.stringify(await world.database.selectFrom('mail').selectAll().execute())
    expect(sent).toContain('kept kept and typed offline')
    const raw = (id: string) => Buffer.from(id, 'base64url').toString('latin1')
    for (const mark of [...Object.values(planted), before.id]) {
      expect(sent, mark).not.toContain(mark)
      expect(held, mark).not.toContain(mark)
      if (mark !== planted.oldAddress) expect(mails, mark).not.toContain(mark)
    }
    expect(sent, 'not even that there was another document').not.toContain(raw(alone))
    await live.leave()
  })

  test('[M14][C8] is not asked for: a crafted edit, undo or hello of the customer finds nothing of it', async () => {
    await editField.on(noa, alone, 'phone', planted.value)
    await noa.sync()
    await editField.on(noa, alone, 'phone', '+49 1')
    await noa.sync()
    const change = (await readAllChanges(noa.store)).find(
      ({ detail }) => detail.type === 'field' && detail.after === planted.value,
    )!
    await convert(noa)
    const customer = await person()
    const answers = recordAnswers(customer)
    await customer.sync()
    // The value that stood there before the change it claims to undo.
    await editField.on(customer, shared, 'phone', '')
    const made = (await outboxOf(customer)).at(-1)!
    const body = made.body.kind === 'edit' ? made.body : null
    const { clientId, update } = body!
    const crafted = [alone, documentIdsOf(relationshipId).mspPrivate].map((id, place) =>
      editItem(customer, 50 + place, id, { clientId, update }),
    )
    const claim = editItem(customer, 60, shared, { clientId, update, undoes: change.id })
    const answered = await post(customer, [await helloOf(customer), ...crafted, claim])
    expect(answered.answers.map(outcomeOf)).toEqual(['not-permitted', 'not-permitted', 'accepted'])
    const logged = await world.database
      .selectFrom('change')
      .select('undoes')
      .where('document_id', '=', shared)
      .execute()
    expect(logged).toEqual([{ undoes: null }])
    expect(Buffer.concat(answers).toString('latin1')).not.toContain(planted.value)
    const access = (await loadAccess(world.database, customer.user.id))!
    const named = [alone, shared, documentIdsOf(relationshipId).mspPrivate]
    expect(await findFormerlyVisible(world.database, access, 'document', named)).toEqual([shared])
  })
})

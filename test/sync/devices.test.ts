// M22, C9, S3: what becomes of devices that a reseller uploaded, decided on tablets, on each database.
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { decide } from '#lib/commands/decide.ts'
import type { DeviceQuestion } from '#lib/commands/decide-on-devices.ts'
import { readAllRecords } from '#lib/local-store/stored-records.ts'
import { joinIds } from '#shared/domain/device/joined-ids.ts'
import type { DeviceId, OrganisationId, ProfileId, ResellerLinkId, UploadId } from '#shared/domain/ids.ts'
import { changeKind } from '#shared/records/change.ts'
import { auditedOf } from '../support/audited.ts'
import { seedLink, seedUpload } from '../support/devices.ts'
import { backupKeepers } from './backup.ts'
import {
  devicesOn,
  linksOn,
  loggedOn,
  newId,
  openStage,
  refusedOn,
  say,
  set,
  settle,
  uploadsOn,
  uploadTo,
  type Stage,
} from './device-stage.ts'

let now: Stage
afterEach(() => now.world.close())

describe.each(backupKeepers)('Devices, $name', (keeper) => {
  afterAll(() => keeper.stop())

  test('[M22][R1] a reseller is registered once, is trusted only after something came, and loses its trust', async () => {
    now = await openStage(await keeper.options())
    const { msp, customer, resellerId, reseller, shared } = now
    const linkId = newId<ResellerLinkId>(now)
    const register = (id: ResellerLinkId, to: OrganisationId) =>
      say(msp, { decision: 'register-reseller', input: { linkId: id, resellerId: to, autoApprove: true } })
    await register(linkId, resellerId)
    await register(newId(now), resellerId)
    await register(newId(now), shared.customerId)
    await settle(msp)
    expect(await refusedOn(msp)).toEqual(['already-registered', 'reseller-not-found'])
    expect(await linksOn(msp)).toMatchObject([
      { id: linkId, resellerName: 'Partshop', trust: 'trusted', autoApprove: true, reference: '' },
    ])
    // It lists nobody that it hasn't added.
    await settle(reseller)
    expect(await linksOn(reseller)).toEqual([])

    const added = await seedLink(now.world, { resellerId, partyId: shared.customerId, trust: 'none', trusted_at: null })
    const own = (name: 'trust-reseller' | 'take-back-trust', version: number) =>
      say(customer, { decision: name, input: { relationshipId: null, linkId: added, version } })
    await own('trust-reseller', 0)
    await settle(customer)
    expect(await refusedOn(customer)).toEqual(['nothing-uploaded'])
    await seedUpload(now.world, { resellerId, partyId: shared.customerId, linkId: added, count: 1 })
    await own('trust-reseller', 0)
    await settle(customer)
    await own('take-back-trust', 1)
    await settle(customer, reseller)
    expect(await linksOn(reseller)).toMatchObject([
      { party: { id: shared.customerId }, trust: 'taken-back', managedBy: { name: 'Northwind' }, autoApprove: false },
    ])
    // Whom a jointly managed customer trusts isn't its MSP's to see, or to say (C9).
    expect((await linksOn(msp)).map(({ id }) => id)).toEqual([linkId])
    await say(
      msp,
      { decision: 'trust-reseller', input: { ...shared, linkId: added, version: 2 } },
      shared.relationshipId,
    )
    await settle(msp)
    expect((await refusedOn(msp)).at(-1)).toBe('not-permitted')
    const [known] = await linksOn(msp)
    const changed = {
      relationshipId: null,
      linkId,
      version: known!.version,
      autoApprove: false,
      defaultProfileId: null,
    }
    await say(msp, { decision: 'change-reseller', input: changed })
    await settle(msp)
    const first = await uploadTo(now, now.mspId, { count: 1, link: linkId })
    const second = await uploadTo(now, now.mspId, { count: 1, link: linkId })
    await settle(msp)
    const [uploadId, rejected] = [first.uploadId, second.uploadId]
    const of = { relationshipId: null }
    await say(msp, { decision: 'approve-uploads', input: { ...of, uploads: [{ id: uploadId, version: 0 }] } })
    await say(msp, { decision: 'reject-upload', input: { ...of, id: rejected, version: 0 } })
    await settle(msp)
    await say(msp, { decision: 'reopen-upload', input: { ...of, id: uploadId, version: 1 } })
    for (const decision of ['take-back-trust', 'trust-reseller'] as const) {
      const { version } = (await linksOn(msp))[0]!
      await say(msp, { decision, input: { ...of, linkId, version } })
      await settle(msp)
    }
    // Each once, and nothing of what was refused.
    expect(await auditedOf(now.world.database, msp.user.id)).toEqual([
      'reseller-changed',
      'reseller-registered',
      'reseller-trust-taken-back',
      'reseller-trusted',
      'upload-rejected',
      'upload-reopened',
      'uploads-approved',
    ])
    expect(await loggedOn(customer)).toEqual(['reseller-trust-taken-back', 'reseller-trusted'])
  })

  test('[M22] approved, moved to whom it manages alone only, all or none; moved ones stay, others are deleted for the reseller, too', async () => {
    now = await openStage(await keeper.options())
    const { world, msp, mspId, alone, shared, reseller } = now
    const { uploadId, devices } = await uploadTo(now, mspId, { count: 4 })
    await settle(msp, reseller)
    const ids = devices.map(({ id }) => id)
    const move = (to: Stage['alone'], some: readonly DeviceId[]) =>
      say(
        msp,
        {
          decision: 'move-devices',
          input: { ...to, uploadId: newId<UploadId>(now), deviceIds: joinIds(some) },
        },
        to.relationshipId,
      )
    await move(alone, ids.slice(0, 2))
    await settle(msp)
    await say(msp, {
      decision: 'approve-uploads',
      input: { relationshipId: null, uploads: [{ id: uploadId, version: 0 }] },
    })
    await settle(msp)
    await move(shared, ids.slice(0, 2))
    await move(alone, ids.slice(0, 2))
    await move(alone, ids.slice(1, 3))
    await settle(msp)
    expect(await refusedOn(msp)).toEqual(['device-not-approved', 'only-fully-managed', 'device-not-yours'])
    const moved = (await devicesOn(msp)).filter(({ ownerId }) => ownerId === alone.customerId)
    expect(moved.map(({ id }) => id)).toEqual(ids.slice(0, 2))
    expect(moved).toMatchObject(
      moved.map(() => ({ movedByMsp: true, status: 'pending', relationshipId: alone.relationshipId })),
    )
    expect((await uploadsOn(msp)).filter(({ source }) => source === 'msp')).toMatchObject([
      { devices: 2, state: 'pending', fromName: 'Northwind', ownerId: alone.customerId },
    ])
    await say(msp, { decision: 'delete-devices', input: { deviceIds: joinIds(ids.slice(0, 1)) } })
    await say(msp, { decision: 'delete-devices', input: { deviceIds: joinIds(ids.slice(3)) } })
    await settle(msp, reseller)
    expect((await refusedOn(msp)).at(-1)).toBe('device-not-yours')
    // Its reseller never learns where they went, and goes on counting them where it sent them.
    const seen = await devicesOn(reseller)
    expect(seen.map(({ id }) => id)).toEqual(ids.slice(0, 3))
    expect(seen).toMatchObject(seen.map(() => ({ ownerId: mspId, movedByMsp: false, status: 'approved', uploadId })))
    expect(await linksOn(reseller)).toMatchObject([{ party: { id: mspId }, devices: 3 }])
    const identifiers = await world.database.selectFrom('device_identifier').selectAll().execute()
    expect(new Set(identifiers.map(({ device_id }) => device_id))).toEqual(new Set(ids.slice(0, 3)))
    // One line in the account's log, that opens; nothing of it for the customer's people while it is managed alone.
    const lines = (await readAllRecords(msp.store, changeKind)).filter(({ devices: done }) => done)
    expect(lines.map(({ detail, devices: done }) => [detail, done!.count])).toEqual([
      [{ type: 'decision', event: 'devices-moved' }, 2],
    ])
    expect(await auditedOf(world.database, msp.user.id)).toEqual([
      'devices-deleted',
      'devices-moved',
      'uploads-approved',
    ])
  })

  test('[M22] converted between the tap and the arrival: refused, and nothing is half moved', async () => {
    now = await openStage(await keeper.options())
    const { msp, mspId, alone } = now
    const { devices } = await uploadTo(now, mspId, { count: 3, approved: true })
    await settle(msp)
    const other = await now.world.device(msp.user.id)
    await settle(other)
    await say(
      msp,
      {
        decision: 'move-devices',
        input: { ...alone, uploadId: newId<UploadId>(now), deviceIds: joinIds(devices.map(({ id }) => id)) },
      },
      alone.relationshipId,
    )
    await decide.on(other, 'convert-customer', alone.relationshipId, { workEmail: 'al@alone.example', locale: 'en' })
    await settle(other, msp)
    expect(await refusedOn(msp)).toEqual(['only-fully-managed'])
    expect((await devicesOn(msp)).map(({ ownerId }) => ownerId)).toEqual([mspId, mspId, mspId])
  })

  test('[S3][H3] an approval is taken back until its devices have a profile; what is rejected is nobody’s', async () => {
    now = await openStage(await keeper.options())
    const { customer, reseller, shared } = now
    const { uploadId, linkId, devices } = await uploadTo(now, shared.customerId, { count: 2 })
    await settle(customer, reseller)
    const about = (version: number) => ({ relationshipId: null, id: uploadId, version })
    const approve = (version: number) =>
      say(customer, {
        decision: 'approve-uploads',
        input: { relationshipId: null, uploads: [{ id: uploadId, version }] },
      })
    await approve(0)
    await settle(customer)
    await say(customer, { decision: 'reopen-upload', input: about(1) })
    await settle(customer)
    expect((await devicesOn(customer)).map(({ status }) => status)).toEqual(['pending', 'pending'])
    await approve(2)
    await settle(customer)
    const profileId = newId<ProfileId>(now)
    const profile = { name: 'Warehouse', appUrl: 'https://mdm.example/app.apk', appData: '' }
    await say(customer, {
      decision: 'add-enrolment-profile',
      input: { relationshipId: null, id: profileId, ownerId: shared.customerId, ...profile },
    })
    await settle(customer)
    await set(customer, {
      setting: 'assign-profile',
      input: { relationshipId: null, deviceIds: joinIds([devices[0]!.id]), profileId },
    })
    await settle(customer)
    await say(customer, { decision: 'reopen-upload', input: about(3) })
    await say(customer, {
      decision: 'delete-enrolment-profile',
      input: { relationshipId: null, id: profileId, version: 1 },
    })
    await settle(customer, reseller)
    expect(await refusedOn(customer)).toEqual(['devices-in-use', 'profile-in-use'])
    expect((await devicesOn(reseller)).map(({ status, profileId: seen }) => [status, seen])).toEqual([
      ['approved', null],
      ['approved', null],
    ])
    const second = await seedUpload(now.world, {
      resellerId: now.resellerId,
      partyId: shared.customerId,
      linkId,
      count: 1,
    })
    await say(customer, { decision: 'reject-upload', input: { relationshipId: null, id: second.uploadId, version: 0 } })
    await settle(customer)
    const left = await now.world.database.selectFrom('device').select('id').execute()
    expect(left.map(({ id }) => id).toSorted()).toEqual(devices.map(({ id }) => id))
    const decided = ['upload-rejected', 'upload-reopened', 'uploads-approved', 'uploads-approved']
    expect(await loggedOn(customer)).toEqual(decided)
    expect(await auditedOf(now.world.database, customer.user.id)).toEqual(decided)
  })

  test('[C9][S3] what is decided on resellers and uploads stands in the audit log of whoever decided it, for a customer too', async () => {
    now = await openStage(await keeper.options())
    const { msp, customer, shared, alone, resellerId, world } = now
    for (const [device, of, partyId] of [
      [customer, null, shared.customerId],
      [msp, alone.relationshipId, alone.customerId],
    ] as const) {
      const untrusted = { resellerId, partyId, trust: 'none' as const, trusted_at: null }
      const link = await seedLink(world, untrusted)
      const [first, second] = [
        await uploadTo(now, partyId, { count: 2, link }),
        await uploadTo(now, partyId, { count: 1, link }),
      ]
      await settle(device)
      const about = { relationshipId: of, linkId: link }
      const upload = { relationshipId: of, id: first.uploadId }
      for (const question of [
        { decision: 'trust-reseller', input: { ...about, version: 0 } },
        {
          decision: 'change-reseller',
          input: { ...about, version: 1, autoApprove: true, defaultProfileId: null },
        },
        {
          decision: 'approve-uploads',
          input: { relationshipId: of, uploads: [{ id: first.uploadId, version: 0 }] },
        },
        { decision: 'reopen-upload', input: { ...upload, version: 1 } },
        { decision: 'reject-upload', input: { relationshipId: of, id: second.uploadId, version: 0 } },
        { decision: 'take-back-trust', input: { ...about, version: 2 } },
        // Refused, it is nobody's decision.
        { decision: 'take-back-trust', input: { ...about, version: 3 } },
      ] as DeviceQuestion[]) {
        await say(device, question, of)
        await settle(device)
      }
      expect(await refusedOn(device)).toEqual(['already-decided'])
      const entries = await world.database
        .selectFrom('audit_entry')
        .select(['event', 'organisation_id', 'detail'])
        .where('user_id', '=', device.user.id)
        .orderBy('at')
        .execute()
      expect(new Set(entries.map(({ organisation_id }) => organisation_id))).toEqual(
        new Set([device.user.organisationId]),
      )
      expect(entries.map(({ event }) => event).toSorted()).toEqual([
        'reseller-changed',
        'reseller-trust-taken-back',
        'reseller-trusted',
        'upload-rejected',
        'upload-reopened',
        'uploads-approved',
      ])
      const subjectOf = (event: string) =>
        (JSON.parse(entries.find((entry) => entry.event === event)!.detail) as { subject: object }).subject
      expect(subjectOf('reseller-trusted')).toMatchObject({ kind: 'devices', name: 'Partshop' })
      expect(subjectOf('uploads-approved')).toMatchObject({ to: { devices: 2 } })
    }
  })

  test('[S3][C9] what never arrives whole is rejected, or can be approved once its reseller may send no more', async () => {
    now = await openStage(await keeper.options())
    const { customer, shared, world } = now
    const { uploadId, linkId } = await uploadTo(now, shared.customerId, { count: 2 })
    const later = await uploadTo(now, shared.customerId, { count: 1, link: linkId })
    await world.database.updateTable('device_upload').set({ delivery: 'in-progress' }).execute()
    await settle(customer)
    const about = (id: UploadId) => ({ relationshipId: null, id, version: 0 })
    const approve = (id: UploadId) =>
      say(customer, { decision: 'approve-uploads', input: { relationshipId: null, uploads: [{ id, version: 0 }] } })
    await approve(later.uploadId)
    await say(customer, { decision: 'reject-upload', input: about(uploadId) })
    await settle(customer)
    expect(await refusedOn(customer)).toEqual(['upload-in-progress'])
    await say(customer, { decision: 'take-back-trust', input: { relationshipId: null, linkId, version: 0 } })
    await settle(customer)
    await approve(later.uploadId)
    await settle(customer)
    const states = (await uploadsOn(customer)).map(({ id, state, delivery }) => [id, state, delivery])
    expect(states.toSorted()).toEqual(
      [
        [uploadId, 'rejected', 'completed-with-error'],
        [later.uploadId, 'approved', 'completed-with-error'],
      ].toSorted(),
    )
    expect((await devicesOn(customer)).map(({ status }) => status)).toEqual(['approved'])
  })

  test('[C9][SYNC3] a backup gives no reseller the trust back that was taken since, nor automatic approval', async () => {
    now = await openStage(await keeper.options())
    const { world, customer, shared } = now
    const { linkId } = await uploadTo(now, shared.customerId, { count: 1 })
    await settle(customer)
    const about = (version: number) => ({ relationshipId: null, linkId, version })
    const change = { autoApprove: true, defaultProfileId: null }
    await say(customer, { decision: 'change-reseller', input: { ...about(0), ...change } })
    await settle(customer)
    expect(await linksOn(customer)).toMatchObject([{ trust: 'trusted', autoApprove: true }])
    const restore = await keeper.backUp(world)
    await say(customer, { decision: 'take-back-trust', input: about(1) })
    await settle(customer)
    await restore()
    const stored = world.database.selectFrom('reseller_link').selectAll().where('id', '=', linkId)
    expect(await stored.executeTakeFirst()).toMatchObject({ trust: 'taken-back', auto_approve: 0, version: 2 })
    await settle(customer)
    expect(await linksOn(customer)).toMatchObject([{ trust: 'taken-back', autoApprove: false }])
    expect(await refusedOn(customer)).toEqual([])
    // Trusted anew, it stays so at the next start.
    await say(customer, { decision: 'trust-reseller', input: about(2) })
    await settle(customer)
    await keeper.backUp(world)
    await settle(customer)
    expect(await linksOn(customer)).toMatchObject([{ trust: 'trusted' }])
  })
})

/**
 * One part of a reseller's upload: each device comes to be once, whatever arrives twice, by whichever node. What somebody else
 * has is refused without saying whose it is, and what the reseller sent there before adds nothing.
 */
import { z } from 'zod'
import { uploadDevices } from '#shared/decisions/reseller/upload-devices.ts'
import type { UploadPart } from '#shared/decisions/reseller/upload-parts.ts'
import { readDeviceLines, rowsPerPart, type SentRow } from '#shared/domain/device/device-lines.ts'
import { identifiersOf as identifiersIn, deviceLimits } from '#shared/domain/device/device-row.ts'
import { mostRefusedRows, type RefusedRow } from '#shared/domain/device/upload.ts'
import type { DeviceId } from '#shared/domain/ids.ts'
import { organisationIdSchema, resellerLinkIdSchema, uploadIdSchema } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import { findDevices, identifiersOf } from '../../database/repository/devices/device.ts'
import { publishDevices, publishLink, publishUpload, type Owner } from '../../database/repository/devices/owner.ts'
import { findLink, insertLink, recountDevices, updateLink } from '../../database/repository/devices/reseller-link.ts'
import { deleteUpload, findUpload, insertUpload, updateUpload } from '../../database/repository/devices/upload.ts'
import { insertDevices, releaseIdentifiers, takeIdentifiers } from '../../database/repository/devices/uploaded.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import type { DeviceTable, DeviceUploadTable, ResellerLinkTable } from '../../database/tables/device-tables.ts'
import type { DecisionContext } from '../decision-context.ts'
import { approveDevices } from '../devices/approve-uploads.ts'
import type { DeviceEffects } from '../devices/device-effects.ts'
import { holdParty } from './hold-party.ts'
import { auditDevices, logDevices } from '../devices/log-devices.ts'

const mostRows = 50_000
const mostParts = mostRows / rowsPerPart
const longestLines = rowsPerPart * 240

export const uploadDevicesEffects: DeviceEffects<UploadPart> = {
  input: z.object({
    uploadId: uploadIdSchema,
    linkId: resellerLinkIdSchema,
    partyId: organisationIdSchema,
    orderNumber: z.string().overwrite(cleanLine).max(deviceLimits.orderNumber, 'too-long'),
    orderDate: z.union([z.literal(''), z.iso.date()]),
    rows: z.number().int().min(1).max(mostRows),
    at: z.number().int().nonnegative(),
    part: z.number().int().min(1).max(mostParts),
    parts: z.number().int().min(1).max(mostParts),
    lines: z.string().min(1).max(longestLines),
  }),
  async apply(context, part) {
    const rows = readDeviceLines(part.lines)
    if (!rows) throw new Refusal('invalid-input')
    const { owner, link: known } = await holdParty(context, part.partyId, uploadDevices.permissions.reseller!)
    if (known?.trust === 'taken-back') throw new Refusal('reseller-inactive')
    const link = await openLink(context, owner, part, known)
    const upload = await openUpload(context, part, link)
    if (upload.delivery !== 'in-progress' || upload.arrived + rows.length > upload.rows) throw new Refusal('id-taken')
    const { devices, refused } = await takeIn(context, { owner, link, upload }, rows)
    await finishPart(context, { owner, link, upload }, { arrived: rows.length, devices, refused })
  },
}

interface Held {
  owner: Owner
  link: ResellerLinkTable
  upload: DeviceUploadTable
}

/** Whoever is uploaded to is among the reseller's customers from then on (R1). */
async function openLink(
  { unit, access }: DecisionContext,
  owner: Owner,
  { linkId }: UploadPart,
  known: ResellerLinkTable | undefined,
): Promise<ResellerLinkTable> {
  const id = known?.id ?? linkId
  if (!known) {
    if (await findLink(unit.trx, linkId)) throw new Refusal('id-taken')
    const pair = { reseller_id: access.organisationId, organisation_id: owner.id }
    await insertLink(unit.trx, { id, ...pair, listed_at: unit.now, added_at: unit.now })
  } else if (known.listed_at === null) await updateLink(unit.trx, id, { listed_at: unit.now })
  return (await findLink(unit.trx, id))!
}

async function openUpload(
  { unit }: DecisionContext,
  { uploadId, orderNumber, orderDate, rows }: UploadPart,
  link: ResellerLinkTable,
): Promise<DeviceUploadTable> {
  const known = await findUpload(unit.trx, uploadId, { lock: true })
  if (known) {
    if (known.link_id !== link.id) throw new Refusal('id-taken')
    if (known.state === 'rejected') throw new Refusal('already-decided')
    return known
  }
  const upload: DeviceUploadTable = {
    id: uploadId,
    organisation_id: link.organisation_id,
    reseller_id: link.reseller_id,
    link_id: link.id,
    msp_id: null,
    order_number: orderNumber,
    order_date: orderDate,
    rows,
    arrived: 0,
    devices: 0,
    refused: 0,
    refused_rows: '[]',
    delivery: 'in-progress',
    state: 'pending',
    at: unit.now,
    decided_at: null,
    version: 0,
  }
  await insertUpload(unit.trx, upload)
  return upload
}

async function takeIn(
  { unit }: DecisionContext,
  { owner, link, upload }: Held,
  rows: readonly SentRow[],
): Promise<{ devices: DeviceTable[]; refused: RefusedRow[] }> {
  const wanted = rows.map((row) => ({ row, device: deviceOf(unit, { owner, link, upload }, row) }))
  const numbers = wanted.flatMap(({ device }) => identifiersOf(device, device))
  const owners = await takeIdentifiers(unit.trx, numbers)
  const holdersOf = (row: SentRow) => new Set(identifiersIn(row).map((key) => owners.get(key)!))
  const isNew = ({ row, device }: (typeof wanted)[number]) => [...holdersOf(row)].every((id) => id === device.id)
  const devices = wanted.filter(isNew).map(({ device }) => device)
  const others = wanted.filter((each) => !isNew(each))
  await releaseIdentifiers(
    unit.trx,
    others.map(({ device }) => device.id),
  )
  await insertDevices(unit.trx, devices)
  const holders = await findDevices(unit.trx, [...new Set(others.flatMap(({ row }) => [...holdersOf(row)]))])
  const sentBefore = new Set<DeviceId>(holders.filter(({ link_id }) => link_id === link.id).map(({ id }) => id))
  const refused = others.map(({ row, device }): RefusedRow => {
    const isKnown = [...holdersOf(row)].every((id) => sentBefore.has(id) || id === device.id)
    const reason = isKnown ? 'uploaded-already' : 'device-taken'
    return { row: row.row, identifier: row.imei || row.meid || row.serial, reason }
  })
  return { devices, refused }
}

function deviceOf({ ids, now }: DecisionContext['unit'], { owner, link, upload }: Held, row: SentRow): DeviceTable {
  return {
    id: ids.randomId() as DeviceId,
    organisation_id: owner.id,
    reseller_id: link.reseller_id,
    link_id: link.id,
    upload_id: upload.id,
    origin_upload_id: upload.id,
    origin_id: owner.id,
    origin_at: now,
    imei: row.imei,
    meid: row.meid,
    serial: row.serial,
    model: row.model,
    order_number: row.orderNumber,
    order_date: row.orderDate,
    status: 'pending',
    origin_status: 'pending',
    moved_by: null,
    profile_id: null,
    profile_stamp: 0,
    group_id: null,
    group_stamp: 0,
    licence_share_id: null,
    added_at: now,
  }
}

interface Part {
  arrived: number
  devices: readonly DeviceTable[]
  refused: readonly RefusedRow[]
}

async function finishPart(context: DecisionContext, { owner, link, upload }: Held, part: Part): Promise<void> {
  const { unit } = context
  const { after, refusedRows } = counted(upload, part)
  publishUpload(unit, owner, upload)
  publishDevices(unit, owner, part.devices)
  publishLink(unit, owner, link)
  // The same file once more adds nothing, and so is no upload.
  if (after.delivery !== 'in-progress' && after.devices === 0 && refusedRows.every(isRepeated))
    return deleteUpload(unit.trx, upload.id)
  const isFirst = upload.devices === 0 && after.devices > 0
  await updateUpload(unit.trx, upload.id, after)
  await updateLink(unit.trx, link.id, {
    uploads: link.uploads + (isFirst ? 1 : 0),
    ...(part.devices.length > 0 && { last_uploaded_at: unit.now }),
  })
  if (part.devices.length > 0) await recountDevices(unit.trx, link.id)
  if (after.delivery !== 'in-progress') await finishUpload(context, { owner, link, upload: { ...upload, ...after } })
}

function counted(upload: DeviceUploadTable, { arrived, devices, refused }: Part) {
  const before = JSON.parse(upload.refused_rows) as RefusedRow[]
  const refusedRows = [...before, ...refused].slice(0, mostRefusedRows)
  const after = {
    arrived: upload.arrived + arrived,
    devices: upload.devices + devices.length,
    refused: upload.refused + refused.length,
    refused_rows: JSON.stringify(refusedRows),
  }
  const isWhole = after.arrived >= upload.rows
  const ended = after.refused > 0 ? ('completed-with-error' as const) : ('ok' as const)
  return { after: { ...after, delivery: isWhole ? ended : ('in-progress' as const) }, refusedRows }
}

const isRepeated = ({ reason }: RefusedRow) => reason === 'uploaded-already'

/** All has arrived: its owner may approve it, or has said that it needn't be asked. */
async function finishUpload(context: DecisionContext, { owner, link, upload }: Held): Promise<void> {
  const { unit } = context
  const isTaken = link.trust === 'trusted' && link.auto_approve === 1
  // Nothing came that anybody could approve.
  if (isTaken || upload.devices === 0) await approveDevices(context, owner, upload)
  const { name } = await getOrganisation(unit.trx, owner.id)
  const done = { event: uploadDevices.event, devices: { count: upload.devices, uploadId: upload.id, name } }
  if (owner.kind === 'customer')
    await logDevices(context, owner, { ...done, devices: { ...done.devices, name: upload.order_number } })
  await auditDevices(context, done)
}

import { resolve } from '$app/paths'
import type { Holding } from '#lib/queries/devices/holdings.svelte.ts'
import type { UploadActs, UploadView } from '#lib/ui/uploads/upload-view.ts'
import { mostUploads } from '#shared/decisions/devices/seen-upload.ts'
import type { UploadRecord } from '#shared/domain/device/upload.ts'
import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
import { takeBack } from '../take-back.ts'
import { decideHere } from './decide-here.ts'

type Shown = UploadView & Pick<Holding<UploadRecord>, 'waiting'>

const labelOf = ({ company, fromName, orderNumber }: UploadView) =>
  [company, fromName, orderNumber].filter(Boolean).join(' · ')

const about = (upload: UploadView) => ({ of: upload.relationshipId, name: labelOf(upload) })
const seen = ({ relationshipId, id, version }: UploadView) => ({ relationshipId, id, version })

/** What an owner’s people do about its uploads. */
export const uploadActs: UploadActs = {
  approve: (upload) => void approveAll([upload]),
  reject: (upload) => void decideHere({ decision: 'reject-upload', input: seen(upload) }, about(upload)),
  reopen: (upload) => void decideHere({ decision: 'reopen-upload', input: seen(upload) }, about(upload)),
  takeBack: (upload) => {
    const { waiting } = upload as Shown
    if (waiting) void takeBack(waiting.itemId as ItemId)
  },
}

/** One decision an owner, for as many as it may be about. */
export async function approveAll(uploads: readonly UploadView[]): Promise<void> {
  const byOwner = Map.groupBy(uploads, ({ relationshipId }) => relationshipId)
  for (const [relationshipId, all] of byOwner)
    for (let start = 0; start < all.length; start += mostUploads)
      await approve(relationshipId, all.slice(start, start + mostUploads))
}

async function approve(relationshipId: RelationshipId | null, uploads: readonly UploadView[]): Promise<void> {
  const input = { relationshipId, uploads: uploads.map(({ id, version }) => ({ id, version })) }
  const name = uploads.length === 1 ? labelOf(uploads[0]!) : uploads[0]!.company
  await decideHere({ decision: 'approve-uploads', input }, { of: relationshipId, name })
}

export const isToApprove = ({ state, delivery, waiting }: UploadView) =>
  state === 'pending' && delivery !== 'in-progress' && !waiting

/** The list of devices, with those of one upload. */
export const uploadDevicesHref = ({ id }: Pick<UploadView, 'id'>) =>
  `${resolve('/devices')}?${new URLSearchParams({ upload: id }).toString()}`

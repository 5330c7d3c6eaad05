/** Phones and tablets: many, so a page of them is one entry on the device. They go with whose they are. */
import type { DeviceRecord } from '../../domain/device/device.ts'
import type {
  DeviceGroupId,
  DeviceId,
  LicenceShareId,
  OrganisationId,
  ProfileId,
  RelationshipId,
  ResellerLinkId,
  UploadId,
} from '../../domain/ids.ts'
import {
  choices,
  converted,
  flags,
  ids,
  numbers,
  optional,
  records,
  steps,
  texts,
  type Column,
} from '../../protocol/columns.ts'
import { rootWithin } from '../columns/relation.ts'
import { defineRecord } from '../record-kind.ts'

type Head = Pick<DeviceRecord, 'id' | 'relationshipId'>

const idColumn = ids<DeviceId>()
/** Of few different ones, each is written once a page. */
const headColumns = { id: idColumn, relationshipId: optional(choices<RelationshipId>()) }

/** Fifteen digits, as a number. */
const imeis: Column<string> = converted(
  optional(numbers),
  (imei: string) => (imei === '' ? null : Number(imei)),
  (number) => (number === null ? '' : String(number).padStart(15, '0')),
)

export const deviceKind = defineRecord<DeviceRecord, 'device', Head>({
  name: 'device',
  groups: [
    {
      column: records<Omit<DeviceRecord, 'licenceShareId' | 'groupId'>>({
        ...headColumns,
        ownerId: choices<OrganisationId>(),
        linkId: choices<ResellerLinkId>(),
        uploadId: choices<UploadId>(),
        imei: imeis,
        meid: texts,
        serial: texts,
        model: choices<string>(),
        orderNumber: choices<string>(),
        orderDate: choices<string>(),
        status: choices(),
        movedByMsp: flags,
        profileId: optional(choices<ProfileId>()),
        addedAt: steps,
      }),
      missing: null,
    },
    {
      column: records<Pick<DeviceRecord, 'licenceShareId'>>({ licenceShareId: optional(choices<LicenceShareId>()) }),
      missing: { licenceShareId: null },
    },
    {
      column: records<Pick<DeviceRecord, 'groupId'>>({ groupId: optional(choices<DeviceGroupId>()) }),
      missing: { groupId: null },
    },
  ],
  ids: idColumn,
  heads: records<Head>(headColumns),
  rootOf: ({ relationshipId }, holder) => rootWithin(holder, relationshipId),
  lies: 'packed',
  isListed: true,
})

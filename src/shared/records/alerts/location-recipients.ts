/** Who hears where a customer's devices are: told to those of its own people who may see that, and never to an MSP's. */
import type { LocationRecipientsRecord } from '../../domain/alert/location-recipients.ts'
import type { OrganisationId } from '../../domain/ids.ts'
import { digits, flags, records } from '../../protocol/columns.ts'
import { defineRecord } from '../record-kind.ts'

const idColumn = digits<OrganisationId>()

export const locationRecipientsKind = defineRecord<
  LocationRecipientsRecord,
  'location-recipients',
  { id: OrganisationId }
>({
  name: 'location-recipients',
  groups: [
    {
      column: records<LocationRecipientsRecord>({ id: idColumn, allAdmins: flags, groupManagers: flags }),
      missing: null,
    },
  ],
  ids: idColumn,
  heads: records<{ id: OrganisationId }>({ id: idColumn }),
  rootOf: ({ id }) => id,
})

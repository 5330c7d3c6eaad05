import type { LocationTarget } from '../../domain/alert/location-recipients.ts'
import type { OrganisationId } from '../../domain/ids.ts'
import { defineSetting } from './define-setting.ts'

interface Input {
  /** One's own. */
  customerId: OrganisationId
  target: LocationTarget
  hears: boolean
}

/** Who hears where the customer's devices are (S2), which its own people set for all of it. */
export const chooseLocationRecipients = defineSetting(
  'choose-location-recipients',
  ({ customerId, target, hears }: Input) => [
    { kind: 'location-recipients', id: customerId, patch: { [target]: hears } },
  ],
)

/**
 * Decisions about devices, and about whom they come from and what they are told: of an organisation's own, or of a customer
 * that an MSP manages. The server decides them over its rows, many at once; a device shows what they say at once.
 */
import type { Permission } from '../../domain/access/permission.ts'
import type { RelationshipId } from '../../domain/ids.ts'
import type { OrganisationKind } from '../../domain/organisation.ts'

/** What becomes of records: other values, a whole new one, or null: they will be gone. */
export interface ForetoldDevices {
  /** The name of their kind. */
  kind: 'device' | 'upload' | 'reseller-link' | 'enrolment-profile' | 'device-group' | 'licence' | 'licence-share'
  ids: readonly string[]
  patch: object | null
}

/** Whose devices: of a customer, by the relationship that manages it; null: of one's own organisation. */
export interface OfOwner {
  relationshipId: RelationshipId | null
}

/** What a side needs to decide it; a side that isn't here may not. */
type Permissions = Partial<Record<OrganisationKind, Permission>>

export interface DeviceDecision<Name extends string = string, Input = never, Event extends string = string> {
  about: 'devices'
  name: Name
  permissions: Permissions
  /** What the owner's log says of it. */
  event: Event
  foretells(input: Input): ForetoldDevices[]
  /** The empty form it is typed into, if it has one: what is refused, or taken back, goes there again. */
  form: Readonly<Record<string, unknown>> | null
}

export function defineDeviceDecision<Name extends string, Input, Event extends string>(
  name: Name,
  told: Omit<DeviceDecision<Name, Input, Event>, 'about' | 'name' | 'form'> & Partial<Pick<DeviceDecision, 'form'>>,
): DeviceDecision<Name, Input, Event> {
  return { form: null, ...told, about: 'devices', name }
}

/** Whether somebody may decide such things at all; whether about these, the server says. */
export function mayDecide(
  { permissions }: Pick<DeviceDecision, 'permissions'>,
  { organisationKind, permissions: held }: { organisationKind: OrganisationKind; permissions: readonly string[] },
): boolean {
  const needed = permissions[organisationKind]
  return needed !== undefined && held.includes('view') && held.includes(needed)
}

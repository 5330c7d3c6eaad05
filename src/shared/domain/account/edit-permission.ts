import type { Permission } from '../access/permission.ts'
import { isAlertKey } from '../alert/alert-recipient.ts'
import type { OrganisationKind } from '../organisation.ts'

/** What it takes to change this field of a document. A customer has a permission of its own for who hears of alerts (C6). */
export function permissionToEdit(field: string, kind: OrganisationKind): Permission {
  return kind === 'customer' && isAlertKey(field) ? 'alert-settings' : 'edit-account'
}

/** With one of these somebody may change something of an account. */
export const editingPermissions: readonly Permission[] = ['edit-account', 'alert-settings']

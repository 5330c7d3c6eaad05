import { permissionToEdit } from '#shared/domain/account/edit-permission.ts'
import type { ActivityEntry } from '#shared/domain/document/change-record.ts'
import { session } from '#lib/app.ts'

/** Whether the person's role, as it is now, lets them take this back (H3): a page that is open hears when it becomes another. */
export function mayUndo({ detail }: Pick<ActivityEntry, 'detail'>): boolean {
  if (!session.user) return false
  const { organisationKind } = session.user
  return session.may(detail.type === 'decision' ? 'manage-devices' : permissionToEdit(detail.field, organisationKind))
}

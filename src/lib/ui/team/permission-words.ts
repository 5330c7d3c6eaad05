import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { permissions } from '../../../i18n/compiled/words/permissions.js'
import * as m from '../../../i18n/compiled/messages.js'
import { knownWords } from '../words/known-words.ts'

const words = knownWords<string>(permissions)

/** A permission by the name that people of this side know. */
export function permissionWords(permission: string, kind: OrganisationKind | undefined): string {
  return permission === 'edit-account' && kind === 'msp' ? m.permission_edit_customers() : words(permission)
}

import { resolve } from '$app/paths'
import { isAboutLicences } from '#shared/decisions/licences/is-about-licences.ts'
import { findDecision } from '#shared/decisions/registry.ts'
import { delinkAsks } from '#shared/decisions/delink/delink-answers.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { OutboxLineView } from '#lib/ui/outbox/outbox-line.ts'
import { customerTeamPaths, teamPaths } from '../team/team-paths.ts'

/** What a reseller's person does with its customers. */
const ofCustomers = new Set<string>([
  'add-reseller-customer',
  'change-reference',
  'upload-devices',
  'delete-uploaded-devices',
])

/** What a customer's person does on their account's page, not where they answer others. */
const isOwnAccount = ({ kind }: OutboxLineView) => kind === 'edit' || delinkAsks.includes(kind)

/** What a person set about their list, or, at a customer's, their start page. */
const ofList: readonly string[] = ['see-changes', 'choose-favourite', 'save-view', 'remove-view']

/** Where what a line of the outbox is about can be seen; null for nowhere. */
export function lineHref(line: OutboxLineView, kind: OrganisationKind | undefined): string | null {
  if (line.about) {
    if (line.about.kind === 'msp-profile') return resolve('/msp-profile')
    if (line.about.kind === 'service-record') return resolve('/services')
    const paths = line.relationshipId ? customerTeamPaths(line.relationshipId) : teamPaths(kind)
    if (line.about.kind === 'person') return paths.person(line.about.id)
    return line.about.kind === 'role' ? paths.roles : paths.groups
  }
  if (kind === 'reseller' && ofCustomers.has(line.kind)) return resolve('/reseller/customers')
  if (line.kind === 'read-notifications') return resolve('/notifications')
  if (ofList.includes(line.kind)) return resolve(kind === 'msp' ? '/customers' : '/home')
  if (line.kind === 'choose-notifications') return resolve('/settings/notifications')
  if (line.kind === 'choose-location-recipients') return resolve('/settings/alerts')
  if (line.kind === 'grant-admins' || line.kind === 'take-back-admins') return resolve('/settings/msp-permissions')
  if (isAboutLicences(findDecision(line.kind))) return resolve('/licenses')
  if (kind === 'customer') return line.canAnswer || !isOwnAccount(line) ? resolve('/requests') : resolve('/account')
  if (!line.relationshipId || kind === 'reseller') return null
  const path = line.canAnswer ? '/customers/[id]/delink' : '/customers/[id]'
  return resolve(path, { id: line.relationshipId })
}

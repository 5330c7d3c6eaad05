import { resolve } from '$app/paths'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import type { OutboxLineView } from '#lib/ui/outbox/outbox-line.ts'
import { customerTeamPaths, teamPaths } from '../team/team-paths.ts'

/** Where what a line of the outbox is about can be seen; null for nowhere. */
export function lineHref(line: OutboxLineView, kind: OrganisationKind | undefined): string | null {
  if (line.about) {
    if (line.about.kind === 'msp-profile') return resolve('/msp-profile')
    if (line.about.kind === 'service-record') return resolve('/services')
    const paths = line.relationshipId ? customerTeamPaths(line.relationshipId) : teamPaths(kind)
    if (line.about.kind === 'person') return paths.person(line.about.id)
    return line.about.kind === 'role' ? paths.roles : paths.groups
  }
  if (line.kind === 'grant-admins' || line.kind === 'take-back-admins') return resolve('/settings/msp-permissions')
  if (kind === 'customer') return resolve(line.kind === 'edit' ? '/account' : '/requests')
  return line.relationshipId ? resolve('/customers/[id]', { id: line.relationshipId }) : null
}

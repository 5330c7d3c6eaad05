/** Whose team the pages show that both sides share, and where they are. */
import { session } from '#lib/app.ts'
import { ownTeam, type TeamView } from '#lib/queries/team/team.svelte.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import * as m from '../../i18n/compiled/messages.js'
import { teamPaths, type TeamPaths } from './team-paths.ts'

export interface TeamPlace {
  readonly known: TeamView
  readonly paths: TeamPaths
  /** Of the organisation whose team it is. */
  readonly kind: OrganisationKind | undefined
  readonly organisation: string
  readonly title: string
}

/** The signed-in person's own organisation. */
export function ownPlace(): TeamPlace {
  return {
    known: ownTeam(),
    get paths() {
      return teamPaths(session.user?.organisationKind)
    },
    get kind() {
      return session.user?.organisationKind
    },
    get organisation() {
      return session.user?.organisationName ?? ''
    },
    get title() {
      return session.user?.organisationKind === 'customer' ? m.nav_administrators() : m.nav_team()
    },
  }
}

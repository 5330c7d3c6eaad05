// A question asked of the one rule, by everybody who may be the one to decide.
import { outcomeOfTeam, type TeamDecision, type TeamOutcome } from '#shared/decisions/team/team.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { asTheMspReads, changed, deciders, sayChanges, teamOf } from './team-world.ts'
import type { TeamTable } from './team-tables.ts'

export const underGrant = 'under the grant'

export type AnyTeamDecision = TeamDecision<string, object>

export interface Asked {
  question: string
  decider: string
  kind: OrganisationKind
  input: object
  team: ReturnType<typeof teamOf>
  deciding: NonNullable<ReturnType<(typeof deciders)[string]>>
  outcome: TeamOutcome
}

/** Every question, in every organisation it is asked in, by everybody. */
export function askAll(decision: AnyTeamDecision, { of, questions }: TeamTable<object>): Asked[] {
  return of.flatMap((kind) =>
    Object.entries(questions).flatMap(([question, { input, team = teamOf }]) =>
      Object.entries(deciders).flatMap(([decider, decidingIn]) => {
        const deciding = decidingIn(kind)
        if (!deciding) return []
        const asked = decider === underGrant ? asTheMspReads(team(kind)) : team(kind)
        const outcome = outcomeOfTeam(decision, asked, deciding, input)
        return [{ question, decider, kind, input, team: asked, deciding, outcome }]
      }),
    ),
  )
}

/** Long codes that half of a table says. */
const short: Record<string, string> = {
  'not-permitted': '–',
  'more-than-you-have': 'more',
  'stale-decision': 'stale',
  'not-yourself': 'oneself',
  'last-super-admin': 'the last',
}

export function say(outcome: TeamOutcome): string {
  return 'refusal' in outcome ? (short[outcome.refusal] ?? outcome.refusal) : `✓ ${sayChanges(outcome.changes)}`
}

/** A question a line; who decides a column: where it is asked at both, at an MSP, and under the grant at a customer. */
export function writeTable(asked: readonly Asked[]): string[] {
  const columns = Object.keys(deciders)
  return [...Map.groupBy(asked, ({ question }) => question)].map(([question, answers]) => {
    const cells = columns.map((column) => {
      const answer = answers.find(({ decider }) => decider === column)
      return answer ? say(answer.outcome) : ''
    })
    return asLine([question, ...cells])
  })
}

const asLine = (cells: readonly string[]) => cells.join(' | ').trim()

/** As it is written down: what is there for the eye alone is left out. */
export function readTable(written: string): string[] {
  const lines = written.trim().split('\n')
  return lines.map((line) => asLine(line.split('|').map((cell) => cell.trim())))
}

/** Asked of the team as it is afterwards. */
export function askAgain(decision: AnyTeamDecision, { input, team, deciding, outcome }: Asked): TeamOutcome {
  if ('refusal' in outcome) return outcome
  return outcomeOfTeam(decision, changed(team, outcome.changes), deciding, input)
}

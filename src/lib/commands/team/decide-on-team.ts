import { outcomeOfTeam, type TeamDecision, type TeamRefusal } from '#shared/decisions/team/team.ts'
import { getDecision, type DecisionInput, type TeamDecisionName } from '#shared/decisions/registry.ts'
import type { RelationshipId } from '#shared/domain/ids.ts'
import { formKeyOf } from '#shared/decisions/form-key.ts'
import { itemsOfTeam, readLocalTeam } from '../../local-store/local-team.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { isWaiting } from '../../local-store/outbox-item.ts'
import { storing } from '../../local-store/storing.ts'
import { appendItem, outboxTables } from '../../outbox/append-item.ts'
import { defineCommand } from '../define-command.ts'

export type TeamQuestion = {
  [Name in TeamDecisionName]: { decision: Name; input: DecisionInput<Name> }
}[TeamDecisionName]

interface Said {
  /** Whose team it is about: a customer's that lets this MSP manage it (C7); otherwise one's own. */
  of?: RelationshipId | null
  /** Whom or what it is about, for people. */
  name: string
  /** What was typed, so that a refusal can go back there. */
  form?: Readonly<Record<string, unknown>>
}

/**
 * Queues a decision about a team's people, roles or groups, with what it will make of them. Returns why not where that
 * is known here already, and queues nothing then. A second one of the name about the same while the first waits is the same one.
 * Throws StorageFullError.
 */
export const decideOnTeam = defineCommand(
  async (device, { decision: name, input }: TeamQuestion, said: Said): Promise<TeamRefusal | null> => {
    const { store } = device
    const { of = null } = said
    const decision = getDecision(name) as unknown as TeamDecision<string, typeof input>
    const about = decision.subjectOf(input)
    return storing(() =>
      store.transaction('rw', [...outboxTables(store), store.drafts], async () => {
        const items = await readUnsettled(store)
        const before = itemsOfTeam(items, of).filter((item) => isWaiting(item) && item.about?.id === about.id)
        if (before.some(({ body }) => body.kind === 'command' && body.name === name)) return null
        const local = await readLocalTeam(device, of, items)
        if (!local) return { refusal: 'admins-not-granted' }
        const { team, deciding, under } = local
        const outcome = outcomeOfTeam(decision, team, deciding, input)
        if ('refusal' in outcome) return outcome
        await appendItem(device, {
          relationshipId: of,
          documentIds: [],
          dependsOn: before.map(({ id }) => id),
          body: { kind: 'command', name, input: under ? { ...input, under } : input },
          customerName: said.name,
          predictions: [],
          about,
          foretells: outcome.changes,
          form: said.form ?? null,
        })
        if (said.form) await store.drafts.delete(formKeyOf(name, of))
        return null
      }),
    )
  },
)

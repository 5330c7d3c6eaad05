import type { DecisionInput, DecisionName } from '#shared/decisions/registry.ts'
import type { Visit, Who } from './house.ts'

/** How one decision is taken, and what it leaves. */
export interface DecisionCase<Name extends DecisionName> {
  /** Who takes it. */
  by: Who
  /** What a super admin of another organisation is told, unsaid: not-permitted; null: they would take it for their own. */
  elsewhere?: null | string
  /** Null: it is for whoever is signed in; otherwise not for whom a role only lets look. */
  lacking?: null
  /** Brings everything to where it can be taken, and says what a device sends. */
  ask(visit: Visit): Promise<DecisionInput<Name>> | DecisionInput<Name>
  /** In the log, in the audit log and by mail. */
  leaves: string
  /** What is told that says the same again. Taken: `nothing` changes; `news`: nothing does, but devices are told again; or it does `more`. */
  again: string
  /** What a device shows otherwise until the server has said it. */
  unforetold?: readonly string[]
  /** What the device says itself of the same again, where that is otherwise; `-`: the server alone knows. */
  againHere?: string
}

export type CasesOf<Name extends DecisionName> = { [Each in Name]: DecisionCase<Each> }

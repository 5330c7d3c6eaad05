/** The signed-in person's organisation: its people, roles and groups as this person should see them now (M20, C6, M3). */
import { decidingHere } from '#shared/decisions/team/deciding.ts'
import {
  outcomeOfTeam,
  type Deciding,
  type Team,
  type TeamDecision,
  type TeamOutcome,
} from '#shared/decisions/team/team.ts'
import { getDecision, type DecisionInput, type TeamDecisionName } from '#shared/decisions/registry.ts'
import type { GroupRecord } from '#shared/domain/team/customer-group.ts'
import type { PersonRecord } from '#shared/domain/team/person.ts'
import type { RoleRecord } from '#shared/domain/team/role.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { personKind } from '#shared/records/person.ts'
import { teamKinds } from '#shared/records/team.ts'
import { readForetold } from '../../local-store/foretold-records.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { isOverlaid, isUntried, type OutboxItem } from '../../local-store/outbox-item.ts'
import type { Device } from '../../local-store/device.ts'
import type { DecisionName } from '#shared/decisions/registry.ts'
import type { ItemId } from '#shared/domain/ids.ts'
import type { FieldErrors, RefusalCode } from '#shared/domain/refusal.ts'
import { watch } from '../watch.svelte.ts'

export interface OwnTeam extends Team {
  groups: readonly GroupRecord[]
}

/** What waits, or was refused, about one person, role or group. */
export interface TeamWork {
  itemId: ItemId
  name: DecisionName
  /** For people: whom or what it is about. */
  subject: string
  /** Null while it waits. */
  code: RefusalCode | null
  /** What was wrong at which field of its form. */
  fields: FieldErrors
  canCancel: boolean
  hasForm: boolean
}

export interface TeamView {
  /** `not-fetched`: this device never had all of them, so nobody knows. */
  readonly state: 'loading' | 'found' | 'none' | 'not-fetched'
  /** People by name, roles and groups too. */
  readonly team: OwnTeam
  /** Whether this person decides about it at all. */
  readonly canManage: boolean
  readonly deciding: Deciding | null
  workOn(id: string): readonly TeamWork[]
  /** What was refused of what isn't here, and so has no page to say it. */
  readonly refused: readonly TeamWork[]
  /** What a decision would come to as far as this device knows: pages offer what isn't refused. */
  outcome<Name extends TeamDecisionName>(name: Name, input: DecisionInput<Name>): TeamOutcome
}

const nobody: OwnTeam = { people: [], roles: [], groups: [], profiles: [] }

export function personName({ firstName, lastName, email }: Pick<PersonRecord, 'firstName' | 'lastName' | 'email'>) {
  return fullName(firstName, lastName) || email
}

async function readTeam({ store, user, clock }: Device) {
  const items = await store.outbox.where('state').notEqual('settled').sortBy('number')
  const [held, found] = await Promise.all([readMeta(store, 'held'), readForetold(store, teamKinds, items)])
  const { compare } = new Intl.Collator(user.locale, { numeric: true })
  const byName = <Named extends { name: string }>(records: Named[]) =>
    records.toSorted((left, right) => compare(left.name, right.name))
  const team: OwnTeam = {
    people: found.people
      .map((person) => named(person, found.roles))
      .toSorted((left, right) => compare(personName(left), personName(right))),
    roles: byName(found.roles),
    groups: byName(found.groups),
    profiles: found.profiles,
  }
  const deciding = decidingHere(user, team, clock.now())
  const work = items.flatMap(workOf)
  const here = new Set<string>([...team.people, ...team.roles, ...team.groups, ...team.profiles].map(({ id }) => id))
  const refused = work.filter(({ about, code }) => code !== null && !here.has(about))
  return { team, deciding, work: Map.groupBy(work, ({ about }) => about), refused, held }
}

/** A role that was renamed here, or is new, is called so at once. */
function named(person: PersonRecord, roles: readonly RoleRecord[]): PersonRecord {
  const own = roles.find(({ id }) => id === person.roleId)
  return own ? { ...person, ownRole: own.name } : person
}

function workOf(item: OutboxItem): (TeamWork & { about: string })[] {
  const { about, body, state, id, code, customerName, fieldErrors, form } = item
  if (!about || body.kind !== 'command' || !(isOverlaid(item) || state === 'refused')) return []
  const refused = state === 'refused' ? (code ?? 'server-error') : null
  return [
    {
      about: about.id,
      itemId: id,
      name: body.name,
      subject: customerName,
      code: refused,
      fields: fieldErrors,
      canCancel: isUntried(item),
      hasForm: form !== null,
    },
  ]
}

export function ownTeam(): TeamView {
  const stored = watch(() => null, readTeam)
  return {
    get state() {
      if (!stored.current) return 'loading'
      if (stored.current.team.people.length > 0) return 'found'
      return personKind.name in stored.current.held ? 'none' : 'not-fetched'
    },
    get team() {
      return stored.current?.team ?? nobody
    },
    get deciding() {
      return stored.current?.deciding ?? null
    },
    get canManage() {
      return stored.current?.deciding.permissions.has('manage-admins-and-roles') ?? false
    },
    get refused() {
      return stored.current?.refused ?? []
    },
    workOn: (id) => stored.current?.work.get(id) ?? [],
    outcome(name, input) {
      if (!stored.current) return { refusal: 'not-found' }
      const { team, deciding } = stored.current
      const decision = getDecision(name) as unknown as TeamDecision<string, typeof input>
      return outcomeOfTeam(decision, team, deciding, input)
    },
  }
}

/**
 * A team as this person should see it now: people, roles and groups of their own organisation (M20, C6, M3), or of a customer
 * that lets their MSP manage it (C7).
 */
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
import { customerTeamKind } from '#shared/records/customer-team.ts'
import { itemsOfTeam, readLocalTeam } from '../../local-store/local-team.ts'
import { readUnsettled } from '../../local-store/read-outbox.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { isOverlaid, isUntried, type OutboxItem } from '../../local-store/outbox-item.ts'
import type { Device } from '../../local-store/device.ts'
import type { DecisionName } from '#shared/decisions/registry.ts'
import type { ItemId, RelationshipId } from '#shared/domain/ids.ts'
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
  /** `not-fetched`: this device never had all of them, so nobody knows. `not-granted`: the customer doesn't let them be managed. */
  readonly state: 'loading' | 'found' | 'none' | 'not-fetched' | 'not-granted'
  /** Which customer's it is; null: one's own. */
  readonly of: RelationshipId | null
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

const nobody: OwnTeam = { people: [], roles: [], groups: [], profiles: [], asking: [], custodies: [], services: [] }

export function personName({ firstName, lastName, email }: Pick<PersonRecord, 'firstName' | 'lastName' | 'email'>) {
  return fullName(firstName, lastName) || email
}

async function readTeam(device: Device, of: RelationshipId | null) {
  const { store, user } = device
  const items = await readUnsettled(store)
  const [held, local] = await Promise.all([readMeta(store, 'held'), readLocalTeam(device, of, items)])
  const found = local?.team ?? nobody
  const { compare } = new Intl.Collator(user.locale, { numeric: true })
  const byName = <Named extends { name: string }>(records: readonly Named[]) =>
    records.toSorted((left, right) => compare(left.name, right.name))
  const team: OwnTeam = {
    people: found.people
      .map((person) => named(person, found.roles))
      .toSorted((left, right) => compare(personName(left), personName(right))),
    roles: byName(found.roles),
    groups: byName(found.groups),
    profiles: found.profiles,
    asking: byName(found.asking),
    custodies: found.custodies,
    services: found.services,
  }
  const work = itemsOfTeam(items, of).flatMap(workOf)
  const here = new Set<string>(
    [...team.people, ...team.roles, ...team.groups, ...team.profiles, ...team.asking, ...team.custodies].map(
      ({ id }) => id,
    ),
  )
  const refused = work.filter(({ about, code }) => code !== null && !here.has(about))
  const deciding = local?.deciding ?? null
  return { of, team, deciding, work: Map.groupBy(work, ({ about }) => about), refused, held }
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
  return teamOf(() => null)
}

/** `customer`: whose, once that is known; undefined until then. */
export function customersTeam(customer: () => RelationshipId | undefined): TeamView {
  return teamOf(customer)
}

function teamOf(of: () => RelationshipId | null | undefined): TeamView {
  const watched = watch(of, async (device, which) => (which === undefined ? undefined : readTeam(device, which)))
  const stored = {
    get current() {
      return watched.current?.of === of() ? watched.current : undefined
    },
  }
  return {
    get of() {
      return of() ?? null
    },
    get state() {
      if (!stored.current) return 'loading'
      const { team, deciding, held } = stored.current
      const kind = of() === null ? personKind : customerTeamKind
      if (!deciding) return kind.name in held ? 'not-granted' : 'not-fetched'
      if (team.people.length > 0) return 'found'
      return kind.name in held ? 'none' : 'not-fetched'
    },
    get team() {
      return stored.current?.team ?? nobody
    },
    get deciding() {
      return stored.current?.deciding ?? null
    },
    get canManage() {
      return stored.current?.deciding?.permissions.has('manage-admins-and-roles') ?? false
    },
    get refused() {
      return stored.current?.refused ?? []
    },
    workOn: (id) => stored.current?.work.get(id) ?? [],
    outcome(name, input) {
      if (!stored.current?.deciding) return { refusal: 'not-found' }
      const { team, deciding } = stored.current
      const decision = getDecision(name) as unknown as TeamDecision<string, typeof input>
      return outcomeOfTeam(decision, team, deciding, input)
    },
  }
}

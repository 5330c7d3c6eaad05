import { delinkAnswers, delinkAsks } from '#shared/decisions/delink/delink-answers.ts'
import type { AccountRecord, RelationshipRecord } from '#shared/domain/customer-record.ts'
import { readMeta } from '../../local-store/local-store.ts'
import { relationshipKind } from '#shared/records/relationship.ts'
import { accountKind } from '#shared/records/account.ts'
import { managedServicesOf, type ServiceRecord } from '#shared/domain/service-record.ts'
import type { MspProfileRecord } from '#shared/domain/team/msp-profile.ts'
import type { CustodyRecord } from '#shared/domain/request/custody.ts'
import { custodyKind } from '#shared/records/custody.ts'
import { mspProfileKind } from '#shared/records/msp-profile.ts'
import { serviceRecordKind } from '#shared/records/service-record.ts'
import { layOver } from '../../local-store/foretold-records.ts'
import { itemsOfTeam } from '../../local-store/local-team.ts'
import { isWaiting, type OutboxItem } from '../../local-store/outbox-item.ts'
import { findRecord, readAllRecords } from '../../local-store/stored-records.ts'
import { unsettledItems } from '../unsettled-items.svelte.ts'
import { watch } from '../watch.svelte.ts'
import { overlayRecords } from './overlay-records.ts'
import { decisionsOf, type RefusedDecision, type WaitingDecision } from './waiting-decision.ts'

export interface OwnService extends Omit<ServiceRecord, 'id'> {
  /** What it says here the server hasn't been told yet. */
  isWaiting: boolean
}

export interface CompanyAccount {
  /** `not-fetched`: this device never had a whole first sync, so nobody knows. `shut-out`: an MSP manages the company alone. */
  readonly state: 'loading' | 'found' | 'shut-out' | 'missing' | 'not-fetched'
  readonly account: AccountRecord | null
  /** The MSP that manages the company now; null when none does. */
  readonly relationship: RelationshipRecord | null
  /** How that MSP shows itself; null also where this device hasn't been told. */
  readonly profile: MspProfileRecord | null
  /** Of a company that an MSP manages alone (C8). */
  readonly custody: CustodyRecord | null
  /** The company's own (C10), the oldest first: what it applied for among them, what it was refused not. */
  readonly services: readonly OwnService[]
  /** What it applied for in vain (C2). */
  readonly rejected: readonly OwnService[]
  readonly waitingDecision: WaitingDecision | null
  /** The answer to a delink that waits, whatever else waits. */
  readonly delinkAnswer: WaitingDecision | null
  /** What it asks of a delink itself (C5): what waits, and what was refused, whatever else does. */
  readonly delinkAsk: { waiting: WaitingDecision | null; refused: RefusedDecision | null }
  /** Also of a relationship that has ended meanwhile: a refusal is shown until the person lets it go. */
  readonly refusedDecision: RefusedDecision | null
}

/** The signed-in customer's own company (C3). */
export function companyAccount(): CompanyAccount {
  const stored = watch(
    () => null,
    async ({ store, user }) => {
      // All that is looked at first: what is read behind a packed page isn't watched any more.
      const [generation, found, profiles, custodies, records] = await Promise.all([
        readMeta(store, 'wholeGeneration'),
        findRecord(store, accountKind, user.organisationId),
        readAllRecords(store, mspProfileKind),
        readAllRecords(store, custodyKind),
        readAllRecords(store, serviceRecordKind),
      ])
      const account = found ?? null
      const relationship = account?.relationshipId
        ? ((await findRecord(store, relationshipKind, account.relationshipId)) ?? null)
        : null
      const profile = profiles.find(({ id }) => id === relationship?.mspId) ?? null
      return { account, relationship, profile, custody: custodies[0] ?? null, records, isFetched: generation > 0 }
    },
  )
  const shown = $derived.by(() => {
    const [found, items] = [stored.current, unsettledItems()]
    if (!found || !items) return null
    const [relationship] = found.relationship ? overlayRecords([found.relationship], items) : []
    const delinkAnswer = decisionsOf(items, null, delinkAnswers).waiting
    const delinkAsk = decisionsOf(items, null, delinkAsks)
    const services = servicesOf(found, items).toSorted(byAge)
    const decisions = decisionsOf(items, null)
    return { ...found, relationship: relationship?.record ?? null, services, decisions, delinkAnswer, delinkAsk }
  })
  return {
    get state() {
      if (!shown) return 'loading'
      if (shown.account) return 'found'
      if (shown.custody) return 'shut-out'
      return shown.isFetched ? 'missing' : 'not-fetched'
    },
    get account() {
      return shown?.account ?? null
    },
    get relationship() {
      return shown?.relationship ?? null
    },
    get profile() {
      return shown?.profile ?? null
    },
    get custody() {
      return shown?.custody ?? null
    },
    get services() {
      return shown?.services.filter(({ status }) => status !== 'rejected') ?? []
    },
    get rejected() {
      return shown?.services.filter(({ status }) => status === 'rejected') ?? []
    },
    get waitingDecision() {
      return shown?.decisions.waiting ?? null
    },
    get delinkAnswer() {
      return shown?.delinkAnswer ?? null
    },
    get delinkAsk() {
      return shown?.delinkAsk ?? { waiting: null, refused: null }
    },
    get refusedDecision() {
      return shown?.decisions.refused ?? null
    },
  }
}

/** With what was applied for here laid over. */
function servicesOf(
  { records, relationship }: { records: readonly ServiceRecord[]; relationship: RelationshipRecord | null },
  items: readonly OutboxItem[],
): OwnService[] {
  const known = new Set(records.map(({ service }) => service))
  const ids = new Set(records.map(({ id }) => id))
  // What was foretold without an id of the server's gives way to the record that came of it.
  const shown = layOver(records, serviceRecordKind.name, itemsOfTeam(items, null)).filter(
    ({ id, service }) => ids.has(id) || !known.has(service),
  )
  if (shown.length === 0) return servicesInRow(relationship)
  const waiting = new Set(
    items.filter(isWaiting).flatMap(({ foretells = [] }) => foretells.map(({ kind, id }) => `${kind} ${id}`)),
  )
  return shown.map(({ id, ...service }) => ({
    ...service,
    isWaiting: waiting.has(`${serviceRecordKind.name} ${id}`),
  }))
}

/** What a device that an earlier release filled knows until it has been connected: the services its MSP manages. */
function servicesInRow(relationship: RelationshipRecord | null): OwnService[] {
  if (!relationship) return []
  const { mspId: id, mspName: name } = relationship
  return managedServicesOf(relationship).map(({ service, status, since }) => ({
    service,
    status,
    since,
    through: { id, name },
    reason: '',
    isWaiting: false,
  }))
}

function byAge(left: OwnService, right: OwnService): number {
  return left.since - right.since || (left.service < right.service ? -1 : 1)
}

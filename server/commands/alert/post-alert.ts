/**
 * A service posts an alert (X5, S2): what it tells of the device, its mails and what people are told commit together, or not at
 * all. Whoever manages the customer is held first, so that what comes during a delink goes to those who may see at its commit.
 */
import { createHash } from 'node:crypto'
import { can } from '#shared/domain/access/can.ts'
import { keptAlertsMs, type AppCrashes } from '#shared/domain/alert/alert.ts'
import type { AlertCategory } from '#shared/domain/alert/alert-category.ts'
import type { IdentifierKind } from '#shared/domain/device/device-identifier.ts'
import type { DeviceId, OrganisationId } from '#shared/domain/ids.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { relationshipFacts, type Access } from '../../auth/access.ts'
import { reloadKeyAccess } from '../../auth/api-key.ts'
import { customerAllowance, TooManyRequests } from '../../auth/rate-limit.ts'
import { historyOf, insertAlert, insertLocation, saveCondition } from '../../database/repository/alerts/alert.ts'
import { findAnswer, insertAnswer, saveAnswer } from '../../database/repository/api/api-answer.ts'
import { findByIdentifiers } from '../../database/repository/devices/device.ts'
import type { Owner } from '../../database/repository/devices/owner.ts'
import { holdOrganisation } from '../../database/repository/organisation.ts'
import { spend, standingOf, throttleKey, type Standing } from '../../database/repository/people/throttle.ts'
import { findManagingRelationship } from '../../database/repository/relationship.ts'
import type { ApiKeyTable } from '../../database/tables/alert-tables.ts'
import { runUnitOfWork, type UnitOfWork } from '../../database/unit-of-work.ts'
import type { Services } from '../../services.ts'
import { tellOfAlert } from './tell-of-alert.ts'

export interface PostedAlert {
  customerId: OrganisationId
  category: AlertCategory
  /** At least one. */
  identifiers: readonly { kind: IdentifierKind; value: string }[]
  title: string
  text: string
  /** When it happened, ms; null: now. */
  at: number | null
  figures: {
    battery?: { level?: number | undefined; health?: number | undefined } | undefined
    network?: { signal?: number | undefined; dropped?: number | undefined } | undefined
    app?: AppCrashes | undefined
  }
  location: { latitude: number; longitude: number; accuracy?: number | undefined } | null
}

/** How a request names itself, so that it may be said again. */
interface NamedRequest {
  named: string
  body: string
}

/** `left`: of what may be posted for this customer. Throws Refusal: api-key-invalid, not-permitted, invalid-input, idempotency-key-used. Throws TooManyRequests. */
export async function postAlert(
  services: Services,
  keyId: string,
  posted: PostedAlert,
  request: NamedRequest | null,
): Promise<{ id: string; left: Standing | null }> {
  const { result } = await runUnitOfWork(services, async (unit) => {
    const found = await reloadKeyAccess(unit.trx, unit.now, keyId)
    if (!found) throw new Refusal('api-key-invalid')
    const before = request && (await nameAnswer(unit, found.key, request))
    if (before !== null) return { id: before, left: null }
    const owner = await holdCustomer(unit, found.access, posted.customerId)
    const left = await spendOf(services, unit, owner.id)
    const id = await takeAlert(services, unit, { owner, posted, by: found.access })
    if (request) await saveAnswer(unit.trx, { ...nameOf(found.key, request), status: 201, body: id })
    return { id, left }
  })
  return result
}

const hashed = (text: string) => createHash('sha256').update(text).digest('hex')
const nameOf = ({ id }: ApiKeyTable, { named }: NamedRequest) => ({ api_key_id: id, named: hashed(named) })

/** What the same request was answered before; null: it is the first. Throws Refusal: idempotency-key-used. */
async function nameAnswer(unit: UnitOfWork, key: ApiKeyTable, request: NamedRequest): Promise<string | null> {
  const { trx, now } = unit
  const body_hash = hashed(request.body)
  const named = nameOf(key, request)
  const answer = { ...named, organisation_id: key.organisation_id, body_hash, status: 0, body: '', at: now }
  if (await insertAnswer(trx, answer)) return null
  const before = await findAnswer(trx, named)
  if (before?.body_hash !== body_hash) throw new Refusal('idempotency-key-used')
  return before.body
}

/** As {@link Owner}, held. Throws Refusal: not-permitted, known or not. */
async function holdCustomer({ trx }: UnitOfWork, access: Access, id: OrganisationId): Promise<Owner> {
  const manager = await findManagingRelationship(trx, id, { lock: true })
  const facts = manager ? relationshipFacts(manager) : null
  const target = { type: 'holding', ownerId: id, resellerId: null, manager: facts } as const
  const isCustomer = manager !== undefined || access.organisationKind === 'customer'
  if (!isCustomer || !can(access, 'manage-devices', target)) throw new Refusal('not-permitted')
  await holdOrganisation(trx, id)
  return { id, kind: 'customer', manager }
}

async function spendOf(
  { key, config }: Pick<Services, 'key' | 'config'>,
  { trx, now }: UnitOfWork,
  customerId: OrganisationId,
): Promise<Standing> {
  const allowance = customerAllowance(config.limits)
  const counted = throttleKey(key, 'alerts-of', customerId)
  const waitMs = await spend(trx, counted, allowance, now)
  if (waitMs > 0) throw new TooManyRequests(Math.ceil(waitMs / 1000))
  return standingOf(trx, counted, allowance, now)
}

interface Taking {
  owner: Owner
  posted: PostedAlert
  by: Access
}

async function takeAlert(services: Services, unit: UnitOfWork, { owner, posted, by }: Taking): Promise<string> {
  const { category, title, text, figures, location } = posted
  const at = posted.at ?? unit.now
  if (at < unit.now - keptAlertsMs || at > unit.now + 24 * 60 * 60 * 1000)
    throw new Refusal('invalid-input', { at: 'invalid' })
  const id = unit.ids.randomId()
  const deviceId = await findDeviceId(unit, owner, posted)
  const device = posted.identifiers[0]!.value
  const told = { id, at, received_at: unit.now, device_id: deviceId, device }
  if (category !== 'location') await insertAlert(unit, { ...historyOf(owner), ...told, category, title, text })
  if (deviceId !== null && hasFigures(figures)) await saveCondition(unit, owner, conditionOf(deviceId, at, figures))
  if (category === 'location' || location)
    await insertLocation(unit, owner, {
      ...told,
      organisation_id: owner.id,
      latitude: location && String(location.latitude),
      longitude: location && String(location.longitude),
      accuracy: location?.accuracy === undefined ? null : String(location.accuracy),
      ...(category === 'location' ? { title, text } : { title: '', text: '' }),
    })
  await tellOfAlert({ services, unit }, { id, at, device, deviceId, category, title, text, location, owner, by })
  return id
}

/** Null: the customer has no such device here. */
async function findDeviceId(
  { trx }: UnitOfWork,
  { id }: Owner,
  { identifiers }: PostedAlert,
): Promise<DeviceId | null> {
  const found = new Set(await findByIdentifiers(trx, id, identifiers))
  if (found.size > 1) throw new Refusal('invalid-input', { device: 'devices-differ' })
  return [...found][0] ?? null
}

const hasFigures = ({ battery, network, app }: PostedAlert['figures']) => Boolean(battery ?? network ?? app)

function conditionOf(id: DeviceId, at: number, { battery, network, app }: PostedAlert['figures']) {
  return {
    id,
    at,
    app: app ?? null,
    ...(battery?.level !== undefined && { battery_level: battery.level }),
    ...(battery?.health !== undefined && { battery_health: battery.health }),
    ...(network?.signal !== undefined && { signal: network.signal }),
    ...(network?.dropped !== undefined && { dropped_connections: network.dropped }),
  }
}

/** Who is told of what was done (M21), in its transaction: each of them once, whatever is done again after a crash or a restore. */
import { createHash } from 'node:crypto'
import { can } from '#shared/domain/access/can.ts'
import type { OrganisationId, RelationshipId, UserId } from '#shared/domain/ids.ts'
import {
  asking,
  findRelationshipNotification,
  isAnswer,
  organisationNotifications,
  type AlertNotification,
  type NotificationCategory,
  type NotificationEvent,
  type OrganisationNotification,
  type PersonNotification,
  type Question,
  type RelationshipNotification,
} from '#shared/domain/notification/notification-rules.ts'
import { isRequest, type RelationshipSide } from '#shared/domain/relationship.ts'
import { loadAccess, relationshipFacts, type Access } from '../../auth/access.ts'
import type { Relationship } from '../../database/repository/relationship.ts'
import { deleteAnswered, insertNotifications } from '../../database/repository/people/notification.ts'
import { readChosen } from '../../database/repository/people/notification-preference.ts'
import { listActiveUsers } from '../../database/repository/user.ts'
import type { NotificationTable } from '../../database/tables/notification-tables.ts'
import type { UnitOfWork } from '../../database/unit-of-work.ts'

type Unit = Pick<UnitOfWork, 'trx' | 'now' | 'publish'>

interface Done {
  event: string
  /** As it is now. */
  relationship: Relationship
  /** Whose organisation did it, and who of it; nobody: Tandem or its operator. */
  actor: { userId: UserId | null; organisationId: OrganisationId }
  /** Names what was done: once told of, it isn't again. */
  cause: string
}

/** Also takes back what asked for an answer that has been given. */
export async function notifyOfDecision(unit: Unit, { event, relationship, actor, cause }: Done): Promise<void> {
  if (isAnswer(event)) await deleteAnswered(unit, relationship.id, asking(answeredOf(relationship)))
  const told = findRelationshipNotification(event)
  if (!told) return
  for (const side of told.sides) {
    const organisationId = side === 'msp' ? relationship.msp_id : relationship.customer_id
    if (organisationId === actor.organisationId && !told.byOperator) continue
    const target = targetOf(relationship, { side, ends: told.ends === true })
    const people = await listPermitted(unit, organisationId, (access) => can(access, told.permission, target))
    await tell(unit, people, {
      event: event as RelationshipNotification,
      category: told.category,
      relationship_id: relationship.id,
      subject: '',
      cause,
    })
  }
}

function answeredOf(relationship: Relationship): Question[] {
  const isOpen: Record<Question, boolean> = {
    delink: relationship.delink_requested_at !== null,
    request: relationship.status === 'pending',
    services: relationship.asked_services !== null,
    'joint-management': relationship.joint_asked_at !== null,
  }
  return (Object.keys(isOpen) as Question[]).filter((question) => !isOpen[question])
}

/** What is over nobody sees any more: it is told to whoever saw it. */
function targetOf(relationship: Relationship, { side, ends }: { side: RelationshipSide; ends: boolean }) {
  const facts = relationshipFacts(relationship)
  if (!ends) {
    return { type: isRequest(relationship) ? 'request' : 'relationship', ...facts } as const
  }
  // Its people, who had no part in it while it was managed alone, are told that it is theirs again.
  const managementType = side === 'customer' ? 'jointly' : facts.managementType
  return { type: 'relationship', ...facts, status: 'active', managementType } as const
}

/** Of those of one's own organisation who are permitted to do something about it. */
export async function notifyOrganisation(
  unit: Unit,
  organisationId: OrganisationId,
  { event, subject, cause, but }: { event: OrganisationNotification; subject: string; cause: string; but?: UserId },
): Promise<void> {
  const { category, permission } = organisationNotifications[event]
  const target = { type: 'organisation', organisationId } as const
  const people = await listPermitted(unit, organisationId, (access) => can(access, permission, target))
  const others = people.filter(({ userId }) => userId !== but)
  await tell(unit, others, { event, category, relationship_id: null, subject, cause })
}

/** Of what concerns one person's sign-in. */
export async function notifyPerson(
  unit: Unit,
  { id, organisation_id }: { id: UserId; organisation_id: OrganisationId },
  { event, subject = '', cause }: { event: PersonNotification; subject?: string; cause: string },
): Promise<void> {
  const person = { userId: id, organisationId: organisation_id }
  await tell(unit, [person], { event, category: 'security', relationship_id: null, subject, cause })
}

/** Of a customer's devices: those whom its recipients name, each as they have the customer (S2). */
export async function notifyOfAlert(
  unit: Unit,
  people: readonly { userId: UserId; organisationId: OrganisationId; relationshipId: RelationshipId | null }[],
  { event, subject, cause }: { event: AlertNotification; subject: string; cause: string },
): Promise<void> {
  for (const person of people)
    await tell(unit, [person], { event, category: 'alerts', relationship_id: person.relationshipId, subject, cause })
}

async function listPermitted(
  { trx }: Unit,
  organisationId: OrganisationId,
  isPermitted: (access: Access) => boolean,
): Promise<Access[]> {
  const found: Access[] = []
  for (const { id } of await listActiveUsers(trx, organisationId)) {
    const access = await loadAccess(trx, id)
    if (access && isPermitted(access)) found.push(access)
  }
  return found
}

interface News extends Pick<NotificationTable, 'relationship_id' | 'subject'> {
  event: NotificationEvent
  category: NotificationCategory
  cause: string
}

async function tell(
  unit: Unit,
  people: readonly { userId: UserId; organisationId: OrganisationId }[],
  { event, category, cause, ...about }: News,
): Promise<void> {
  const ids = people.map(({ userId }) => userId)
  const chosen = await readChosen(unit.trx, category, ids)
  const told = people.filter(({ userId }) => chosen.get(userId)?.inApp !== false)
  await insertNotifications(
    unit,
    told.map(({ userId, organisationId }) => ({
      id: notificationId(cause, event, userId),
      organisation_id: organisationId,
      user_id: userId,
      event,
      at: unit.now,
      is_read: 0,
      read_stamp: 0,
      ...about,
    })),
  )
}

/** 128 bits as any id has. */
function notificationId(cause: string, event: string, userId: UserId): string {
  const bytes = createHash('sha256').update(`${cause} ${event} ${userId}`).digest().subarray(0, 16)
  return bytes.toString('base64url')
}

/** Links that were used, taken back or declined since the backup lead nowhere again (SYNC3). */
import { linkLifetimesMs } from '../auth/link-token.ts'
import { closeAppointment } from '../commands/appointment/appoint-super-admin.ts'
import { closeRelease } from '../commands/release/stop-release.ts'
import { publishRelationship } from '../commands/record-change.ts'
import { findAppointment, listStopped } from '../database/repository/people/appointment.ts'
import { findRelease, listStoppedReleases } from '../database/repository/customer/customer-release.ts'
import { findInvitation, listClosed, updateInvitation } from '../database/repository/invitation.ts'
import { listDeadLinks, revokeLinks } from '../database/repository/link.ts'
import { cancelInvitationMails } from '../database/repository/mail.ts'
import {
  findPersonInvitation,
  listRevoked,
  updatePersonInvitation,
} from '../database/repository/people/person-invitation.ts'
import { findRelationship } from '../database/repository/relationship.ts'
import { publishPerson } from '../database/repository/user.ts'
import type { DeadLinks } from '../database/journal-entries.ts'
import { runUnitOfWork, type UnitOfWork } from '../database/unit-of-work.ts'
import type { Services } from '../services.ts'

/** How many invitations and links were good again. */
export async function replayDeadLinks(services: Services): Promise<number> {
  const { revocations, clock } = services
  let changed = 0
  for (const dead of revocations.allDeadLinks()) {
    // Of every backup that has them they have run out.
    if (clock.now() - dead.at > linkLifetimesMs[dead.purpose]) continue
    const { result } = await runUnitOfWork(services, (unit) => endAgain(services, unit, dead))
    changed += result
  }
  await completeJournal(services)
  return changed
}

async function endAgain(services: Services, unit: UnitOfWork, dead: DeadLinks): Promise<number> {
  if (dead.purpose === 'invitation') return endInvitation(unit, dead)
  if (dead.purpose === 'person-invitation') return revoke(unit, dead)
  if (dead.purpose === 'appointment') return stop({ services, unit }, dead)
  if (dead.purpose === 'stop-release') return stopRelease({ services, unit }, dead)
  return revokeLinks(unit.trx, { purpose: dead.purpose, subject_id: dead.subjectId }, dead.at, dead.at)
}

async function endInvitation(unit: UnitOfWork, { subjectId, state, at }: DeadLinks): Promise<number> {
  const invitation = await findInvitation(unit.trx, subjectId)
  if (!invitation || !isOpen(invitation)) return 0
  const relationship = await findRelationship(unit.trx, invitation.relationship_id, { lock: true })
  await updateInvitation(unit.trx, invitation.id, { state: state === 'declined' ? state : 'revoked', answered_at: at })
  await cancelInvitationMails(unit.trx, invitation.id)
  if (relationship) publishRelationship(unit, relationship)
  return 1
}

async function revoke(unit: UnitOfWork, { subjectId, at }: DeadLinks): Promise<number> {
  const invitation = await findPersonInvitation(unit.trx, subjectId)
  if (!invitation || !isOpen(invitation)) return 0
  await updatePersonInvitation(unit.trx, invitation.id, { state: 'revoked', answered_at: at })
  await cancelInvitationMails(unit.trx, invitation.id)
  await publishPerson(unit, { id: invitation.user_id, organisation_id: invitation.organisation_id })
  return 1
}

async function stop(context: { services: Services; unit: UnitOfWork }, { subjectId }: DeadLinks): Promise<number> {
  const appointment = await findAppointment(context.unit.trx, subjectId)
  if (appointment?.state !== 'open') return 0
  await closeAppointment(context, appointment, 'stopped')
  return 1
}

async function stopRelease(
  context: { services: Services; unit: UnitOfWork },
  { subjectId }: DeadLinks,
): Promise<number> {
  const release = await findRelease(context.unit.trx, subjectId)
  if (release?.state !== 'open') return 0
  await closeRelease(context, release)
  return 1
}

const isOpen = ({ state }: { state: string }) => state === 'waiting' || state === 'sent'

/** What the journal misses: a line a crash came before, what died at other nodes, the past of a file that is new. */
async function completeJournal({ database, revocations, clock }: Services): Promise<void> {
  const since = clock.now() - Math.max(...Object.values(linkLifetimesMs).filter(Number.isFinite))
  const dead: Omit<DeadLinks, 'type'>[] = [
    ...(await listDeadLinks(database, since)).map((row) => ({ ...row, state: 'revoked' as const })),
    ...(await listClosed(database)).map(
      ({ id, state, answered_at }) => ({ purpose: 'invitation', subjectId: id, state, at: answered_at ?? 0 }) as const,
    ),
    ...(await listRevoked(database)).map(
      ({ id, answered_at }) =>
        ({ purpose: 'person-invitation', subjectId: id, state: 'revoked', at: answered_at ?? 0 }) as const,
    ),
    ...(await listStoppedReleases(database)).map(
      ({ id, ended_at }) => ({ purpose: 'stop-release', subjectId: id, state: 'stopped', at: ended_at ?? 0 }) as const,
    ),
    ...(await listStopped(database)).map(
      ({ id, ended_at }) => ({ purpose: 'appointment', subjectId: id, state: 'stopped', at: ended_at ?? 0 }) as const,
    ),
  ]
  for (const links of dead) if ((revocations.findDeadLinks(links)?.at ?? -1) < links.at) revocations.linksDied(links)
}

/** What an operator makes of a company's application for a service (C2): the record says it, and the company's super admins hear it. */
import { findService } from '#shared/domain/service-catalogue.ts'
import { saveDecidedApplication } from '../../database/repository/customer/service-application.ts'
import { decideService } from '../../database/repository/customer/service-record.ts'
import { getOrganisation } from '../../database/repository/organisation.ts'
import type { ServiceApplicationTable } from '../../database/tables/service-record-table.ts'
import { queueMail, type MailContext } from '../../mail/queue.ts'
import type { Services } from '../../services.ts'
import { audit, operator } from '../audit.ts'
import { listMailReaders } from '../notification/mail-readers.ts'
import { notifyOrganisation } from '../notification/notify.ts'
import { listSuperAdmins } from '../recipients.ts'

type DecidingContext = MailContext & { services: Pick<Services, 'log' | 'revocations'> }

/** `reason`: why it is rejected; null: it is approved. The caller holds the customer's organisation. */
export async function decideApplication(
  context: DecidingContext,
  application: ServiceApplicationTable,
  reason: string | null,
): Promise<void> {
  const { unit } = context
  const { id, organisation_id: customerId, service } = application
  const state = reason === null ? 'approved' : 'rejected'
  await saveDecidedApplication(unit.trx, id, { state, decided_at: unit.now, reason })
  const decided = reason === null ? ({ status: 'active', reason } as const) : ({ status: 'rejected', reason } as const)
  // One that came through an MSP meanwhile is there already.
  await decideService(unit, { customerId, service }, decided)
  const name = findService(service)?.name ?? service
  await audit(context, {
    event: `service-${state}`,
    person: { id: operator, organisation_id: customerId },
    subject: { kind: 'service-record', id: service, name, from: null, to: null },
  })
  await notifyOrganisation(unit, customerId, { event: `service-${state}`, subject: service, cause: id })
  await mailDecided(context, application, { reason, serviceName: name })
}

async function mailDecided(
  context: DecidingContext,
  { id, organisation_id: customerId }: ServiceApplicationTable,
  { reason, serviceName }: { reason: string | null; serviceName: string },
): Promise<void> {
  const { unit } = context
  const { name: companyName } = await getOrganisation(unit.trx, customerId)
  const data = { serviceName, companyName, customerId }
  const readers = await listMailReaders(unit.trx, {
    organisationId: customerId,
    category: 'services',
    meant: await listSuperAdmins(unit.trx, customerId),
    isPermitted: () => false,
  })
  for (const { email: to, locale } of readers) {
    const mail = { organisationId: customerId, to, locale, decisionId: id }
    if (reason === null) await queueMail(context, { ...mail, kind: 'application-approved', data })
    else await queueMail(context, { ...mail, kind: 'application-rejected', data: { ...data, reason } })
  }
}

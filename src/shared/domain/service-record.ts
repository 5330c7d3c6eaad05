import type { OrganisationId } from './ids.ts'
import type { ServiceId } from './service.ts'

/** `rejected`: applied for in vain, so that it isn't the customer's; it may apply again. */
export type ServiceStatus = 'applied' | 'active' | 'suspended' | 'rejected'

/** A customer's own service (C10): it outlives every MSP. */
export interface ServiceRecord {
  id: string
  service: ServiceId
  status: ServiceStatus
  /** ms */
  since: number
  /** The MSP through which it came; null where the customer applied for it itself. */
  through: { id: OrganisationId; name: string } | null
  /** Of one that was rejected: why, as the operator wrote it. */
  reason: string
}

/** A service as a row of the MSP that manages it shows it: of other MSPs it doesn't say which. */
export interface ManagedService {
  service: ServiceId
  status: ServiceStatus
  /** ms */
  since: number
  /** Whether it came through this MSP. */
  isOurs: boolean
}

/** What an MSP asks a jointly managed customer to be managed, too (M13): until it is accepted nothing of it is. */
export interface AskedServices {
  services: ServiceId[]
  /** ms */
  askedAt: number
}

/** A service as lists and panels show it: managed, or only asked for. */
export interface ShownService extends Omit<ManagedService, 'status'> {
  status: ServiceStatus | 'requested'
}

/** Whether a service's console says something of it: one that is only applied or asked for has none. */
export function hasConsole(status: ShownService['status']): boolean {
  return status === 'active' || status === 'suspended'
}

interface Managing {
  services: readonly ServiceId[]
  /** Those that aren't simply active since the customer was added, through this MSP: most rows have none. */
  unusualServices?: readonly ManagedService[]
  addedAt: number
}

/** What a row says of each of its services, in their order. One that an earlier release stored or foretold says nothing of them. */
export function managedServicesOf({ services, unusualServices = [], addedAt }: Managing): ManagedService[] {
  return services.map(
    (service) =>
      unusualServices.find((unusual) => unusual.service === service) ?? {
        service,
        status: 'active',
        since: addedAt,
        isOurs: true,
      },
  )
}

/** Those that are managed, and behind them those that their MSP asks to manage. */
export function shownServicesOf(row: Managing & { askedServices?: AskedServices | null }): ShownService[] {
  const managed = managedServicesOf(row)
  if (!row.askedServices) return managed
  const { services, askedAt: since } = row.askedServices
  return [...managed, ...services.map((service) => ({ service, status: 'requested' as const, since, isOurs: true }))]
}

/** Those that a row must say itself. */
export function unusualAmong(services: readonly ManagedService[], addedAt: number): ManagedService[] {
  return services.filter(({ status, since, isOurs }) => status !== 'active' || since !== addedAt || !isOurs)
}

import * as m from '../../../i18n/compiled/messages.js'
import { writtenOnce, type Line } from '../table/table-lines.ts'
import { Moment } from '../words/moment.ts'
import { formatNumber } from '../words/time-words.ts'
import { managementTypeWords, serviceStatusWords } from '../words/status-words.ts'
import { serviceName, type CustomerRowView } from './customer-row.ts'

/** What the table says of a customer. */
export interface CustomerWords {
  name: string
  reference: string
  isQueued: boolean
  type: string
  /** What the customer asks of it; empty where nothing. */
  typeAsked: string
  service: string
  /** Of the first service; empty while nobody but this device knows of it. */
  serviceStatus: string
  /** All services, each with its status. */
  services: string
  furtherServices: readonly string[]
  /** Empty where there are none. */
  devices: string
  added: Moment
  modified: Moment
}

export type CustomerLine = Line<CustomerRowView, CustomerWords>

export const customerWords = writtenOnce((row: CustomerRowView): CustomerWords => {
  const isQueued = row.customerId === null
  const statuses = row.shownServices.map(({ status }) => (isQueued ? '' : serviceStatusWords(status)))
  const names = row.services.map(serviceName)
  const services = names.map((name, place) => `${name} ${statuses[place] ?? ''}`.trimEnd())
  return {
    name: row.companyName,
    reference: row.internalReference,
    isQueued,
    type: managementTypeWords(row.managementType),
    typeAsked: row.asksJointly ? m.joint_asked_row() : '',
    service: names[0] ?? '',
    serviceStatus: statuses[0] ?? '',
    services: services.join(', '),
    furtherServices: services.slice(1),
    devices: row.devices === 0 ? '' : formatNumber(row.devices),
    added: new Moment(row.addedAt),
    modified: new Moment(row.modifiedAt),
  }
})

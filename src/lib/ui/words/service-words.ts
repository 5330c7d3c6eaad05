import { findService } from '#shared/domain/service-catalogue.ts'
import type { ServiceId } from '#shared/domain/service.ts'
import { getLocale } from '../../../i18n/compiled/runtime.js'

/** What a service is for; nothing of one that this build's catalogue doesn't have. */
export function serviceDescription(id: ServiceId): string {
  return findService(id)?.description[getLocale()] ?? ''
}

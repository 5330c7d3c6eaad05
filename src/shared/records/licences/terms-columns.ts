import type { ServiceId } from '../../domain/service.ts'
import type { LicenceType } from '../../domain/licence/licence.ts'
import { choices, texts } from '../../protocol/columns.ts'

/** What a licence and its shares have alike. */
export const termsColumns = {
  name: texts,
  service: choices<ServiceId>(),
  type: choices<LicenceType>(),
  keyEnd: texts,
  startsOn: choices<string>(),
  endsOn: choices<string>(),
}

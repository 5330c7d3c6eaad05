import { consentPermission } from '../../domain/access/permission.ts'
import { allDecisions, type DecisionName } from '../registry.ts'
import { acceptDelink } from './accept-delink.ts'
import { rejectDelink } from './reject-delink.ts'

export const delinkAnswers = [acceptDelink.name, rejectDelink.name] as const

/** What a customer's super admins ask their MSP (C5), rather than answer it. */
export const delinkAsks: readonly DecisionName[] = allDecisions.flatMap((each) =>
  each.about === 'relationship' &&
  each.permission === consentPermission &&
  each.by.some((side) => side === 'customer') &&
  !each.consent
    ? [each.name]
    : [],
)

import { consentPermission } from '../../domain/access/permission.ts'
import { emptySupport, type ServiceApplication } from '../../domain/service-application.ts'
import { defineTeamDecision } from '../team/team.ts'

/** `Apply` (C2): a company's super admin asks the operator for a service; an MSP has no part in it. */
export const applyForService = defineTeamDecision('apply-for-service', {
  by: ['customer'],
  permission: consentPermission,
  audit: 'service-applied',
  // Nobody may do more by asking.
  proof: false,
  form: emptySupport,
  subjectOf: ({ service }: ServiceApplication) => ({ kind: 'service-record', id: service }),
  decide({ services }, { now }, { service }) {
    const known = services.find((each) => each.service === service)
    if (known && known.status !== 'rejected')
      return { refusal: known.status === 'applied' ? 'applied-already' : 'service-yours-already' }
    const id = known?.id ?? service
    const applied = { id, service, status: 'applied', since: now, through: null, reason: '' } as const
    return { changes: [{ kind: 'service-record', id, patch: applied }] }
  },
})

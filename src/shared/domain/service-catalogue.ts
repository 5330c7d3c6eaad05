import type { ServiceId } from './service.ts'

export interface Service {
  id: ServiceId
  name: string
  description: string
}

/** The catalogue is configuration: another vendor's services replace it here. */
export const serviceCatalogue: readonly Service[] = [
  { id: 'knox-suite', name: 'Knox Suite', description: 'All of Knox under one licence' },
  { id: 'knox-manage', name: 'Knox Manage', description: 'Mobile device management' },
  { id: 'knox-mobile-enrollment', name: 'Knox Mobile Enrollment', description: 'Enrol devices out of the box' },
  { id: 'knox-configure', name: 'Knox Configure', description: 'Configure and brand devices in bulk' },
  { id: 'knox-e-fota', name: 'Knox E-FOTA', description: 'Control firmware updates' },
  { id: 'knox-asset-intelligence', name: 'Knox Asset Intelligence', description: 'See how devices and apps perform' },
  { id: 'knox-guard', name: 'Knox Guard', description: 'Lock and protect financed devices' },
  { id: 'knox-remote-support', name: 'Knox Remote Support', description: 'Help people on their own screen' },
]

const byId = new Map(serviceCatalogue.map((service) => [service.id, service]))

export function findService(id: ServiceId): Service | undefined {
  return byId.get(id)
}

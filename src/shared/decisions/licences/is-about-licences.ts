import type { Decision } from '../registry.ts'

/** Whoever manages licences takes it. */
export function isAboutLicences(decision: Decision | undefined): boolean {
  return decision?.about === 'devices' && Object.values(decision.permissions).some((each) => each === 'manage-licenses')
}

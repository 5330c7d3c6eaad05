import type { ActivityActor } from '#shared/domain/facts/activity-entry.ts'

/** `Mina Cho (Acme)`; only the organisation where the reader may not know the person. */
export function actorWords({ person, organisationName }: Pick<ActivityActor, 'person' | 'organisationName'>): string {
  if (person === '' || organisationName === '') return person || organisationName
  return `${person} (${organisationName})`
}

import type { ActivityActor } from '#shared/domain/document/change-record.ts'
import * as m from '../../../i18n/compiled/messages.js'

/** `Mina Cho (Acme)`; only the organisation where the reader may not know the person. */
export function actorWords({ person, organisationName }: Pick<ActivityActor, 'person' | 'organisationName'>): string {
  if (person === '' || organisationName === '') return person || organisationName
  return `${person} (${organisationName})`
}

/** The same as who did what is said after it: `Mina Cho (Acme) accepted the delink`. */
export function doerWords(actor: Pick<ActivityActor, 'person' | 'organisationName'>): string {
  const who = actorWords(actor)
  return actor.person === '' ? m.activity_organisation_did({ who }) : m.activity_person_did({ who })
}

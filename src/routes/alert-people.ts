import { personName } from '#lib/queries/team/team.svelte.ts'
import type { KnownPerson } from '#lib/ui/alert/recipients-now.ts'
import type { PersonRecord } from '#shared/domain/team/person.ts'

/** One's own people, as those who may hear of alerts. Who is invited only has no access yet. */
export function knownPeople(people: readonly PersonRecord[]): KnownPerson[] {
  return people.map((person) => ({
    address: person.email.toLowerCase(),
    name: personName(person),
    isActive: person.state === 'active',
  }))
}

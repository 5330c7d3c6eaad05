// People who are invited to somebody's organisation, over HTTP.
import type { InvitePersonInput } from '#shared/decisions/team/invite-person.ts'
import { allCustomers } from '#shared/domain/access/scope.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { PersonRecord } from '#shared/domain/team/person.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import { acmeForm, linkIn, type Person, type Tandem } from './tandem.ts'

export const kimForm = { firstName: 'Kim', lastName: 'Ito', workEmail: 'kim@northwind.example' }
export const goodPassword = 'a fairly long phrase'

/** What a device makes of the `Invite Admins` form. */
export function inviteInput({ ids }: Pick<Tandem, 'ids'>, given: Partial<InvitePersonInput> = {}): InvitePersonInput {
  return {
    ...kimForm,
    personId: ids.randomId() as UserId,
    role: 'admin',
    scope: allCustomers,
    details: '',
    locale: 'en',
    ...given,
  }
}

/** The people this person's device would hold, by address. */
export async function peopleOf(person: Person): Promise<Record<string, PersonRecord>> {
  const frames = await person.sync()
  const people = frames.filter((frame) => frame.type === 'person').map((frame) => frame.record as PersonRecord)
  return Object.fromEntries(people.map((each) => [each.email, each]))
}

/** Whoever got the newest invitation at this address registers and is signed in. */
export async function join(tandem: Tandem, email: string): Promise<Person> {
  const link = linkIn((await tandem.mails(email))[0], '/join')
  const person = tandem.person()
  const form = { link, firstName: 'Kim', lastName: 'Ito', password: goodPassword, locale: 'en' }
  const response = await person.post('/api/person-invitation/register', form)
  if (response.status !== 201) throw new Error(await response.text())
  person.user = ((await response.json()) as { user: SignedInUser }).user
  return person
}

/** Whoever is invited as a customer's super admin registers and is signed in. */
export async function registerCustomer(tandem: Tandem, email = acmeForm.workEmail): Promise<Person> {
  const link = linkIn((await tandem.mails(email))[0], '/register')
  const person = tandem.person()
  const form = { link, firstName: 'Jo', lastName: 'Park', password: goodPassword, locale: 'en' }
  const response = await person.post('/api/invitation/register', form)
  if (response.status !== 201) throw new Error(await response.text())
  person.user = ((await response.json()) as { user: SignedInUser }).user
  return person
}

/** Invites somebody, who registers. */
export async function hire(tandem: Tandem, by: Person, given: Partial<InvitePersonInput> = {}): Promise<Person> {
  const input = inviteInput(tandem, given)
  const { answer } = await by.command('invite-person', input)
  if (answer.outcome !== 'accepted') throw new Error(JSON.stringify(answer))
  return join(tandem, input.workEmail)
}

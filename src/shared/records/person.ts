/** The people of the reader’s own organisation: here as long as the reader is signed in. */
import type { ScopeSetting } from '../domain/access/scope.ts'
import type { GroupId, OrganisationId, RoleId, UserId } from '../domain/ids.ts'
import type { PersonInvitation, PersonRecord } from '../domain/team/person.ts'
import { choices, counts, flags, ids, lists, optional, records, steps, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = ids<UserId>()
const subjects = lists(choices<OrganisationId | GroupId>())

type Access = Pick<PersonRecord, 'version' | 'roleId' | 'scope' | 'invitation'>
type Origin = Pick<PersonRecord, 'madeBy'>
type Review = Pick<PersonRecord, 'reviewSince'>

export const personKind = defineRecord<PersonRecord, 'person', { id: UserId }>({
  name: 'person',
  groups: [
    {
      column: records<Omit<PersonRecord, keyof Access | keyof Origin | keyof Review>>({
        id: idColumn,
        firstName: texts,
        lastName: texts,
        email: texts,
        isEmailVerified: flags,
        role: choices(),
        ownRole: optional(choices()),
        state: choices(),
        addedAt: steps,
      }),
      missing: null,
    },
    {
      column: records<Access>({
        version: counts,
        roleId: optional(ids<RoleId>()),
        scope: optional(records<ScopeSetting>({ kind: choices(), allow: subjects, deny: subjects })),
        invitation: optional(
          records<PersonInvitation>({
            state: choices(),
            sentAt: optional(steps),
            sentCount: counts,
            expiresAt: optional(steps),
            troubleAt: optional(steps),
          }),
        ),
      }),
      missing: { version: 0, roleId: null, scope: null, invitation: null },
    },
    { column: records<Origin>({ madeBy: optional(choices()) }), missing: { madeBy: null } },
    { column: records<Review>({ reviewSince: optional(steps) }), missing: { reviewSince: null } },
  ],
  ids: idColumn,
  heads: records<{ id: UserId }>({ id: idColumn }),
  rootOf: () => '',
})

/** The people of the reader’s own organisation: here as long as the reader is signed in. */
import type { UserId } from '../domain/ids.ts'
import type { PersonRecord } from '../domain/user.ts'
import { choices, flags, ids, optional, records, steps, texts } from '../protocol/columns.ts'
import { defineRecord } from './record-kind.ts'

const idColumn = ids<UserId>()

export const personKind = defineRecord<PersonRecord, 'person', { id: UserId }>({
  name: 'person',
  groups: [
    {
      column: records<PersonRecord>({
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
  ],
  ids: idColumn,
  heads: records<{ id: UserId }>({ id: idColumn }),
  rootOf: () => '',
})

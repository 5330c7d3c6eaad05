// Colleagues on a server that stands still meanwhile: how they came isn't what is tested.
import { cryptoIds } from '#shared/domain/id-source.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { hashPassword } from '../../server/auth/password.ts'
import { openDatabase } from '../../server/database/connection.ts'
import { saveScope } from '../../server/database/repository/people/scope.ts'
import { insertUser } from '../../server/database/repository/user.ts'
import type { UserTable } from '../../server/database/schema.ts'
import { userRow } from '../contracts/user-row.ts'
import type { RunningServer } from '../support/server.ts'

export interface SeededPerson extends Partial<UserTable> {
  email: string
  password: string
  of: Exclude<OrganisationKind, 'reseller'>
  /** Sees no customer. */
  seesNone?: boolean
}

/** Of the MSP, or of the only customer that has registered. */
export async function seedPeople(server: RunningServer, people: readonly SeededPerson[]): Promise<void> {
  await server.stop()
  const { dataFolder } = server
  const opened = await openDatabase({ dataFolder, databaseUrl: null, databasePool: 1, databaseTimeoutMs: 10_000 })
  const { database } = opened
  try {
    for (const { of, password, seesNone = false, ...columns } of people) {
      const { organisation_id } = await database
        .selectFrom('user')
        .innerJoin('organisation', 'organisation.id', 'user.organisation_id')
        .select('user.organisation_id')
        .where('organisation.kind', '=', of)
        .executeTakeFirstOrThrow()
      const password_hash = await hashPassword(password)
      const row = userRow(cryptoIds, {
        organisation_id,
        role: 'admin',
        password_hash,
        email_verified_at: 1,
        ...columns,
      })
      await insertUser(database, row)
      if (seesNone) await saveScope(database, row, { kind: 'only', allow: [], deny: [] })
    }
  } finally {
    await opened.close()
    await server.start()
  }
}

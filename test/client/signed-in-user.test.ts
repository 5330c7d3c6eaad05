import { describe, expect, it } from 'vitest'
import { isSignedInUser } from '#lib/local-store/signed-in-user.ts'
import { signedInUserSchema } from '#shared/domain/user.ts'

const user = {
  id: 'AbCdEfGhIjKlMnOpQrStUA',
  email: 'mina.cho@acme.example',
  emailVerified: true,
  firstName: 'Mina',
  lastName: 'Cho',
  role: 'admin',
  locale: 'ko',
  organisationId: '1234567890',
  organisationName: 'Acme',
  organisationKind: 'msp',
}
const wrong: Record<string, unknown[]> = {
  id: ['', 'AbCdEfGhIjKlMnOpQrStUB', 7, null, undefined],
  email: [7, null],
  emailVerified: ['true', 0],
  firstName: [null],
  lastName: [undefined],
  role: [1, null],
  permissions: [['view', 1], 'view', null],
  locale: ['fr', ''],
  organisationId: ['0234567890', '123456789', 1234567890],
  organisationName: [{}],
  organisationKind: ['admin', []],
}
const values = [
  user,
  { ...user, more: 1 },
  { ...user, ownConsoles: ['knox-manage'] },
  { ...user, ownConsoles: 'knox-manage' },
  { ...user, role: 'of a later release', permissions: ['view', 'unheard-of'] },
  null,
  undefined,
  'user',
  [],
  {},
  ...Object.entries(wrong).flatMap(([key, bad]) => bad.map((value) => ({ ...user, [key]: value }))),
]

describe('who is signed in, as the device keeps it', () => {
  it('is taken exactly when the schema takes it', () => {
    expect(isSignedInUser(user)).toBe(true)
    for (const value of values)
      expect(isSignedInUser(value), JSON.stringify(value)).toBe(signedInUserSchema.safeParse(value).success)
  })

  it('has a check for each property of the schema', () => {
    // Earlier servers said nothing of permissions, and most have no consoles elsewhere.
    for (const key of Object.keys(signedInUserSchema.omit({ permissions: true, ownConsoles: true }).shape)) {
      const { [key as keyof typeof user]: _left, ...rest } = user
      expect(isSignedInUser(rest)).toBe(false)
    }
  })
})

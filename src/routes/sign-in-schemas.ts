/**
 * What the forms of a first visit are checked with, loaded while they are filled in. Null when it can't be had:
 * without a network and before the app is installed here, when nothing could be sent either.
 */
export async function loadSignInSchemas() {
  try {
    const [user, password, organisation] = await Promise.all([
      import('#shared/domain/user.ts'),
      import('#shared/domain/password.ts'),
      import('#shared/domain/organisation.ts'),
    ])
    const { emailSchema, namePartSchema } = user
    const { passwordSchema } = password
    return {
      emailSchema,
      namePartSchema,
      passwordSchema,
      companyNameSchema: organisation.companyNameSchema,
    }
  } catch {
    return null
  }
}

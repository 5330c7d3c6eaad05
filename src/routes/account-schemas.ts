/**
 * What the forms of a first visit are checked with, loaded while they are filled in. Null when it can't be had:
 * without a network and before the app is installed here, when nothing could be sent either.
 */
export async function loadAccountSchemas() {
  try {
    const [user, form] = await Promise.all([
      import('#shared/domain/user.ts'),
      import('#shared/domain/facts/customer-form.ts'),
    ])
    const { emailSchema, passwordSchema, personNameSchema } = user
    return {
      emailSchema,
      passwordSchema,
      personNameSchema,
      companyNameSchema: form.customerFormSchema.shape.companyName,
    }
  } catch {
    return null
  }
}

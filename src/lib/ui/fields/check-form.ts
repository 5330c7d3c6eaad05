import type { FieldErrors } from '#shared/domain/refusal.ts'
import { hasName } from '#shared/domain/text/person-name.ts'

interface Schema {
  safeParse(value: unknown): { success: true } | { success: false; error: { issues: { message: string }[] } }
}

/** Field → message code of the first thing wrong with it; empty when all is well. */
export function checkForm<Field extends string>(
  values: Readonly<Record<Field, string>>,
  schemas: Partial<Record<Field, Schema>>,
): FieldErrors {
  const errors: FieldErrors = {}
  for (const [field, schema] of Object.entries<Schema | undefined>(schemas)) {
    const parsed = schema?.safeParse(values[field as Field])
    if (parsed && !parsed.success) errors[field] = parsed.error.issues[0]?.message ?? 'invalid'
  }
  return errors
}

/** As {@link checkForm}, for a password that is entered twice. */
export function checkPasswordTwice(values: { password: string; confirmPassword: string }): FieldErrors {
  if (values.confirmPassword === '') return { confirmPassword: 'required' }
  return values.password === values.confirmPassword ? {} : { confirmPassword: 'passwords-differ' }
}

/** A person has a first or a last name, or both. */
export function checkName({ firstName, lastName }: { firstName: string; lastName: string }): FieldErrors {
  return hasName(firstName, lastName) ? {} : { firstName: 'name-required' }
}

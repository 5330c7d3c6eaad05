import { cleanLine } from '#shared/domain/text/clean-line.ts'

/** What people called themselves and each other: all that a stranger's hand can have put into a mail. */
const names = [
  'mspName',
  'companyName',
  'organisationName',
  'firstName',
  'lastName',
  'fullName',
  'invitedBy',
  'roleName',
  'details',
  // Of an alert, as a service called it.
  'title',
  'serviceName',
  // An MSP's own profile.
  'name',
  'address',
  'contact',
  'phone',
]

/** A name in one line, of which no mail program makes a link: its dots are such as no address has. */
function harmlessName(name: string): string {
  return cleanLine(name)
    .replace(/[a-z][a-z0-9+.-]*:\/+/gi, '')
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L}{2})/gu, '\u2024')
}

/** A stored mail's data as its template may use it. */
export function readMailData(stored: string): unknown {
  return JSON.parse(stored, (key, value: unknown) =>
    typeof value === 'string' && names.includes(key) ? harmlessName(value) : value,
  )
}

import { cleanLine } from './clean-line.ts'

/** Some people have only one of the two names; nobody has neither. */
export function hasName(firstName: string, lastName: string): boolean {
  return cleanLine(`${firstName}${lastName}`) !== ''
}

/** Both names as they are read, or the one there is. */
export function fullName(firstName: string, lastName: string): string {
  return [firstName, lastName].filter(Boolean).join(' ')
}

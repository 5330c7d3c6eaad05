/**
 * Words by code. Servers and other tablets may be newer than this build and use codes it doesn't know: those get a sentence
 * of their own, never a blank and never an error.
 */
export function knownWords<Code extends string>(words: Record<Code, () => string>, fallback: () => string) {
  return (code: string): string => (Object.hasOwn(words, code) ? words[code as Code] : fallback)()
}

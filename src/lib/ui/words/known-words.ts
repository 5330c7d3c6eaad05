/**
 * Words by code. Servers and other tablets may be newer than this build and use codes it doesn't know: those get a sentence
 * of their own, never a blank and never an error.
 */
export function knownWords<Code extends string>(
  words: Readonly<Record<Code | 'unknown', () => string>>,
): (code: string) => string {
  return (code) => (Object.hasOwn(words, code) ? words[code as Code] : words.unknown)()
}

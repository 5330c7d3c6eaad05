import { z } from 'zod'

/** One spelling of the same letters, whatever keyboard typed them: é comes as one sign or as two. */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC')
}

/** What the lists of leaked passwords are made of, ten letters and more: the words they repeat, join and decorate. */
const commonWords = new Set(
  `password passwort passwd passw pass kennwort geheim secret login logon letmein welcome willkommen hallo hello admin
administrator root user guest test testing demo default changeme change master system server windows microsoft google
apple samsung galaxy android iphone computer internet knox tandem manager company office work monday friday summer sommer
winter spring autumn fall january february april august september october november december frühling herbst montag
iloveyou ilove you love lovely lover loveme baby babygirl angel princess prinzessin sunshine sonnenschein shadow dragon
monkey tiger football fussball soccer baseball basketball hockey superman batman spiderman pokemon starwars chocolate
schokolade cookie banana cheese butterfly flower rainbow diamond silver golden purple orange yellow freedom forever
whatever trustno one nothing something everything jesus christ heaven blessed money million cash michael jordan jennifer
jessica ashley daniel thomas robert charlie matthew andrew joshua nicole michelle anthony william elizabeth alexander
victoria stephanie samantha schatz liebe ichliebedich deutschland berlin hamburg münchen korea seoul england america
london liverpool chelsea arsenal barcelona juventus qwerty qwertz azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm yxcvbnm
qwert asdfg zxcvb qwer zxcv abc abcd abcde abcdef mypassword my the is god good bad fuck fuckyou shit bitch sexy
killer hunter ranger soldier warrior mustang ferrari porsche mercedes yamaha harley corvette maverick phoenix thunder
lightning internet wireless access private security secure secured strong temp temporary new old qlalfqjsgh dkssud
dkssudgktpdy tkfkdgo 비밀번호 암호 사랑해 안녕하세요 대한민국`
    .split(/\s+/)
    .map((word) => foldWord(word)),
)

/** Rows and runs that fingers slide along. */
const runs = [
  '01234567890123456789',
  '09876543210987654321',
  'abcdefghijklmnopqrstuvwxyz',
  'zyxwvutsrqponmlkjihgfedcba',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'poiuytrewqlkjhgfdsamnbvcxz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'a1b2c3d4e5f6g7h8i9j0',
  '123qweasdzxc',
  'qweasdzxc123',
]

const lookAlikes: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/** Without case, marks and blanks. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\s]/gu, '')
    .toLowerCase()
    .normalize('NFC')
}

function foldWord(word: string): string {
  return fold(word).replace(/[^\p{L}]/gu, '')
}

/** `abcabcabc`, `1111111111`, `passwordpass`. */
function isRepetition(text: string): boolean {
  for (let size = 1; size * 2 <= text.length; size++)
    if (
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .startsWith(text)
    )
      return true
  return false
}

/** Nothing but pieces of runs, each of three signs or more but for what is left at the end. */
function isRun(text: string): boolean {
  let rest = text
  while (rest !== '') {
    let length = rest.length
    while (length >= 3 && !runs.some((run) => run.includes(rest.slice(0, length)))) length--
    if (length < 3) return rest !== text && rest.length < 3
    rest = rest.slice(length)
  }
  return true
}

/** Whether it falls apart into at most so many of these words. */
function isMadeOf(text: string, words: ReadonlySet<string>, atMost: number): boolean {
  if (text === '') return true
  if (atMost === 0) return false
  for (let end = 1; end <= text.length; end++)
    if (words.has(text.slice(0, end)) && isMadeOf(text.slice(end), words, atMost - 1)) return true
  return false
}

/**
 * Whether lists of common passwords, or somebody who knows these facts about the person, would try it early: words that
 * everybody takes, alone or in threes, with digits and signs around them; runs on the keyboard; one thing again and again.
 */
export function isGuessable(password: string, about: readonly string[] = []): boolean {
  const folded = fold(password)
  const bare = folded.replace(/[^\p{L}\p{N}]/gu, '')
  if (isRepetition(folded) || isRepetition(bare) || isRun(bare)) return true
  const own = about.flatMap((fact) => [fact, ...fact.split(/[\s@.,-]+/)]).map(foldWord)
  const words = new Set([...commonWords, ...own.filter((word) => word.length > 2)])
  const asTyped = foldWord(folded)
  const readThrough = foldWord([...folded].map((sign) => lookAlikes[sign] ?? sign).join(''))
  // Digits and signs at the ends are decoration, whatever they could be read as.
  const undecorated = foldWord(
    [...folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')].map((sign) => lookAlikes[sign] ?? sign).join(''),
  )
  const digits = bare.replace(/\P{N}/gu, '')
  const isDecorated = (text: string) => text.length * 2 >= bare.length || isRepetition(digits) || isRun(digits)
  return [asTyped, readThrough, undecorated].some((text) => isDecorated(text) && isMadeOf(text, words, 3))
}

/** At least 10 characters and not a common one: that protects, composition rules only annoy (NIST SP 800-63B). */
export const passwordSchema = z
  .string()
  .max(200, 'too-long')
  .refine((password) => [...normalisePassword(password)].length >= 10, 'password-short')
  .refine((password) => !isGuessable(password), 'password-common')

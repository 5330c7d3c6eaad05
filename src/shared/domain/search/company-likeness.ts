/** What tells that two companies may be one (M29): their names without legal forms, mail domains, phones, websites. Pure. */
import { websiteHost } from '../text/website-address.ts'
import { fold, spellingBreak } from './fold.ts'

/** In what two companies can be alike. */
export type Likeness = 'companyName' | 'website' | 'phone' | 'workEmail' | 'mailDomain' | 'contactPhone'

/** Words of a name that say what kind of company it is, and those between two names. */
const legalForms = new Set(
  [
    'gmbh mbh ag kg kgaa ohg ug gbr ev eg ek se co cie und and et haftungsbeschrankt',
    'inc incorporated ltd limited llc llp lp plc corp corporation company pty pvt',
    'sa sas sarl srl spa snc sl slu bv nv vof oy oyj ab as asa aps kft zrt sro doo spzoo lda ltda',
    '주식회사 유한회사 주 유 株 有',
  ]
    .flatMap((forms) => forms.split(' '))
    .map(fold),
)
/** Written without a blank before or behind the name. */
const attached = new RegExp(['주식회사', '유한회사', '株式会社', '有限会社', '有限公司'].map(fold).join('|'), 'g')

/** `folded` as {@link fold} or the list have it: `muller & sohne g.m.b.h.` → `mullersohne`. Empty only where nothing is named. */
export function companyKey(folded: string): string {
  const words = folded
    .replace(attached, ' ')
    .replace(/(?<=\p{L})\.(?=\p{L})/gu, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '')
  const own = words.filter((word) => !legalForms.has(word))
  return (own.length > 0 ? own : words).join('')
}

/** The keys of a name in both its spellings, as {@link foldBoth} has them. */
export function companyKeys(foldedBoth: string): string[] {
  return [...new Set(foldedBoth.split(spellingBreak).map(companyKey))].filter((key) => key !== '')
}

const lettersForOneSlip = 5
const lettersForTwoSlips = 12

/** Equal but for a slip or two of the keyboard; numbers must be the same, for branches have them. */
export function isNearlySame(left: string, right: string): boolean {
  if (left === right) return true
  const shorter = Math.min(left.length, right.length)
  const slips = shorter < lettersForOneSlip ? 0 : shorter < lettersForTwoSlips ? 1 : 2
  if (Math.abs(left.length - right.length) > slips || slips === 0) return false
  if (left.replace(/\P{N}/gu, '') !== right.replace(/\P{N}/gu, '')) return false
  return slipsBetween(left, right, slips) <= slips
}

/** Letters too many, too few, others, or two changed round; what is more than `most` is not counted on. */
function slipsBetween(left: string, right: string, most: number): number {
  let before: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const next = [row]
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1]
      let slips = Math.min(last[column - 1]! + (isSame ? 0 : 1), last[column]! + 1, next[column - 1]! + 1)
      const isRound =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (isRound) slips = Math.min(slips, before[column - 2]! + 1)
      next.push(slips)
    }
    if (Math.min(...next) > most) return most + 1
    before = last
    last = next
  }
  return last[right.length]!
}

/** Country code and trunk zero may be there or not: so many digits from the end are the same number. */
const tailDigits = 8
const fewestDigits = 6

/** What of a phone number is compared; null of one that is too short to tell. `digits`: nothing else. */
export function phoneTail(digits: string): string | null {
  const number = digits.replace(/^0+/, '')
  return number.length < fewestDigits ? null : number.slice(-tailDigits)
}

export function isSamePhone(tail: string, digits: string): boolean {
  const other = phoneTail(digits)
  return other !== null && (other.endsWith(tail) || tail.endsWith(other))
}

/** Where everybody has pages: the same host says nothing. */
const sharedHosts = new Set(
  'facebook.com linkedin.com instagram.com x.com twitter.com youtube.com tiktok.com xing.com blog.naver.com sites.google.com linktr.ee'.split(
    ' ',
  ),
)

/** The host of a company's website; empty where there is none, or it is shared by many. */
export function companyHost(website: string): string {
  const host = websiteHost(website)
  return sharedHosts.has(host) ? '' : host
}

/** Under any ending. */
const freeMail =
  /^(?:gmail|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|live|msn|icloud|aol|gmx|t-online|freenet|arcor|protonmail|proton|tutanota|posteo|mailbox|fastmail|zoho|yandex|naver|daum|hanmail|nate|kakao|qq|orange|wanadoo|laposte|libero|virgilio|comcast|verizon|btinternet|bluewin)\.[a-z]{2,}(?:\.[a-z]{2,})?$/
const freeDomains = new Set(
  'web.de me.com mac.com mail.com mail.de email.de online.de free.fr sfr.fr mail.ru 163.com 126.com'.split(' '),
)

/** The domain of an address; empty where anybody gets one there. */
export function companyMailDomain(email: string): string {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return !email.includes('@') || !domain.includes('.') || freeMail.test(domain) || freeDomains.has(domain) ? '' : domain
}

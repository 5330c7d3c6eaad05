/** What a browser shows of who has signed in on it: an id, and for each person a mark that only this server can make. */
import { createHmac } from 'node:crypto'
import { createToken, sameSecret } from './token.ts'

/** A tablet that many people share. */
const marksAtMost = 8

function markOf(key: Uint8Array, device: string, email: string): string {
  return createHmac('sha256', key).update(`device:${device}:${email}`).digest('base64url').slice(0, 22)
}

/** The device's id when it shows that this person has signed in on it; otherwise null. */
export function findKnownDevice(key: Uint8Array, shown: string | undefined, email: string): string | null {
  const [device, ...marks] = (shown ?? '').split('.')
  const mark = markOf(key, device!, email)
  return marks.some((each) => sameSecret(each, mark)) ? device! : null
}

/** What the browser is to show from now on: the same, and that this person has signed in on it too. */
export function withSignIn(key: Uint8Array, shown: string | undefined, email: string): string {
  const [known = '', ...marks] = (shown ?? '').split('.')
  const device = /^[\w-]{22}$/.test(known) ? known : createToken().slice(0, 22)
  const mark = markOf(key, device, email)
  return [device, mark, ...marks.filter((each) => each !== mark)].slice(0, 1 + marksAtMost).join('.')
}

// A service's own console, as its makers read what server/README.md says: whether a link to it is good, and whom it is about.
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface ConsoleVisit {
  customer: string
  service: string
  /** Where its `Return` leads. */
  return: string
}

/** Null for a link that somebody else signed, changed or kept for too long. */
export function readConsoleLink(url: URL, secret: string, now: number): ConsoleVisit | null {
  const [signed, signature = ''] = url.search.slice(1).split('&signature=')
  const good = createHmac('sha256', secret).update(signed!).digest()
  const given = Buffer.from(signature, 'hex')
  if (given.length !== good.length || !timingSafeEqual(given, good)) return null
  const said = url.searchParams
  if (Number(said.get('expires')) * 1000 < now) return null
  return { customer: said.get('customer')!, service: said.get('service')!, return: said.get('return')! }
}

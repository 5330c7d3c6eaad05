/**
 * Where somebody was when they opened a service's console, for coming back to just there (M12). It is kept by the tab, so that
 * it outlives a reload of the console and a console at another address; other tabs have none and lead to the customer.
 */
import type { ListPoint } from '#lib/ui/table/list-point.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { listPlace } from '../customers/list-place.ts'

export interface ConsolePlace {
  /** Whose: whoever signs in at the same tab comes to no place of theirs. */
  userId: UserId
  /** The console's path, and whose it is. */
  console: string
  customerId: string
  /** Path and query that were left. */
  href: string
  /** Of the list of customers. */
  list: ListPoint
  /** Of what else scrolls there, by name, px. */
  scrolled: Record<string, number>
  /** Nobody has come back yet. */
  isAway: boolean
}

const key = 'tandem.console-place'
const scrollers = '[data-keeps-scroll]'
export function readConsolePlace(userId: UserId | undefined): ConsolePlace | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as ConsolePlace | null
    if (kept && userId && kept.userId !== userId) sessionStorage.removeItem(key)
    return kept?.userId === userId ? kept : null
  } catch {
    return null
  }
}

/** The place, where it is this page that somebody left and nobody has come back to. */
export function findConsolePlace(userId: UserId | undefined, url: URL): ConsolePlace | null {
  const place = readConsolePlace(userId)
  return place?.isAway && place.href === url.pathname + url.search + url.hash ? place : null
}

function write(place: ConsolePlace): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(place))
  } catch {
    // Full or switched off: the console leads to the customer.
  }
}

export function keepConsolePlace({
  userId,
  console,
  customerId,
}: Pick<ConsolePlace, 'userId' | 'console' | 'customerId'>): void {
  const scrolled: Record<string, number> = {}
  for (const element of document.querySelectorAll<HTMLElement>(scrollers))
    scrolled[element.dataset['keepsScroll'] ?? ''] = element.scrollTop
  // Not the router's: what was just typed into a search stands in the address before it knows.
  const { pathname, search, hash } = location
  write({ userId, console, customerId, href: pathname + search + hash, list: listPlace.ask(), scrolled, isAway: true })
}

export function noteBack(place: ConsolePlace): void {
  if (place.isAway) write({ ...place, isAway: false })
}

/** So long the page may take to show what was there, ms. */
const waitsAtMostMs = 3000

/** Scrolls what scrolled to where it was and gives the focus back to the link, once both are there; never under somebody's hands. */
export function restoreConsolePlace(place: ConsolePlace): void {
  const given = new AbortController()
  for (const event of ['pointerdown', 'keydown', 'wheel'])
    addEventListener(event, () => given.abort(), { signal: given.signal, passive: true })
  const end = performance.now() + waitsAtMostMs
  const awaited = new Map(Object.entries(place.scrolled).filter(([, top]) => top > 0))
  const step = () => {
    if (given.signal.aborted) return
    for (const [name, top] of awaited) {
      const element = document.querySelector<HTMLElement>(`[data-keeps-scroll="${CSS.escape(name)}"]`)
      if (!element) continue
      element.scrollTop = top
      if (Math.abs(element.scrollTop - top) < 1) awaited.delete(name)
    }
    const linkTo = `a[href="${CSS.escape(place.console)}"]`
    // The row shows it, too, and an open panel is in front of it.
    const link =
      document.querySelector<HTMLElement>(`[data-panel] ${linkTo}`) ?? document.querySelector<HTMLElement>(linkTo)
    if (awaited.size === 0 && link) {
      link.focus({ preventScroll: true })
      given.abort()
    } else if (performance.now() < end) requestAnimationFrame(step)
    else given.abort()
  }
  requestAnimationFrame(step)
}

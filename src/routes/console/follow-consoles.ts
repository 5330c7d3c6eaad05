import { afterNavigate, beforeNavigate } from '$app/navigation'
import type { SignedInUser } from '#shared/domain/user.ts'
import { keepConsolePlace, noteBack, readConsolePlace, restoreConsolePlace } from './console-place.ts'

const consoles: ReadonlySet<string | null> = new Set([
  '/customers/[id]/services/[service]',
  '/services/[service]',
  '/console/return/[id]',
  // Their settings.
  '/customers/[id]/alerts',
  '/settings/alerts',
])

/** Call while the layout around all pages is made: it keeps where a console was opened, and brings people back there (M12). `known`: who is signed in. */
export function followConsoles(known: Promise<void>, user: () => SignedInUser | null): void {
  beforeNavigate(({ from, to, type }) => {
    const signedIn = user()
    if (!signedIn || !to || !consoles.has(to.route.id) || consoles.has(from?.route.id ?? null)) return
    // Back from a page that was opened out of the console: the place is still the one before it.
    if (type === 'popstate' && readConsolePlace(signedIn.id)?.console === to.url.pathname) return
    keepConsolePlace({
      userId: signedIn.id,
      console: to.url.pathname,
      customerId: to.params?.['id'] ?? signedIn.organisationId,
    })
  })
  afterNavigate(({ from, to }) => {
    if (!to || consoles.has(to.route.id)) return
    const isBack = consoles.has(from?.route.id ?? null)
    void known.then(() => {
      const place = readConsolePlace(user()?.id)
      if (!place) return
      const { pathname, search, hash } = to.url
      if ((isBack || place.isAway) && pathname + search + hash === place.href) restoreConsolePlace(place)
      noteBack(place)
    })
  })
}

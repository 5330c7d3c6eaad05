/** Where to go after signing in: a path of this app, never another site's address. */
export function nextPath(next: string | null, origin: string): string | null {
  if (!next?.startsWith('/')) return null
  try {
    const url = new URL(next, origin)
    const path = url.pathname + url.search + url.hash
    // Once the dots are gone, what is left may begin like another site's address: `/x/..//evil.example`.
    const isOurs = url.origin === origin && new URL(path, origin).href === url.href
    return isOurs && url.pathname !== '/sign-in' ? path : null
  } catch {
    return null
  }
}

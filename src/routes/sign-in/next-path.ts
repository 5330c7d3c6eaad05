/** Where to go after signing in: a path of this app, never another site's address. */
export function nextPath(next: string | null, origin: string): string | null {
  if (!next?.startsWith('/')) return null
  try {
    const url = new URL(next, origin)
    return url.origin === origin && url.pathname !== '/sign-in' ? url.pathname + url.search + url.hash : null
  } catch {
    return null
  }
}

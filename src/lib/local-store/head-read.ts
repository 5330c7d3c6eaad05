/** What the script in the page's head (`app.html`) read before any code of the app was here. */

/** Older than this it is read again, ms: another tab may have signed out meanwhile. */
const lastsMs = 10_000

/** Handed out once; undefined when it didn't come, or is old. */
export async function takeHeadRead(what: 'user' | 'rows'): Promise<unknown> {
  const head = globalThis.tandemHeadRead
  const asked = head?.[what]
  delete head?.[what]
  return head && performance.now() - head.at < lastsMs ? asked : undefined
}

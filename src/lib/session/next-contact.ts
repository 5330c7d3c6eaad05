/** How soon to try again to tell the server of a sign-out, ms; a network that comes back is tried at once. */
const tellAgainMs = 15_000

/** Resolves when the network comes back, or after a while: browsers don't always say. */
export async function nextContact(): Promise<void> {
  await new Promise<void>((resolve) => {
    const go = () => {
      clearTimeout(timer)
      removeEventListener('online', go)
      resolve()
    }
    const timer = setTimeout(go, tellAgainMs)
    addEventListener('online', go)
  })
}

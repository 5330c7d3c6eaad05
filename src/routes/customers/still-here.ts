import { beforeNavigate } from '$app/navigation'

/**
 * Call while the page is made; call the result when work begins, and what that returns when it is done. It says whether the
 * person is still here: who has gone elsewhere while something was being stored is not taken away from there.
 */
export function watchDepartures(): () => () => boolean {
  let departures = 0
  beforeNavigate(() => {
    departures += 1
  })
  return () => {
    const before = departures
    return () => departures === before
  }
}

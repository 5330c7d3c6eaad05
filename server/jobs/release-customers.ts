/** Every few seconds: what an operator announced, and nobody stopped, happens when its time has come (C8). */
import { listDueReleases } from '../database/repository/customer/customer-release.ts'
import { releaseCustomer } from '../decisions/release/release-customer.ts'
import { errorFacts } from '../log.ts'
import type { Services } from '../services.ts'

const everyMs = 5 * 1000

export async function releaseDueCustomers(services: Services): Promise<void> {
  for (const { id } of await listDueReleases(services.database, services.clock.now())) {
    await releaseCustomer(services, id).catch((error: unknown) =>
      // The others don't wait for it.
      services.log.error({ release: id, ...errorFacts(error) }, 'a customer could not be released'),
    )
  }
}

/** Returns the function that ends it. */
export function startReleasing(services: Services): () => Promise<void> {
  let running: Promise<void> | null = null
  const run = () => {
    running ??= releaseDueCustomers(services)
      .catch((error: unknown) => services.log.error(errorFacts(error), 'releases stopped short'))
      .finally(() => (running = null))
  }
  const timer = setInterval(run, everyMs)
  return async () => {
    clearInterval(timer)
    await running
  }
}

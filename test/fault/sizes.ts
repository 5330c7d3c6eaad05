/** How large the fault tests are: the issue's own sizes, and the environment variables that change them. */
import { firstSeeds } from '../support/seeds.ts'

function size(name: string, asked: number): number {
  const given = Number(process.env[name] ?? asked)
  if (!Number.isInteger(given) || given < 1) throw new Error(`${name} must be a whole number of at least 1`)
  return given
}

export const sizes = {
  /** Devices in one history. */
  clients: size('TANDEM_FAULT_CLIENTS', 50),
  /** Steps of one history, each of one device or of the server. */
  steps: size('TANDEM_FAULT_STEPS', 2000),
  seeds: size('TANDEM_FAULT_SEEDS', 100),
  /** What a device made in 30 days without a connection. */
  outboxItems: size('TANDEM_FAULT_ITEMS', 10_000),
}

/** Every seed, or those that `TANDEM_SEED` names. */
export function chosenSeeds(count = sizes.seeds): number[] {
  return firstSeeds(count)
}

/** Runs one seed; what fails says how to repeat it. */
export async function underSeed<Result>(seed: number, run: (seed: number) => Promise<Result>): Promise<Result> {
  try {
    return await run(seed)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`seed ${seed} (TANDEM_SEED=${seed} repeats it): ${reason}`, { cause: error })
  }
}

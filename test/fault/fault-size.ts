/** How much a fault test does and with which seed: both from the environment, both said before anything happens. */
export function sizeOf(name: string, otherwise: number): number {
  const given = process.env[`TANDEM_${name}`]
  if (given === undefined || given === '') return otherwise
  const size = Number(given)
  if (!Number.isInteger(size) || size < 1) throw new Error(`TANDEM_${name} must be a whole number of at least 1`)
  return size
}

/** TANDEM_SEED, otherwise a new one at every run. */
export const seed = sizeOf('SEED', 1 + Math.floor(Math.random() * 0x7fffffff))

/** Figures and seeds are part of the result, so they go where a person reads them, whatever the reporter. */
export function say(line: string): void {
  process.stderr.write(`  ${line}\n`)
}

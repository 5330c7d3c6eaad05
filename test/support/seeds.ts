/** The seeds that `TANDEM_SEED=7,12` names, otherwise the first `count`. */
export function firstSeeds(count: number): number[] {
  const named = process.env['TANDEM_SEED']
  if (named) return named.split(',').map(Number)
  return Array.from({ length: count }, (_, index) => index + 1)
}

/**
 * The seeds of random histories, one a test: 20 in `npm test`, 60 in CI, 200 by `npm run test:seeds`. What costs more a seed
 * takes a `part` of them.
 */
export function seeds(part = 1): number[] {
  return firstSeeds(Math.max(1, Math.round(Number(process.env['TANDEM_SEEDS'] ?? 20) * part)))
}

/**
 * The seeds of random histories, one a test: 20 in `npm test`, 60 in CI, 200 by `npm run test:seeds`, or those that
 * `TANDEM_SEED=7,12` names. What costs more a seed takes a `part` of them.
 */
export function seeds(part = 1): number[] {
  const named = process.env['TANDEM_SEED']
  if (named) return named.split(',').map(Number)
  const count = Math.max(1, Math.round(Number(process.env['TANDEM_SEEDS'] ?? 20) * part))
  return Array.from({ length: count }, (_, index) => index + 1)
}

/** Structured logs on standard error, without personal data: what failed and where, never the values. */
import { pino } from 'pino'

export interface Log {
  info(facts: Record<string, unknown>, message: string): void
  warn(facts: Record<string, unknown>, message: string): void
  error(facts: Record<string, unknown>, message: string): void
}

export function createLog(): Log {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }))
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** An error's kind and place. Its message stays out: databases and mail servers quote names and addresses in theirs. */
export function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    error: error.name,
    code: (error as { code?: unknown }).code,
    at: places.slice(0, 8).map((line) => line.trim()),
  }
}

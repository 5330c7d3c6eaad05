/** Structured logs on standard error, without personal data: what failed and where, never the values. */
import { pino } from 'pino'
import type { AuditEvent } from '#shared/domain/audit-entry.ts'

/** What somebody may ask later who got in and who tried to: what organisations' audit logs tell, and what is nobody's. */
export type SecurityEvent = AuditEvent | 'session-replaced' | 'sign-up-asked' | 'link-misused' | 'operator-key-wrong'

export interface Log {
  /** Facts are ids and codes, never a name or an address. */
  security(event: SecurityEvent, facts: Record<string, unknown>): void
  info(facts: Record<string, unknown>, message: string): void
  warn(facts: Record<string, unknown>, message: string): void
  error(facts: Record<string, unknown>, message: string): void
}

export function createLog(): Log {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }))
  return {
    security: (event, facts) => log.info({ security: event, ...facts }, 'security'),
    info: (facts, message) => log.info(facts, message),
    warn: (facts, message) => log.warn(facts, message),
    error: (facts, message) => log.error(facts, message),
  }
}

export const silentLog: Log = { security: () => {}, info: () => {}, warn: () => {}, error: () => {} }

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

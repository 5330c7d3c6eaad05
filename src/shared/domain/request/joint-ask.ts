/** That a fully managed company asks its MSP for joint management (C8). */
export interface JointAsk {
  /** ms */
  askedAt: number
  /** When it was last asked again, ms. */
  remindedAt: number | null
}

/** Asking again waits so long, whoever of the company asked last. */
export const jointAskPauseMs = 7 * 24 * 60 * 60 * 1000

/** From when on it may be asked (again), by the server's clock, ms. */
export function jointAskableAt(ask: JointAsk | null): number {
  return ask === null ? 0 : (ask.remindedAt ?? ask.askedAt) + jointAskPauseMs
}

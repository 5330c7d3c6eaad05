/** For so long its link can be used once it is due, ms. */
export const appointmentLifetimeMs = 168 * 60 * 60 * 1000

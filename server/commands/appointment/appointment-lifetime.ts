/** For so long its link can be used once it is due, ms. */
export const appointmentLifetimeMs = 168 * 60 * 60 * 1000
/** What an operator announces happens so much later, ms: until then it can be stopped. */
export const announcedForMs = 72 * 60 * 60 * 1000

import { tell, type Reply } from './ask-server.ts'

/** Whoever the mail's link is for wants a customer's alerts (S2). */
export const confirmAlertAddress = (link: string): Promise<Reply> =>
  tell('POST', '/api/alert-address/confirm', { link })

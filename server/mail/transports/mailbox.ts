import type { MailTransport } from './transport.ts'

/** Without SMTP nothing leaves: the words stay in the mail's row and `/mailbox` shows them. */
export const capturingTransport: MailTransport = { captures: true, send: async () => {}, close: () => {} }

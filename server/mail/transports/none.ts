import { DeliveryFailure, type MailTransport } from './transport.ts'

/** Nobody takes mail and nobody may read it here: it waits for a mail server. */
export const noTransport: MailTransport = {
  captures: false,
  send: async () => {
    throw new DeliveryFailure('no mail server is set', false)
  },
  close: () => {},
}

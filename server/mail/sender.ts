import type { OrganisationId } from '#shared/domain/ids.ts'

/** The MSP in whose name a mail goes to its customer, as it was at the decision; its logo is that of the day it is handed over. */
export interface Sender {
  mspId: OrganisationId
  name: string
  address: string
  contact: string
  phone: string
  replyAddress: string
}

/** Its logo in base64, once it has been looked up. */
export interface ShownSender {
  name: string
  lines: string[]
  logo: string
}

export function shownSender(sender: Sender | undefined, logo: string): ShownSender | undefined {
  if (!sender) return undefined
  const { name, address, contact, phone, replyAddress } = sender
  const reached = [contact, phone, replyAddress].filter((part) => part !== '').join(' · ')
  return { name, lines: [address, reached].filter((line) => line !== ''), logo }
}

import type { OrganisationId } from '../ids.ts'

/** How an MSP shows itself to its customers: on their account page and in mails (M26). */
export type MspProfileForm = {
  name: string
  /** As it is written on a letter; may be empty. */
  address: string
  /** Whom customers ask for: a name or a department. */
  contact: string
  phone: string
  /** Where answers to mails go, and whom an invitation names for questions; empty: nowhere. */
  replyAddress: string
  /** A PNG in base64; empty: none. */
  logo: string
}

export type MspProfileRecord = MspProfileForm & {
  id: OrganisationId
  /** Counts what was decided about it. */
  version: number
}

/** Bytes of the PNG. It goes along with every mail. */
export const logoSizeLimit = 24 * 1024
/** Pixels; twice what mails show. */
export const logoWidth = 400
export const logoHeight = 112

export const emptyMspProfile: Readonly<MspProfileForm> = {
  name: '',
  address: '',
  contact: '',
  phone: '',
  replyAddress: '',
  logo: '',
}

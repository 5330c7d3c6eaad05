import { cleanLine } from '#shared/domain/text/clean-line.ts'

/** What each kind of mail is filled with. Copied at the decision (DOC8): later edits don't change a mail on its way. */
export interface InvitationData {
  /** Its token is derived when the mail is handed over, so no working link waits in the queue. */
  linkId: string
  mspName: string
  companyName: string
  firstName: string
  services: string[]
  /** Where an answer to the mail goes: the MSP. */
  replyTo: string
}

export interface DelinkData {
  mspName: string
  companyName: string
  customerId: string
  /** Whose request it is. */
  requestedBy: 'msp' | 'customer'
  /** On which side the reader stands. */
  reader: 'msp' | 'customer'
  /** Who did it as the reader may see them: masked across organisations. */
  person: string
}

export interface MailData {
  invitation: InvitationData
  'invitation-reminder': InvitationData & { expiresAt: number }
  'delink-request': DelinkData
  'delink-reminder': DelinkData
  'delink-accepted': DelinkData
  'delink-rejected': DelinkData
  'delink-withdrawn': DelinkData
  'verify-email': { linkId: string; firstName: string; organisationName: string }
  'customer-registered': {
    companyName: string
    mspName: string
    firstName: string
    lastName: string
    email: string
    customerId: string
  }
  'invitation-declined': { companyName: string; mspName: string; email: string; customerId: string }
}

export type MailKind = keyof MailData

/** What people called themselves and each other: all that a stranger's hand can have put into a mail. */
const names = ['mspName', 'companyName', 'organisationName', 'firstName', 'lastName']

/** A name in one line, of which no mail program makes a link: its dots are such as no address has. */
function harmlessName(name: string): string {
  return cleanLine(name)
    .replace(/[a-z][a-z0-9+.-]*:\/+/gi, '')
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L}{2})/gu, '\u2024')
}

/** A stored mail's data as its template may use it. */
export function readMailData(stored: string): unknown {
  return JSON.parse(stored, (key, value: unknown) =>
    typeof value === 'string' && names.includes(key) ? harmlessName(value) : value,
  )
}

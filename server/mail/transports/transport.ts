import type { RenderedMail } from '../layout.ts'

export interface OutgoingMail extends RenderedMail {
  to: string
  replyTo: string | null
  /** The same at every attempt, so that a receiving server can drop a repeat. */
  messageId: string
}

/** Thrown when a mail wasn't taken. `permanent`: the server says that trying again won't help. */
export class DeliveryFailure extends Error {
  readonly permanent: boolean
  constructor(message: string, permanent: boolean) {
    super(message)
    this.permanent = permanent
  }
}

export interface MailTransport {
  /** Whether the mailbox page shows what was handed over, so that its words are kept. */
  readonly captures: boolean
  /** Resolves once a mail server has taken it. Throws DeliveryFailure. */
  send(mail: OutgoingMail): Promise<void>
  close(): void
}

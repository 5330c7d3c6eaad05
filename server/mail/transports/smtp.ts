import { createTransport } from 'nodemailer'
import { DeliveryFailure, type MailTransport } from './transport.ts'

interface SmtpError {
  responseCode?: number
  response?: string
  code?: string
  /** What it answered. */
  command?: string
}

/** A refused sign-in, sender or encryption is our own trouble: mended, the mail leaves. */
function isAboutTheMail({ command }: SmtpError): boolean {
  return command === 'RCPT TO' || command === 'DATA'
}

/** What an operator may read: the server's answer or the kind of trouble, in one short line. */
function describe(error: SmtpError): string {
  return (error.response ?? error.code ?? 'not taken').replace(/\s+/g, ' ').slice(0, 300)
}

function connect(url: string, mustEncrypt: boolean) {
  return createTransport({
    url,
    requireTLS: mustEncrypt,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 30_000,
    dnsTimeout: 15_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** Whether the mail server lets us in, without a mail. Throws DeliveryFailure. */
export async function verifySmtp(url: string, { mustEncrypt }: { mustEncrypt: boolean }): Promise<void> {
  const transport = connect(url, mustEncrypt)
  try {
    await transport.verify()
  } catch (error) {
    throw new DeliveryFailure(describe(error as SmtpError), false)
  } finally {
    transport.close()
  }
}

/** `mustEncrypt`: a server that offers no encryption gets no mail; it waits. */
export function smtpTransport(url: string, from: string, { mustEncrypt = false } = {}): MailTransport {
  const transport = connect(url, mustEncrypt)
  return {
    captures: false,
    async send(mail) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: mail.to },
          replyTo: mail.replyTo ?? undefined,
          messageId: mail.messageId,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          ...(mail.logo !== '' && {
            attachments: [{ cid: 'logo', filename: 'logo.png', content: mail.logo, encoding: 'base64' }],
          }),
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
      } catch (error) {
        const failure = error as SmtpError
        const { responseCode: status = 0 } = failure
        throw new DeliveryFailure(describe(failure), status >= 500 && status < 600 && isAboutTheMail(failure))
      }
    },
    close: () => transport.close(),
  }
}

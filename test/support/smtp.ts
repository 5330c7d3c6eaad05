// A real SMTP server on a free port. What arrives is parsed as a mail client would parse it.
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export type CapturedMail = {
  /** Envelope recipients, lower case. */
  recipients: string[]
  sender: string
  /** Subject, text, html, headers and attachments. */
  message: Email
}

type Waiting = { to: string; take: (mail: CapturedMail) => void }

export class CapturingSmtp {
  readonly #server: SMTPServer
  readonly #mails: CapturedMail[] = []
  /** Mails `nextMail` has not handed out yet. */
  readonly #unread = new Set<CapturedMail>()
  #waiting: Waiting[] = []
  #refusalsLeft: number
  #refusalsForGood = false
  readonly #refusedMails: CapturedMail[] = []

  private constructor(refuseFirst: number) {
    this.#refusalsLeft = refuseFirst
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onAuth: (_auth, _session, done) => done(null, { user: 'test' }),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          const isRefused = this.#refusalsLeft > 0
          if (isRefused) this.#refusalsLeft -= 1
          const { mailFrom, rcptTo } = session.envelope
          PostalMime.parse(Buffer.concat(chunks)).then((message) => {
            const mail = {
              recipients: rcptTo.map(({ address }) => address.toLowerCase()),
              sender: mailFrom ? mailFrom.address : '',
              message,
            }
            if (isRefused) {
              this.#refusedMails.push(mail)
              // 451: try again later, the answer a busy or greylisting server gives.
              const [words, responseCode] = this.#refusalsForGood ? ['No such user', 550] : ['Try again later', 451]
              done(Object.assign(new Error(words as string), { responseCode }))
              return
            }
            this.#receive(mail)
            done()
          }, done)
        })
      },
    })
  }

  /** @param options.refuseFirst answer that many messages with 451 before taking any */
  static async start(options: { refuseFirst?: number; port?: number } = {}): Promise<CapturingSmtp> {
    const smtp = new CapturingSmtp(options.refuseFirst ?? 0)
    await new Promise<void>((resolve, reject) => {
      smtp.#server.once('error', reject)
      smtp.#server.listen(options.port ?? 0, '127.0.0.1', () => {
        // Peers that hang up are part of the tests, not a reason to end the process.
        smtp.#server.off('error', reject).on('error', () => {})
        resolve()
      })
    })
    return smtp
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port
  }

  /** For a transport that takes a URL. */
  get url(): string {
    return `smtp://127.0.0.1:${this.port}`
  }

  /** All mail taken so far, oldest first. */
  get mails(): readonly CapturedMail[] {
    return this.#mails
  }

  /** How many messages were answered with 451. */
  get refused(): number {
    return this.#refusedMails.length
  }

  /** What was in them, oldest first. */
  get refusedMails(): readonly CapturedMail[] {
    return this.#refusedMails
  }

  /** `forGood`: by 550, as of an address that there isn't. */
  refuseNext(count: number, { forGood = false } = {}): void {
    this.#refusalsLeft = count
    this.#refusalsForGood = forGood
  }

  /** The oldest mail to this address not handed out before; waits for it. Rejects after `withinMs`. */
  nextMail(to: string, withinMs = 10_000): Promise<CapturedMail> {
    const address = to.toLowerCase()
    for (const mail of this.#unread) {
      if (!mail.recipients.includes(address)) continue
      this.#unread.delete(mail)
      return Promise.resolve(mail)
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        to: address,
        take: (mail) => {
          clearTimeout(timer)
          resolve(mail)
        },
      }
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting)
        const seen = this.#mails.map((mail) => mail.recipients.join(', ')).join('; ') || 'none'
        reject(new Error(`No mail to ${to} within ${withinMs} ms. Mail so far went to: ${seen}.`))
      }, withinMs)
      this.#waiting.push(waiting)
    })
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #receive(mail: CapturedMail): void {
    this.#mails.push(mail)
    const waiting = this.#waiting.find(({ to }) => mail.recipients.includes(to))
    if (!waiting) {
      this.#unread.add(mail)
      return
    }
    this.#waiting = this.#waiting.filter((other) => other !== waiting)
    waiting.take(mail)
  }
}

import { html, raw } from 'hono/html'

export interface CapturedMail {
  id: string
  to: string
  subject: string
  text: string
  html: string
  /** ms. */
  at: number
}

const style = `
  :root { color-scheme: light dark; --surface: #fff; --ground: #f4f6f9; --ink: #1c2430; --quiet: #566070; --line: #d9dee6; --accent: #1f5fbf }
  @media (prefers-color-scheme: dark) { :root { --surface: #1b2129; --ground: #12161c; --ink: #e8ecf2; --quiet: #a3adba; --line: #333c48; --accent: #7fb0ff } }
  body { margin: 0; padding: 24px 16px 64px; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans KR', sans-serif }
  main { max-width: 760px; margin: 0 auto }
  h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px }
  h2 { font-size: 20px; line-height: 1.3; margin: 0 0 4px; overflow-wrap: anywhere }
  p { margin: 0 0 16px; color: var(--quiet) }
  article { margin: 24px 0 0; padding: 20px; background: var(--surface); border: 1px solid var(--line); border-radius: 12px }
  iframe { display: block; width: 100%; height: 640px; border: 1px solid var(--line); border-radius: 8px; background: #fff }
  summary { padding: 12px 0; cursor: pointer; color: var(--accent) }
  pre { margin: 0; padding: 16px; border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 14px }
  a { color: var(--accent) }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
`

/** Links of a mail open in a new tab; nothing in it can run, send or reach this page. */
function framed(mail: CapturedMail): string {
  return mail.html.replace('<head>', '<head><base target="_blank">')
}

export function mailboxPage(mails: readonly CapturedMail[]) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Mailbox · Tandem</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>Mailbox</h1>
          <p>
            No mail server is configured (SMTP_URL), so nothing is sent. These are the mails that would have been,
            newest first. <a href="/mailbox">Refresh</a> ·
            <a href="/mailbox.json">As JSON</a>
          </p>
          ${
            mails.length === 0
              ? html`<article>
                  <h2>No mail yet</h2>
                  <p>Invite a customer, and the invitation appears here.</p>
                </article>`
              : ''
          }
          ${mails.map(
            (mail) =>
              html`<article>
                <h2>${mail.subject}</h2>
                <p>
                  To ${mail.to} ·
                  <time datetime="${new Date(mail.at).toISOString()}">${new Date(mail.at).toUTCString()}</time>
                </p>
                <iframe
                  title="${mail.subject}"
                  sandbox="allow-popups allow-popups-to-escape-sandbox"
                  srcdoc="${framed(mail)}"
                ></iframe>
                <details>
                  <summary>Plain text</summary>
                  <pre>${mail.text}</pre>
                </details>
              </article>`,
          )}
        </main>
      </body>
    </html>`
}

export function keyNeededPage() {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Mailbox · Tandem</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>Mailbox</h1>
          <p>
            Open the address of the mailbox that the server printed when it started: it ends with a key. The same key is
            in the file operator.key in its data folder.
          </p>
        </main>
      </body>
    </html>`
}

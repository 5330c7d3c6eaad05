import { html, raw } from 'hono/html'

/** A line of the list. */
export interface MailSummary {
  id: string
  to: string
  subject: string
  /** ms. */
  at: number
}

export interface CapturedMail extends MailSummary {
  text: string
  html: string
}

/** What the page shows beside an open mail, and how to get to the rest. */
export interface MailList {
  mails: readonly MailSummary[]
  /** All that fit the search. */
  total: number
  page: number
  pages: number
  search: string
}

/** The app's own colours, and its sizes for fingers. */
const style = `
  :root { color-scheme: light dark; --surface: light-dark(#fff, #192125); --ground: light-dark(#f3f6f6, #0b0f11); --ink: light-dark(#13201f, #e6edec);
    --quiet: light-dark(#52605f, #a0b0ae); --line: light-dark(#dbe2e1, #2a363a); --strong: light-dark(#7b8a88, #68797d); --accent: light-dark(#0b666c, #6fd6c8);
    --on-accent: light-dark(#fff, #06302e); --soft: light-dark(#e2f1f0, #143339) }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans KR', sans-serif }
  header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 12px 20px; background: var(--surface); border-bottom: 1px solid var(--line) }
  header svg { width: 32px; height: 32px; flex: none }
  h1 { margin: 0; font-size: 20px; line-height: 1.2 }
  header p { flex: 1 1 320px; margin: 0; color: var(--quiet); font-size: 13px }
  main { display: grid; grid-template-columns: minmax(280px, 400px) minmax(0, 1fr); gap: 20px; max-width: 1360px; margin: 0 auto; padding: 20px }
  form { display: flex; gap: 8px; margin: 0 0 12px }
  input, button { min-height: 44px; padding: 0 14px; border: 1px solid var(--strong); border-radius: 8px; background: var(--surface); color: inherit; font: inherit }
  input { flex: 1; min-width: 0 }
  button { font-weight: 600; cursor: pointer }
  ol { margin: 0; padding: 0; list-style: none; overflow: hidden; background: var(--surface); border: 1px solid var(--line); border-radius: 12px }
  li + li { border-top: 1px solid var(--line) }
  li a { display: block; padding: 10px 16px; color: inherit; text-decoration: none }
  li a:hover, li a[aria-current] { background: var(--soft) }
  li a[aria-current] { box-shadow: inset 3px 0 var(--accent) }
  li strong, li span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  li strong { font-weight: 600 }
  li span, .quiet { color: var(--quiet); font-size: 13px }
  nav { display: flex; justify-content: space-between; align-items: center; gap: 8px; margin: 8px 0 0 }
  nav a, .back { display: inline-flex; min-height: 44px; align-items: center; padding: 0 8px; color: var(--accent); font-weight: 600; text-decoration: none }
  article, .empty { padding: 20px; background: var(--surface); border: 1px solid var(--line); border-radius: 12px }
  h2 { margin: 0 0 4px; font-size: 18px; line-height: 1.3; overflow-wrap: anywhere }
  article p { margin: 0 0 12px; overflow-wrap: anywhere }
  iframe { display: block; width: 100%; height: max(420px, calc(100vh - 300px)); border: 1px solid var(--line); border-radius: 8px; background: var(--ground) }
  summary { min-height: 44px; padding: 10px 0; color: var(--accent); font-weight: 600; cursor: pointer }
  pre { margin: 0; padding: 16px; border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
  .back { display: none }
  @media (max-width: 800px) {
    main { grid-template-columns: minmax(0, 1fr); padding: 12px }
    .open .list { display: none }
    .open .back { display: inline-flex }
  }
`

const mark = `<svg viewBox="0 0 64 64" aria-hidden="true"><clipPath id="front"><rect x="26.5" y="26.5" width="25" height="25" rx="9"/></clipPath><rect width="64" height="64" rx="14" fill="#0b5c63"/><rect x="12.5" y="12.5" width="25" height="25" rx="9" fill="#fff"/><rect x="26.5" y="26.5" width="25" height="25" rx="9" fill="#6fd6c8"/><rect x="12.5" y="12.5" width="25" height="25" rx="9" fill="#12858a" clip-path="url(#front)"/></svg>`

type Piece = ReturnType<typeof html>

function shell(title: string, about: string | Piece, body: Piece): Piece {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <header>
          ${raw(mark)}
          <h1>Mailbox</h1>
          <p>${about}</p>
        </header>
        ${body}
      </body>
    </html>`
}

/** Links of a mail open in a new tab; nothing in it can run, send or reach this page. */
function framed(mail: CapturedMail): string {
  return mail.html.replace('<head>', '<head><base target="_blank">')
}

/** An address of the list that keeps what was searched for. */
function addressOf({ search }: MailList, page: number, id?: string): string {
  const query = new URLSearchParams({ ...(search !== '' && { search }), ...(page > 1 && { page: String(page) }) })
  return `/mailbox${id === undefined ? '' : `/${id}`}${query.size > 0 ? `?${query.toString()}` : ''}`
}

const time = (at: number) =>
  html`<time datetime="${new Date(at).toISOString()}">${new Date(at).toUTCString().slice(5, 22)} UTC</time>`

function listOf(list: MailList, open: CapturedMail | null): Piece {
  const { mails, total, page, pages, search } = list
  const lines = mails.map(
    (mail) =>
      html`<li>
        <a href="${addressOf(list, page, mail.id)}" ${raw(mail.id === open?.id ? 'aria-current="true"' : '')}>
          <strong>${mail.subject}</strong><span>${mail.to} · ${time(mail.at)}</span>
        </a>
      </li>`,
  )
  return html`<section class="list" aria-label="Mails">
    <form action="/mailbox" method="get" role="search">
      <input
        type="search"
        name="search"
        value="${search}"
        aria-label="Search mails"
        placeholder="Address, subject or words"
      />
      <button>Search</button>
    </form>
    ${
      lines.length > 0
        ? html`<ol>
            ${lines}
          </ol>`
        : html`<div class="empty">
            <h2>${search === '' ? 'No mail yet' : 'No mail fits'}</h2>
            <p class="quiet">
              ${search === '' ? 'Invite a customer, and the invitation appears here.' : `Nothing fits “${search}”.`}
            </p>
          </div>`
    }
    <nav aria-label="Pages">
      ${page > 1 ? html`<a href="${addressOf(list, page - 1)}">Newer</a>` : html`<span></span>`}
      <span class="quiet"
        >${total} ${total === 1 ? 'mail' : 'mails'}${pages > 1 ? `, page ${page} of ${pages}` : ''}</span
      >
      ${page < pages ? html`<a href="${addressOf(list, page + 1)}">Older</a>` : html`<span></span>`}
    </nav>
  </section>`
}

function openMail(list: MailList, mail: CapturedMail): Piece {
  return html`<article>
    <a class="back" href="${addressOf(list, list.page)}">Back to the list</a>
    <h2>${mail.subject}</h2>
    <p class="quiet">To ${mail.to} · ${time(mail.at)}</p>
    <iframe
      title="${mail.subject}"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      srcdoc="${framed(mail)}"
    ></iframe>
    <details>
      <summary>Plain text</summary>
      <pre>${mail.text}</pre>
    </details>
  </article>`
}

/** The list, and one mail beside it. */
export function mailboxPage(list: MailList, open: CapturedMail | null) {
  const about = html`No mail server is set (SMTP_URL), so nothing is sent: this is what would have been.
    <a class="quiet" href="/mailbox.json">As JSON</a>`
  const body = html`<main class="${open ? 'open' : ''}">
    ${listOf(list, open)}
    ${open ? openMail(list, open) : list.mails.length > 0 ? html`<div class="empty quiet">Choose a mail to read it.</div>` : ''}
  </main>`
  return shell(open ? `${open.subject} · Mailbox` : 'Mailbox · Tandem', about, body)
}

export function keyNeededPage() {
  const words = `Open the address of the mailbox that the server printed when it started: it ends with a key. The same key is in
    the file operator.key in its data folder.`
  return shell('Mailbox · Tandem', words, html``)
}

/**
 * One layout for every mail: the app's mark and colours, a heading, paragraphs, facts, buttons, and why the person gets it.
 * The same content gives HTML and text; every value is escaped here and nowhere else.
 */
import { cleanLine } from '#shared/domain/text/clean-line.ts'
import type { ShownSender } from './sender.ts'

export interface MailContent {
  subject: string
  heading: string
  paragraphs: string[]
  facts?: [label: string, value: string][]
  /** The first is the main one. */
  actions?: { label: string; url: string }[]
  /** After the actions, smaller. */
  notes?: string[]
  /** The MSP in whose name it is sent. */
  sender?: ShownSender
  /** In plain words, why this person gets this mail. */
  reason: string
}

export interface RenderedMail {
  subject: string
  html: string
  text: string
  /** A PNG in base64 that the HTML shows as `cid:logo`; empty: none. */
  logo: string
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => entities[character]!)
}

/** As the app has them. Where a mail program knows no dark mode the light ones stand in each element. */
const light = {
  ground: '#f3f6f6',
  card: '#ffffff',
  ink: '#13201f',
  quiet: '#52605f',
  line: '#dbe2e1',
  accent: '#0b666c',
  on: '#ffffff',
}
const dark = {
  ground: '#0b0f11',
  card: '#192125',
  ink: '#e6edec',
  quiet: '#a0b0ae',
  line: '#2a363a',
  accent: '#6fd6c8',
  on: '#06302e',
}

const darkMode = `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){.ground{background:${dark.ground}!important}.card{background:${dark.card}!important;border-color:${dark.line}!important}.ink{color:${dark.ink}!important}.quiet{color:${dark.quiet}!important}.line{border-color:${dark.line}!important}.main{background:${dark.accent}!important;border-color:${dark.accent}!important;color:${dark.on}!important}.other{border-color:${dark.accent}!important;color:${dark.accent}!important}}`

const font = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans KR',sans-serif"

/** The app's mark, of boxes: pictures are blocked by many, and drawings unknown to most mail programs. */
const mark = [
  `<div style="width:20px;height:20px;padding:6px;border-radius:7px;background:#0b5c63">`,
  `<div style="width:12px;height:12px;border-radius:4px;background:#ffffff;font-size:0;line-height:0">&nbsp;</div>`,
  `<div style="width:12px;height:12px;margin:-4px 0 0 8px;border-radius:4px;background:#6fd6c8;overflow:hidden;font-size:0;line-height:0">`,
  `<div style="width:4px;height:4px;border-radius:0 0 3px 0;background:#12858a">&nbsp;</div></div></div>`,
].join('')

function htmlOf(content: MailContent, locale: string): string {
  const paragraph = (text: string, tone: 'ink' | 'quiet' = 'ink', size = 16) =>
    `<p class="${tone}" style="margin:0 0 16px;font-size:${size}px;line-height:1.5;color:${light[tone]}">${escapeHtml(text)}</p>`
  const facts = (content.facts ?? []).map(
    ([label, value]) =>
      `<tr><td class="quiet" style="padding:6px 16px 6px 0;color:${light.quiet};vertical-align:top">${escapeHtml(label)}</td>` +
      `<td class="ink" style="padding:6px 0;color:${light.ink};overflow-wrap:anywhere">${escapeHtml(value)}</td></tr>`,
  )
  const actions = (content.actions ?? []).map(({ label, url }, index) => {
    const look = index === 0 ? `background:${light.accent};color:${light.on}` : `color:${light.accent}`
    return `<a class="${index === 0 ? 'main' : 'other'}" href="${escapeHtml(url)}" style="display:inline-block;margin:0 12px 12px 0;padding:12px 20px;border:1px solid ${light.accent};border-radius:8px;font-weight:600;text-decoration:none;${look}">${escapeHtml(label)}</a>`
  })
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(content.subject)}</title><style>${darkMode}</style></head>`,
    `<body class="ground" style="margin:0;padding:24px 12px;background:${light.ground};font-family:${font};word-break:keep-all;overflow-wrap:break-word">`,
    `<div style="max-width:560px;margin:0 auto">`,
    `<table role="presentation" style="margin:0 0 16px;border-collapse:collapse"><tr><td style="padding:0">${mark}</td><td class="ink" style="padding:0 0 0 10px;font-size:17px;font-weight:700;color:${light.ink}">Tandem</td></tr></table>`,
    `<div class="card" style="padding:32px;background:${light.card};border:1px solid ${light.line};border-radius:12px">`,
    `<h1 class="ink" style="margin:0 0 20px;font-size:22px;line-height:1.3;color:${light.ink}">${escapeHtml(content.heading)}</h1>`,
    ...content.paragraphs.map((text) => paragraph(text)),
    facts.length > 0
      ? `<table role="presentation" style="margin:0 0 20px;font-size:15px;border-collapse:collapse">${facts.join('')}</table>`
      : '',
    actions.length > 0 ? `<p style="margin:0 0 8px;font-size:16px">${actions.join('')}</p>` : '',
    ...(content.notes ?? []).map((text) => paragraph(text, 'quiet', 14)),
    `<hr class="line" style="margin:24px 0 16px;border:0;border-top:1px solid ${light.line}">`,
    content.sender ? senderHtml(content.sender) : '',
    paragraph(content.reason, 'quiet', 13),
    `</div></div></body></html>`,
  ].join('\n')
}

function senderHtml({ name, lines, logo }: ShownSender): string {
  // On white in the dark, too: most logos are drawn for paper.
  const picture = `<img src="cid:logo" alt="" style="display:block;max-width:200px;max-height:56px;margin:0 0 8px;padding:4px;background:#ffffff;border-radius:4px">`
  const text = lines.map((line) => `<br>${escapeHtml(line)}`).join('')
  return `${logo === '' ? '' : picture}<p class="quiet" style="margin:0 0 16px;font-size:13px;line-height:1.5;color:${light.quiet}"><strong>${escapeHtml(name)}</strong>${text}</p>`
}

function textOf(content: MailContent): string {
  const blocks = [
    content.heading,
    ...content.paragraphs,
    (content.facts ?? []).map(([label, value]) => `${label}: ${value}`).join('\n'),
    ...(content.actions ?? []).map(({ label, url }) => `${label}:\n${url}`),
    ...(content.notes ?? []),
    content.sender ? [content.sender.name, ...content.sender.lines].join('\n') : '',
    `-- \n${content.reason}`,
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

/** Every part is one line, whatever a name in it contains: a line break would start another header, or another paragraph. */
export function layOut(content: MailContent, locale: string): RenderedMail {
  const lines: MailContent = {
    ...content,
    subject: cleanLine(content.subject),
    heading: cleanLine(content.heading),
    paragraphs: content.paragraphs.map(cleanLine),
    facts: (content.facts ?? []).map(([label, value]) => [label, cleanLine(value)]),
    notes: (content.notes ?? []).map(cleanLine),
    ...(content.sender && {
      sender: {
        ...content.sender,
        name: cleanLine(content.sender.name),
        lines: content.sender.lines.map(cleanLine),
      },
    }),
    reason: cleanLine(content.reason),
  }
  const logo = lines.sender?.logo ?? ''
  return { subject: lines.subject, html: htmlOf(lines, locale), text: textOf(lines), logo }
}

/**
 * One frame for every mail: a heading, paragraphs, facts, buttons, and why the person gets it. The same
 * content gives HTML and text; every value is escaped here and nowhere else.
 */
import { cleanLine } from '#shared/domain/text/clean-line.ts'

export interface MailContent {
  subject: string
  heading: string
  paragraphs: string[]
  facts?: [label: string, value: string][]
  /** The first is the main one. */
  actions?: { label: string; url: string }[]
  /** After the actions, smaller. */
  notes?: string[]
  /** In plain words, why this person gets this mail. */
  reason: string
}

export interface RenderedMail {
  subject: string
  html: string
  text: string
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => entities[character]!)
}

const colours = { ink: '#1c2430', quiet: '#566070', line: '#d9dee6', accent: '#1f5fbf' }

function htmlOf(content: MailContent, locale: string): string {
  const paragraph = (text: string, colour = colours.ink, size = 16) =>
    `<p style="margin:0 0 16px;font-size:${size}px;line-height:1.5;color:${colour}">${escapeHtml(text)}</p>`
  const facts = (content.facts ?? []).map(
    ([label, value]) =>
      `<tr><td style="padding:6px 16px 6px 0;color:${colours.quiet};vertical-align:top">${escapeHtml(label)}</td>` +
      `<td style="padding:6px 0;color:${colours.ink}">${escapeHtml(value)}</td></tr>`,
  )
  const actions = (content.actions ?? []).map(({ label, url }, index) => {
    const look = index === 0 ? `background:${colours.accent};color:#ffffff` : `color:${colours.accent}`
    return `<a href="${escapeHtml(url)}" style="display:inline-block;margin:0 12px 12px 0;padding:12px 20px;border:1px solid ${colours.accent};border-radius:8px;text-decoration:none;${look}">${escapeHtml(label)}</a>`
  })
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(content.subject)}</title></head>`,
    `<body style="margin:0;padding:24px 12px;background:#f4f6f9;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans KR',sans-serif">`,
    `<div style="max-width:560px;margin:0 auto;padding:32px;background:#ffffff;border:1px solid ${colours.line};border-radius:12px">`,
    `<h1 style="margin:0 0 20px;font-size:22px;line-height:1.3;color:${colours.ink}">${escapeHtml(content.heading)}</h1>`,
    ...content.paragraphs.map((text) => paragraph(text)),
    facts.length > 0
      ? `<table role="presentation" style="margin:0 0 20px;font-size:15px;border-collapse:collapse">${facts.join('')}</table>`
      : '',
    actions.length > 0 ? `<p style="margin:0 0 8px;font-size:16px">${actions.join('')}</p>` : '',
    ...(content.notes ?? []).map((text) => paragraph(text, colours.quiet, 14)),
    `<hr style="margin:24px 0 16px;border:0;border-top:1px solid ${colours.line}">`,
    paragraph(content.reason, colours.quiet, 13),
    `</div></body></html>`,
  ].join('\n')
}

function textOf(content: MailContent): string {
  const blocks = [
    content.heading,
    ...content.paragraphs,
    (content.facts ?? []).map(([label, value]) => `${label}: ${value}`).join('\n'),
    ...(content.actions ?? []).map(({ label, url }) => `${label}:\n${url}`),
    ...(content.notes ?? []),
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
    reason: cleanLine(content.reason),
  }
  return { subject: lines.subject, html: htmlOf(lines, locale), text: textOf(lines) }
}

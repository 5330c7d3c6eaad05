// Every sentence names what exists: a message or a mail that names an action is tied by key to a page that offers it to its reader.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { neededPermission } from '../../src/routes/page-access.ts'
import { namedActions, type Reader } from './named-actions.ts'

const readers: Reader[] = ['msp', 'customer', 'reseller', 'visitor']

/** Where each reader's pages begin: a page is theirs with all that it imports. */
const pages: Record<Reader, string[]> = {
  msp: [
    'src/routes/{customers,devices,licenses,team,msp-profile,home,notifications,settings}/**/+*.svelte',
    'src/routes/{activity,audit-log,outbox,profile}/+page.svelte',
  ],
  customer: [
    'src/routes/{account,devices,licenses,services,requests,administrators,blocked-msps,former-msps,home,notifications,settings}/**/+*.svelte',
    'src/routes/{activity,audit-log,outbox,profile}/+page.svelte',
  ],
  reseller: [
    'src/routes/{reseller,team,notifications,settings}/**/+*.svelte',
    'src/routes/{audit-log,outbox,profile}/+page.svelte',
  ],
  visitor: [
    'src/routes/{setup,sign-in,sign-up,complete-registration,forgot-password,reset-password,register,join,appointment,stop-appointment,stop-release,decline,verify-email,confirm-email}/+page.svelte',
    'src/routes/{+error,AppBanners}.svelte',
  ],
}
const layout = 'src/routes/AppLayout.svelte'

function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(/(?:from\s+|import\()'([^']+)'/g)].flatMap(([, specifier]) => {
    if (specifier!.startsWith('#lib/')) return [specifier!.replace('#lib/', 'src/lib/')]
    return specifier!.startsWith('.') ? [normalize(join(dirname(path), specifier!))] : []
  })
}

const keysIn = (text: string) => [...text.matchAll(/\bm\.(\w+)/g)].map(([, key]) => key!)

/** The keys of the messages that a file names itself, or by their code. */
function keysOf(text: string): string[] {
  const maps = [...text.matchAll(/'[^']*\/i18n\/(compiled\/words\/\w+\.js)'/g)].map(([, path]) => `src/i18n/${path}`)
  return [text, ...maps.map((path) => readFileSync(path, 'utf8'))].flatMap(keysIn)
}

/** The keys of all messages that something on these pages may show. */
function shownOn(starts: string[]): Set<string> {
  const seen = new Set<string>()
  const keys = new Set<string>()
  const waiting = [...starts]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path) || !/\.(svelte|ts)$/.test(path) || !existsSync(path)) continue
    seen.add(path)
    for (const key of keysOf(readFileSync(path, 'utf8'))) keys.add(key)
    waiting.push(...importsOf(path))
  }
  return keys
}

const shown = Object.fromEntries(
  readers.map((reader) => {
    const starts = pages[reader].flatMap((pattern) => globSync(pattern))
    return [reader, shownOn(reader === 'visitor' ? starts : [...starts, layout])]
  }),
) as Record<Reader, Set<string>>

/** What each page may show, its layouts with it, and the permission without which nobody comes to it. */
function pagesOfPermission() {
  return globSync('src/routes/**/+page.svelte').map((file) => {
    const route = file.replace('src/routes', '').replace('/+page.svelte', '') || '/'
    const folders = file.split('/').slice(1, -1)
    const layouts = folders.map((_, depth) => `src/${folders.slice(0, depth + 1).join('/')}/+layout.svelte`)
    return { route, needed: neededPermission(route), keys: shownOn([file, layout, ...layouts.slice(1)]) }
  })
}

type Language = 'en' | 'de' | 'ko'

function messagesOf(language: Language): Record<string, string> {
  const all = JSON.parse(readFileSync(`src/i18n/messages/${language}.json`, 'utf8')) as Record<string, unknown>
  const flat = Object.entries(all).flatMap(([key, message]) => {
    if (typeof message === 'string') return [[key, message]]
    if (!Array.isArray(message)) return []
    return [[key, Object.values((message[0] as { match: Record<string, string> }).match).join(' ')]]
  })
  return Object.fromEntries(flat) as Record<string, string>
}

const messages = { en: messagesOf('en'), de: messagesOf('de'), ko: messagesOf('ko') }

/** Verbs of what people do in Tandem, today or one day: who writes one into a sentence says which button it means. */
const verbs =
  /\b(accept|add(?!ress)|answer|approve|ask|assign|block|cancel|change|choose|clear|close|confirm|connect|convert|copy|correct|create|decide|decline|delete|delink|discard|dismiss|download|edit|empty|end|export|import|install|invite|mend|move|open|register|reject|reload|remind|remove|reset|resend|restore|retry|revoke|save|send|set up|shorten|sign in|sign out|support ticket|ticket|try again|undo|unblock|update|verify|withdraw)\b/i
const quoted = /“[^”{]+”|\b[A-Z]{4,}\b/

/** A sentence and no label: it ends like one, or is longer than a button. */
const isSentence = (text: string) => /[.!?]( |$)/.test(text) || text.split(/\s+/).length > 5
const namesAction = (text: string) => isSentence(text) && (verbs.test(text) || quoted.test(text))

const sentences = messages.en

describe('Every sentence names what exists', () => {
  it('[FA16] whatever sounds like an action has an entry that says which, and no entry is left over', () => {
    const missing = Object.entries(sentences).filter(([key, text]) => namesAction(text) && !(key in namedActions))
    expect(missing).toEqual([])
    expect(Object.keys(namedActions).filter((key) => !(key in sentences))).toEqual([])
  })

  it('[FA16] each action is offered to whoever reads the sentence', () => {
    const nowhere: string[] = []
    for (const [key, { actions, readers: told }] of Object.entries(namedActions)) {
      const readBy = told ?? readers.filter((reader) => shown[reader].has(key))
      if (actions.length > 0) expect(readBy, `nobody reads ${key}`).not.toEqual([])
      for (const action of actions) {
        for (const reader of readBy) {
          if (!shown[reader].has(action)) nowhere.push(`${key} names ${action}, which no page offers to ${reader}`)
        }
      }
    }
    expect(nowhere).toEqual([])
  })

  it('[FA16] no action that only pages of a permission offer is named where one comes without it', () => {
    const starts = pagesOfPermission()
    const beyond: string[] = []
    for (const [key, { actions, needs = [] }] of Object.entries(namedActions)) {
      // Of what somebody did themselves.
      if (key.startsWith('refusal_')) continue
      const shownBy = starts.filter(({ keys }) => keys.has(key))
      for (const action of actions) {
        const offeredBy = starts.filter(({ keys }) => keys.has(action))
        if (offeredBy.length === 0 || offeredBy.some(({ needed }) => needed === null)) continue
        const enough = new Set(offeredBy.map(({ needed }) => needed))
        for (const { route, needed } of shownBy) {
          const has = enough.has(needed) || needs.some((each) => enough.has(each))
          if (!has) beyond.push(`${key} at ${route} names ${action}, for ${[...enough].join(' or ')} alone`)
        }
      }
    }
    expect(beyond).toEqual([])
  })

  it('[FA16] where the English quotes a label, every language quotes its own', () => {
    const wrong: string[] = []
    for (const [key, { actions }] of Object.entries(namedActions)) {
      for (const action of actions.filter((name) => sentences[key]!.includes(`“${messages.en[name]}”`))) {
        for (const locale of ['de', 'ko'] as const) {
          const text = messages[locale][key] ?? ''
          if (!text.includes(messages[locale][action]!)) wrong.push(`${locale} ${key} doesn’t name ${action}: ${text}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('[FA16] the check sees a sentence about what does not exist', () => {
    expect(namesAction('Convert this customer to jointly managed first.')).toBe(true)
    expect(namesAction('Use another one, or add the company as an existing customer.')).toBe(true)
    expect(namesAction('Choose “Remove” in the details.')).toBe(true)
    expect(namesAction('Where support tickets go: a ticket each.')).toBe(true)
    expect(shown.msp.has('convert_action')).toBe(true)
    expect(shown.customer.has('convert_action')).toBe(false)
    expect(shown.customer.has('requests_accept')).toBe(true)
    expect(shown.visitor.has('customers_add')).toBe(false)
  })
})

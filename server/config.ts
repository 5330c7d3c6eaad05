/** The environment, parsed once (X7). Nothing else reads `process.env`. */
import { join } from 'node:path'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { parseConsoleSecrets, parseConsoleUrls, type ServiceConsoles } from './service-consoles.ts'

const port = z.coerce.number().int().min(0).max(65535)
const limit = (fallback: number) => z.coerce.number().int().min(1).max(1_000_000).default(fallback)
const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))

/** What each variable must be, in the words of the one line an operator gets. */
const expectations: Record<string, string> = {
  PORT: 'a port number from 0 to 65535 (0 takes any free port)',
  HOST: 'a host name or address to listen on',
  PUBLIC_URL:
    'the https address people use, without a path, e.g. https://tandem.example; http only on this machine, or with ALLOW_PLAIN_HTTP=true',
  TANDEM_DATA: 'a folder',
  DATABASE_URL: 'a PostgreSQL address, e.g. postgres://user:password@host/tandem',
  DATABASE_POOL: 'a number of connections from 2 to 1000',
  REVOCATION_JOURNAL:
    'a file that no backup of the database replaces, or none for no journal; it is required with DATABASE_URL',
  DATABASE_TIMEOUT_S: 'a number of seconds from 1 to 3600',
  REQUEST_TIMEOUT_S: 'a number of seconds from 1 to 3600',
  SMTP_URL: 'a mail server, e.g. smtps://user:password@mail.example',
  MAIL_FROM: 'an email address, alone or as Name <address>',
  SUPPORT_EMAIL: 'an email address',
  SECRET_KEY: '32 random bytes as 64 hexadecimal digits (openssl rand -hex 32); it is required with DATABASE_URL',
  MAILBOX: 'true or false',
  ALLOW_PLAIN_HTTP: 'true or false',
  ALLOW_PLAIN_SMTP: 'true or false',
  METRICS_TOKEN: 'at least 16 letters and digits',
  SERVICE_APPROVAL: 'operator or automatic',
  SERVICE_CONSOLES:
    'services of the catalogue and the https addresses of their consoles, e.g. knox-manage=https://manage.example/launch',
  SERVICE_CONSOLE_SECRETS:
    'one secret of at least 32 letters and digits for each service of SERVICE_CONSOLES, no two alike, e.g. knox-manage=5f0c…',
  TRUST_PROXY: 'true or false, how many proxies stand in front, or their addresses, e.g. 10.0.0.0/8,127.0.0.1',
}

/** `true` is one proxy, as it was before there could be several. */
function parseTrustProxy(text: string, issue: z.RefinementCtx): Config['trustProxy'] {
  if (text === 'false') return null
  if (text === 'true') return { hops: 1 }
  if (/^\d{1,2}$/.test(text)) return text === '0' ? null : { hops: Number(text) }
  const ranges = text.split(',').map((part) => {
    const range = part.trim()
    if (range.includes('/')) return range
    return `${range}/${ipaddr.IPv6.isValid(range) ? 128 : 32}`
  })
  if (ranges.every((range) => ipaddr.isValidCIDR(range))) return { ranges }
  issue.addIssue({ code: 'custom' })
  return z.NEVER
}

const environmentSchema = z
  .object({
    PORT: port.default(3000),
    HOST: z
      .string()
      .min(1)
      .regex(/^[^\s/]+$/)
      .default('127.0.0.1'),
    PUBLIC_URL: httpUrl.refine((url) => new URL(url).pathname === '/').optional(),
    TANDEM_DATA: z.string().min(1).default('./data'),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    DATABASE_POOL: z.coerce.number().int().min(2).max(1000).default(10),
    DATABASE_TIMEOUT_S: z.coerce.number().int().min(1).max(3600).default(30),
    REVOCATION_JOURNAL: z.string().min(1).optional(),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    MAIL_FROM: z
      .string()
      .regex(/^([^<>\r\n]+<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/)
      .default('Tandem <tandem@localhost>'),
    SUPPORT_EMAIL: z.email().optional(),
    SECRET_KEY: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/)
      .optional(),
    ALLOW_PLAIN_HTTP: z.enum(['true', 'false']).default('false'),
    ALLOW_PLAIN_SMTP: z.enum(['true', 'false']).default('false'),
    MAILBOX: z.enum(['true', 'false']).optional(),
    SERVICE_APPROVAL: z.enum(['operator', 'automatic']).default('operator'),
    SERVICE_CONSOLES: z.string().default(''),
    SERVICE_CONSOLE_SECRETS: z.string().default(''),
    METRICS_TOKEN: z
      .string()
      .regex(/^[\w.~+/=-]{16,}$/)
      .optional(),
    TRUST_PROXY: z.string().default('false').transform(parseTrustProxy),
    SIGN_IN_LIMIT: limit(10),
    SIGN_IN_LIMIT_PER_ADDRESS: limit(100),
    LINK_LIMIT: limit(60),
    SETUP_LIMIT: limit(20),
    RESET_LIMIT: limit(10),
    SIGN_UP_LIMIT: limit(20),
    EXCHANGE_LIMIT: limit(20_000),
    LOOK_UP_LIMIT: limit(20),
    CUSTOMER_LOOK_UP_LIMIT: limit(20),
    API_LIMIT: limit(120),
    ALERT_LIMIT: limit(600),
    MAIL_LIMIT_PER_RECIPIENT: limit(5),
    MAIL_LIMIT_PER_PERSON: limit(300),
    MAIL_LIMIT_PER_ORGANISATION: limit(600),
    REQUEST_TIMEOUT_S: z.coerce.number().int().min(1).max(3600).default(300),
  })
  .refine((env) => env.PUBLIC_URL === undefined || env.ALLOW_PLAIN_HTTP === 'true' || isPrivate(env.PUBLIC_URL), {
    path: ['PUBLIC_URL'],
  })
  .refine((env) => env.DATABASE_URL === undefined || env.SECRET_KEY !== undefined, { path: ['SECRET_KEY'] })
  .refine((env) => env.DATABASE_URL === undefined || env.REVOCATION_JOURNAL !== undefined, {
    path: ['REVOCATION_JOURNAL'],
  })

function parseConsoles(env: z.output<typeof environmentSchema>): ServiceConsoles {
  const mayBePlain = env.ALLOW_PLAIN_HTTP === 'true'
  const urls = parseConsoleUrls(env.SERVICE_CONSOLES, (url) => mayBePlain || isPrivate(url))
  if (!urls) throw misset('SERVICE_CONSOLES')
  const consoles = parseConsoleSecrets(env.SERVICE_CONSOLE_SECRETS, urls)
  if (!consoles) throw misset('SERVICE_CONSOLE_SECRETS')
  return consoles
}

export interface Config {
  host: string
  port: number
  /** Origin people use; null: the address that is bound. */
  publicUrl: string | null
  dataFolder: string
  /** Null: SQLite in the data folder. */
  databaseUrl: string | null
  /** Connections of this node to PostgreSQL, besides the one for wake-ups. */
  databasePool: number
  /** After this long PostgreSQL ends a statement or an idle transaction, ms. */
  databaseTimeoutMs: number
  /** What was taken from people, outside the database and its backups (SYNC3). Null: not kept. */
  revocationJournal: string | null
  /** Null: nothing leaves; see `mailbox`. */
  smtpUrl: string | null
  /** Whether mail is handed over only to a server that encrypts. */
  smtpMustEncrypt: boolean
  mailFrom: string
  supportEmail: string | null
  /** Null: kept in the data folder. */
  secretKey: Uint8Array | null
  /** Whether mail that no mail server takes is shown at `/mailbox`. Null: where people reach the server on its own machine only. */
  mailbox: boolean | null
  /** Who decides about services that companies apply for. */
  serviceApproval: 'operator' | 'automatic'
  /** Consoles at addresses of their own. */
  consoles: ServiceConsoles
  /** What a monitor shows at `/metrics` instead of the operator's key. */
  metricsToken: string | null
  /** Which proxies' `X-Forwarded-For` is believed: so many nearest ones, or those of these ranges. Null: nobody's. */
  trustProxy: { hops: number } | { ranges: string[] } | null
  limits: {
    /** Wrong passwords for one person before the next must wait. */
    signIn: number
    /** Attempts per 15 minutes. */
    signInPerAddress: number
    link: number
    setUp: number
    reset: number
    /** Companies signed up from one address, an hour. */
    signUp: number
    exchange: number
    /** Addresses that an MSP's person may be told have registered already, an hour. */
    lookUp: number
    /** Companies that an MSP's people together may look up by Customer ID, a day. */
    customerLookUps: number
    /** Mails that ask one address for something, a day. */
    mailPerRecipient: number
    /** Requests of one API key, a minute. */
    api: number
    /** Posted alerts of one customer, an hour. */
    alerts: number
    /** Mails an hour; what is more leaves later. */
    mailPerPerson: number
    mailPerOrganisation: number
  }
  /** A request that has not arrived whole by then is cut, ms. */
  requestTimeoutMs: number
}

/** Whether nobody on the way reads what goes there: it is encrypted, or leaves this machine nowhere. */
function isPrivate(url: string): boolean {
  // What is no address at all is refused as that.
  if (!URL.canParse(url)) return true
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || protocol === 'smtps:' || isLoopbackName(hostname)
}

/** Thrown for a wrong value; the message is one line for the operator and never repeats the value, which may be a secret. */
export class ConfigError extends Error {}

function misset(name: string): ConfigError {
  return new ConfigError(`${name} must be ${expectations[name] ?? 'a whole number of at least 1'}.`)
}

export function parseConfig(environment: Record<string, string | undefined>): Config {
  // An empty variable is how shells and unit files write "not set".
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0] ?? 'environment')
    throw misset(name)
  }
  const env = parsed.data
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? null,
    dataFolder: env.TANDEM_DATA,
    databaseUrl: env.DATABASE_URL ?? null,
    databasePool: env.DATABASE_POOL,
    databaseTimeoutMs: env.DATABASE_TIMEOUT_S * 1000,
    revocationJournal:
      env.REVOCATION_JOURNAL === 'none' ? null : (env.REVOCATION_JOURNAL ?? join(env.TANDEM_DATA, 'revocations.log')),
    smtpUrl: env.SMTP_URL ?? null,
    smtpMustEncrypt: env.SMTP_URL !== undefined && env.ALLOW_PLAIN_SMTP === 'false' && !isPrivate(env.SMTP_URL),
    mailFrom: env.MAIL_FROM,
    supportEmail: env.SUPPORT_EMAIL ?? null,
    secretKey: env.SECRET_KEY === undefined ? null : new Uint8Array(Buffer.from(env.SECRET_KEY, 'hex')),
    mailbox: env.MAILBOX === undefined ? null : env.MAILBOX === 'true',
    serviceApproval: env.SERVICE_APPROVAL,
    consoles: parseConsoles(env),
    metricsToken: env.METRICS_TOKEN ?? null,
    trustProxy: env.TRUST_PROXY,
    limits: {
      signIn: env.SIGN_IN_LIMIT,
      signInPerAddress: env.SIGN_IN_LIMIT_PER_ADDRESS,
      link: env.LINK_LIMIT,
      setUp: env.SETUP_LIMIT,
      reset: env.RESET_LIMIT,
      signUp: env.SIGN_UP_LIMIT,
      exchange: env.EXCHANGE_LIMIT,
      lookUp: env.LOOK_UP_LIMIT,
      customerLookUps: env.CUSTOMER_LOOK_UP_LIMIT,
      api: env.API_LIMIT,
      alerts: env.ALERT_LIMIT,
      mailPerRecipient: env.MAIL_LIMIT_PER_RECIPIENT,
      mailPerPerson: env.MAIL_LIMIT_PER_PERSON,
      mailPerOrganisation: env.MAIL_LIMIT_PER_ORGANISATION,
    },
    requestTimeoutMs: env.REQUEST_TIMEOUT_S * 1000,
  }
}

/** Whether a host name is this machine's own: what is sent there leaves it nowhere. */
export function isLoopbackName(host: string): boolean {
  return /^((.+\.)?localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host)
}

/** Whether mail is shown at `/mailbox` instead of sent: its links let their reader in, so on a server for others only when asked for. */
export function showsMailbox({ smtpUrl, mailbox }: Config, publicUrl: string): boolean {
  return smtpUrl === null && (mailbox ?? isLoopbackName(new URL(publicUrl).hostname))
}

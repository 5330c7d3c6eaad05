import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ConfigError, parseConfig } from '../../server/config.ts'
import { RunningServer } from '../support/server.ts'
import { setUpForm, Tandem } from '../support/tandem.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Starts the server where it must not start; what it said and its exit code. */
async function startInVain(env: Record<string, string>): Promise<{ code: number; said: string }> {
  const child = spawn(join(root, 'node_modules/.bin/node'), ['server/main.ts'], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, said }
}

describe('Starting', () => {
  it('[X4] [X7] [FB12] prints its address and what to do next, keeps its data over a restart, and ends at SIGTERM', async () => {
    const server = await RunningServer.start()
    try {
      expect(server.output).toMatch(/^Tandem is running at http:\/\/127\.0\.0\.1:\d+\n/)
      expect(server.output).toContain(`open ${server.origin}/setup?key=${server.key} and`)
      expect(server.output).toContain(`${server.origin}/mailbox?key=${server.key}\n`)
      const headers = {
        origin: server.origin,
        'content-type': 'application/json',
        authorization: `Bearer ${server.key}`,
      }
      const set = await fetch(`${server.origin}/api/setup`, {
        method: 'POST',
        headers,
        body: JSON.stringify(setUpForm),
      })
      expect(set.status).toBe(201)
      const key = await readFile(join(server.dataFolder, 'secret.key'))
      expect(key).toHaveLength(32)
      const left = await readdir(server.dataFolder)
      expect(left).toEqual(expect.arrayContaining(['operator.key', 'secret.key', 'tandem.sqlite', 'tandem.sqlite-wal']))
      for (const name of left)
        expect((await stat(join(server.dataFolder, name))).mode & 0o777, `[FB12] ${name}`).toBe(0o600)
      expect(await server.stop()).toBe(0)

      // As a server of before left it.
      await chmod(join(server.dataFolder, 'tandem.sqlite'), 0o644)
      await server.start()
      expect((await stat(join(server.dataFolder, 'tandem.sqlite'))).mode & 0o777).toBe(0o600)
      expect(await (await fetch(`${server.origin}/api/setup`)).json()).toEqual({
        open: false,
        allowed: false,
      })
      expect(await readFile(join(server.dataFolder, 'secret.key'))).toEqual(key)
      await server.kill()
      await server.start()
      const cookie = set.headers.get('set-cookie')!.split(';')[0]!
      expect((await fetch(`${server.origin}/api/session`, { headers: { cookie } })).status).toBe(200)
    } finally {
      await server.remove()
    }
  })

  it('[X4] a second server on the same data folder is refused with one line', async () => {
    await using tandem = await Tandem.start()
    const { code, said } = await startInVain({ PORT: '0', TANDEM_DATA: tandem.folder })
    expect(code).toBe(1)
    expect(said).toBe(
      `Tandem did not start. Another Tandem server is using the data folder ${tandem.folder}. Stop it first, or set TANDEM_DATA to another folder.\n`,
    )
  })

  it('[X7] a wrong value stops the start with one line that does not repeat it', async () => {
    const { code, said } = await startInVain({ SMTP_URL: 'http://user:hunter2@mail.example' })
    expect(code).toBe(1)
    expect(said).toBe(
      'Tandem did not start. SMTP_URL must be a mail server, e.g. smtps://user:password@mail.example.\n',
    )
  })

  it('[X7] a port in use is said in one line', async () => {
    await using tandem = await Tandem.start()
    const folder = await mkdtemp(join(tmpdir(), 'tandem-test-'))
    const { code, said } = await startInVain({ PORT: new URL(tandem.origin).port, TANDEM_DATA: folder })
    await rm(folder, { recursive: true })
    expect([code, said]).toEqual([
      1,
      'Tandem did not start. That port is in use. Set PORT to another one, or to 0 for any free port.\n',
    ])
  })

  it('[X4] a damaged key is not silently replaced: links already mailed depend on it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tandem-test-'))
    await writeFile(join(folder, 'secret.key'), 'short')
    const { code, said } = await startInVain({ PORT: '0', TANDEM_DATA: folder })
    await rm(folder, { recursive: true })
    expect(code).toBe(1)
    expect(said).toContain('secret.key must hold 32 bytes')
  })
})

describe('Configuration', () => {
  it('[X7] has a default for everything', () => {
    expect(parseConfig({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: null,
      dataFolder: './data',
      databaseUrl: null,
      databasePool: 10,
      databaseTimeoutMs: 30_000,
      smtpUrl: null,
      smtpMustEncrypt: false,
      revocationJournal: 'data/revocations.log',
      mailFrom: 'Tandem <tandem@localhost>',
      supportEmail: null,
      secretKey: null,
      mailbox: null,
      serviceApproval: 'operator',
      consoles: new Map(),
      metricsToken: null,
      trustProxy: null,
      limits: {
        signIn: 10,
        signInPerAddress: 100,
        link: 60,
        setUp: 20,
        reset: 10,
        signUp: 20,
        exchange: 20_000,
        api: 120,
        alerts: 600,
        lookUp: 20,
        customerLookUps: 20,
        mailPerRecipient: 5,
        mailPerPerson: 300,
        mailPerOrganisation: 600,
      },
      requestTimeoutMs: 300_000,
    })
  })

  it.each([
    ['PORT', '70000', /^PORT must be a port number/],
    ['PORT', 'http', /^PORT must be a port number/],
    ['HOST', 'a b', /^HOST must be/],
    ['PUBLIC_URL', 'tandem.example', /^PUBLIC_URL must be/],
    ['PUBLIC_URL', 'https://tandem.example/portal', /^PUBLIC_URL must be/],
    ['PUBLIC_URL', 'http://tandem.example', /^PUBLIC_URL must be the https address/],
    ['PUBLIC_URL', 'http://192.168.1.5:3000', /^PUBLIC_URL must be the https address/],
    ['ALLOW_PLAIN_HTTP', '1', /^ALLOW_PLAIN_HTTP must be true or false/],
    ['DATABASE_URL', 'mysql://x', /^DATABASE_URL must be/],
    ['DATABASE_POOL', '1', /^DATABASE_POOL must be a number of connections/],
    ['DATABASE_TIMEOUT_S', '0', /^DATABASE_TIMEOUT_S must be a number of seconds/],
    ['MAIL_FROM', 'nobody', /^MAIL_FROM must be/],
    ['MAIL_FROM', 'A <a@b.example>\nBcc: x@y.example', /^MAIL_FROM must be/],
    ['SUPPORT_EMAIL', 'support', /^SUPPORT_EMAIL must be/],
    ['SECRET_KEY', 'abc', /^SECRET_KEY must be/],
    ['MAILBOX', 'yes', /^MAILBOX must be true or false/],
    ['SERVICE_APPROVAL', 'nobody', /^SERVICE_APPROVAL must be operator or automatic/],
    ['SERVICE_CONSOLES', 'knox-manage', /^SERVICE_CONSOLES must be services of the catalogue/],
    ['SERVICE_CONSOLES', 'mainframe=https://a.example', /^SERVICE_CONSOLES must be services of the catalogue/],
    ['SERVICE_CONSOLES', 'knox-manage=http://a.example', /^SERVICE_CONSOLES must be services of the catalogue/],
    ['SERVICE_CONSOLES', 'knox-manage=javascript:alert(1)', /^SERVICE_CONSOLES must be services of the catalogue/],
    ['SERVICE_CONSOLES', 'knox-manage=https://a.example', /^SERVICE_CONSOLE_SECRETS must be one secret/],
    ['SERVICE_CONSOLE_SECRETS', `knox-guard=${'a'.repeat(32)}`, /^SERVICE_CONSOLE_SECRETS must be one secret/],
    ['METRICS_TOKEN', 'short', /^METRICS_TOKEN must be/],
    ['TRUST_PROXY', 'yes', /^TRUST_PROXY must be/],
    ['TRUST_PROXY', '10.0.0.0/99', /^TRUST_PROXY must be/],
    ['SIGN_IN_LIMIT', '0', /^SIGN_IN_LIMIT must be a whole number/],
  ])('[X7] %s=%s is refused', (name, value, line) => {
    expect(() => parseConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => parseConfig({ [name]: value })).toThrow(line)
  })

  it('[S1] each console has a secret of its own, long enough', () => {
    const SERVICE_CONSOLES = 'knox-manage=https://manage.example/launch?x=1\nknox-guard=http://127.0.0.1:9/'
    const [one, other] = ['a'.repeat(32), 'b'.repeat(32)]
    const read = (SERVICE_CONSOLE_SECRETS: string) =>
      parseConfig({ SERVICE_CONSOLES, SERVICE_CONSOLE_SECRETS }).consoles
    expect(read(`knox-guard=${other} knox-manage=${one}`)).toEqual(
      new Map([
        ['knox-manage', { url: new URL('https://manage.example/launch?x=1'), secret: one }],
        ['knox-guard', { url: new URL('http://127.0.0.1:9/'), secret: other }],
      ]),
    )
    for (const secrets of [
      `knox-manage=${one}`,
      `knox-manage=${one} knox-guard=${one}`,
      `knox-manage=${one} knox-guard=short`,
      `knox-manage=${one} knox-guard=${other} knox-suite=${other}c`,
    ])
      expect(() => read(secrets)).toThrow(/^SERVICE_CONSOLE_SECRETS must be one secret/)
  })

  it('[FB12] what others could read on the way needs a word: addresses without TLS, mail servers without encryption', () => {
    const PUBLIC_URL = 'http://tandem.example'
    expect(parseConfig({ PUBLIC_URL, ALLOW_PLAIN_HTTP: 'true' }).publicUrl).toBe(PUBLIC_URL)
    for (const local of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
      expect(parseConfig({ PUBLIC_URL: local }).publicUrl).toBe(local)
    const mustEncrypt = (SMTP_URL: string, env = {}) => parseConfig({ SMTP_URL, ...env }).smtpMustEncrypt
    expect(mustEncrypt('smtp://mail.example')).toBe(true)
    expect(mustEncrypt('smtp://mail.example', { ALLOW_PLAIN_SMTP: 'true' })).toBe(false)
    expect(mustEncrypt('smtps://mail.example')).toBe(false)
    expect(mustEncrypt('smtp://127.0.0.1:2525')).toBe(false)
  })

  it('[X7] PostgreSQL needs a key of its own, an empty value counts as unset, and a slash at the end is no matter', () => {
    const DATABASE_URL = 'postgres://tandem@localhost/tandem'
    expect(() => parseConfig({ DATABASE_URL })).toThrow(/^SECRET_KEY must be 32 random bytes/)
    const REVOCATION_JOURNAL = '/var/lib/tandem/revocations.log'
    expect(parseConfig({ DATABASE_URL, SECRET_KEY: 'ab'.repeat(32), REVOCATION_JOURNAL }).secretKey).toHaveLength(32)
    expect(parseConfig({ PORT: '', SMTP_URL: '' })).toMatchObject({ port: 3000, smtpUrl: null })
    expect(parseConfig({ PUBLIC_URL: 'https://tandem.example/' }).publicUrl).toBe('https://tandem.example')
  })
})

import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { failureSchema } from '#shared/protocol/sign-in-requests.ts'
import { setUpForm, Tandem } from '../support/tandem.ts'

/** A request with headers that `fetch` won't send, such as Host. */
async function rawRequest(
  tandem: Tandem,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(tandem.origin)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    sent.on('error', reject)
    sent.end(method === 'POST' ? '{}' : undefined)
  })
}

describe('Where a request may come from', () => {
  it('[X2] every POST and DELETE from another origin, or from none, is refused', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const paths = [
      '/api/setup',
      '/api/session',
      '/api/invitation/look-up',
      '/api/invitation/register',
      '/api/invitation/decline',
    ]
    for (const path of [...paths, '/api/verify-email', '/api/verify-email/resend', '/api/sync']) {
      for (const origin of [
        'https://evil.example',
        'null',
        `${tandem.origin}.evil.example`,
        tandem.origin.replace('http', 'https'),
      ]) {
        const response = await msp.post(path, {}, { origin })
        expect([response.status, (await response.json()) as unknown], `${path} ${origin}`).toEqual([
          403,
          { error: { code: 'wrong-origin' } },
        ])
      }
      const none = await rawRequest(tandem, path, { cookie: msp.cookie!, 'content-type': 'application/json' }, 'POST')
      expect(none.status, path).toBe(403)
    }
    const foreign = await msp.request('/api/session', { method: 'DELETE', headers: { origin: 'https://evil.example' } })
    expect(foreign.status).toBe(403)
    expect((await msp.get('/api/session')).status).toBe(200)
  })

  it('[X2] PUBLIC_URL’s own pages are let in, and on loopback this address; a rebound name is not', async () => {
    await using tandem = await Tandem.start({ PUBLIC_URL: 'https://tandem.example' })
    const person = tandem.operator()
    const status = async (headers: Record<string, string>) =>
      (await rawRequest(tandem, '/api/session', headers, 'POST')).status
    const { port } = new URL(tandem.origin)
    expect((await person.post('/api/setup', setUpForm, { origin: 'https://tandem.example' })).status).toBe(201)
    expect(await status({ origin: tandem.origin })).toBe(400)
    expect(await status({ host: `localhost:${port}`, origin: `http://localhost:${port}` })).toBe(400)
    expect(await status({ host: `evil.example:${port}`, origin: `http://evil.example:${port}` })).toBe(403)
  })

  it('[SYNC6] a live lane from another origin or without a session is refused', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    }
    const foreign = await rawRequest(tandem, '/ws', { ...upgrade, cookie: msp.cookie!, origin: 'https://evil.example' })
    expect(foreign.status).toBe(403)
    const signedOut = await rawRequest(tandem, '/ws', { ...upgrade, origin: tandem.origin })
    expect(signedOut.status).toBe(401)
  })

  it('[SYNC2][X4] an exchange answers without a page’s policies: nobody could show its frames as one', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    const answers: Response[] = []
    const request = msp.request.bind(msp)
    msp.request = async (...args: Parameters<typeof request>) => {
      const response = await request(...args)
      answers.push(response)
      return response
    }
    await msp.sync()
    const { headers } = answers[0]!
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toBeNull()
  })

  it('[X4] what cannot be is answered in one shape, with security headers, and never cached', async () => {
    await using tandem = await Tandem.start()
    const person = tandem.operator()
    for (const [path, status] of [
      ['/api/nothing', 404],
      ['/api/session', 401],
    ] as const) {
      const response = await person.get(path)
      expect(response.status).toBe(status)
      expect(failureSchema.safeParse(await response.json()).success).toBe(true)
      expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(response.headers.get('referrer-policy')).toBe('no-referrer')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
    const big = await person.post('/api/setup', { ...setUpForm, companyName: 'x'.repeat(70_000) })
    expect([big.status, await big.json()]).toEqual([413, { error: { code: 'too-large' } }])
    const broken = await person.request('/api/setup', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    })
    expect([broken.status, await broken.json()]).toEqual([400, { error: { code: 'malformed' } }])
  })

  it('[X4] an unexpected error says nothing of itself to the person', async () => {
    await using tandem = await Tandem.start()
    await tandem.services.database.schema.dropTable('mail').execute()
    const response = await tandem.operator().post('/api/setup', setUpForm)
    expect([response.status, await response.json()]).toEqual([500, { error: { code: 'server-error' } }])
    expect(await tandem.services.database.selectFrom('organisation').selectAll().execute()).toEqual([])
  })
})

describe('The mailbox', () => {
  it('[FB5] the mailbox, /metrics and setting up are for whoever has the key, wherever a request seems to come from', async () => {
    await using tandem = await Tandem.start()
    const { port } = new URL(tandem.origin)
    // As a proxy that adds no header, or a forwarder of bytes, passes a stranger's request on.
    const seemsLocal: Record<string, string>[] = [{}, { host: `localhost:${port}` }, { host: `[::1]:${port}` }]
    const wrong = { authorization: `Bearer ${'x'.repeat(tandem.key.length)}` }
    for (const path of ['/mailbox', '/mailbox.json', '/metrics']) {
      const status = async (headers: Record<string, string>, search = '') =>
        (await rawRequest(tandem, path + search, headers)).status
      for (const headers of [...seemsLocal, wrong]) expect(await status(headers), path).toBe(403)
      expect(await status({}, '?key=wrong')).toBe(403)
      expect(await status({ cookie: 'tandem_operator=wrong' })).toBe(403)
      expect(await status({ authorization: `Bearer ${tandem.key}` })).toBe(200)
      expect(await status({ cookie: `tandem_operator=${tandem.key}` })).toBe(200)
    }
    const stranger = tandem.person()
    expect(await (await stranger.get('/api/setup')).json()).toEqual({ open: true, allowed: false })
    const refused = await stranger.post('/api/setup', setUpForm)
    expect([refused.status, await refused.json()]).toEqual([403, { error: { code: 'operator-key-needed' } }])
    expect(await tandem.services.database.selectFrom('organisation').selectAll().execute()).toEqual([])
  })

  it('[FB5] the key in the address becomes a cookie, and the address loses it', async () => {
    await using tandem = await Tandem.start()
    const browser = tandem.person()
    const shown = await browser.get(`/mailbox?key=${tandem.key}`)
    expect([shown.status, shown.headers.get('location')]).toEqual([303, '/mailbox'])
    expect(shown.headers.get('set-cookie')).toMatch(/HttpOnly/)
    expect((await browser.get('/mailbox')).status).toBe(200)
    expect(await (await browser.get('/api/setup')).json()).toEqual({ open: true, allowed: true })
    expect((await browser.post('/api/setup', setUpForm)).status).toBe(201)
  })

  it('[FB5] nodes with one SECRET_KEY have one key, in a file that only the server’s user reads', async () => {
    const SECRET_KEY = 'ab'.repeat(32)
    await using first = await Tandem.start({ SECRET_KEY })
    await using second = await Tandem.start({ SECRET_KEY })
    await using other = await Tandem.start()
    expect(first.key).toMatch(/^[\w-]{32}$/)
    expect(second.key).toBe(first.key)
    expect(other.key).not.toBe(first.key)
    const file = join(first.folder, 'operator.key')
    expect(await readFile(file, 'utf8')).toBe(`${first.key}\n`)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('[FB5] where others reach the server there is no mailbox unless it is asked for, and mail waits', async () => {
    const PUBLIC_URL = 'https://tandem.example'
    await using tandem = await Tandem.start({ PUBLIC_URL })
    await tandem.setUp({}, PUBLIC_URL)
    await tandem.application.mailSettled()
    expect((await tandem.operator().get('/mailbox', { accept: 'text/html' })).status).toBe(404)
    expect((await tandem.operator().get('/mailbox.json')).status).toBe(404)
    expect(await (await tandem.operator().get('/metrics')).text()).toContain('tandem_mails{state="waiting"} 1\n')

    await using asked = await Tandem.start({ PUBLIC_URL, MAILBOX: 'true' })
    await asked.setUp({}, PUBLIC_URL)
    expect(await asked.mails()).toHaveLength(1)
  })

  it('[FB5] a monitor has a token of its own', async () => {
    await using tandem = await Tandem.start({ METRICS_TOKEN: 'a-monitor-of-ours' })
    const status = async (token: string) =>
      (await tandem.person().get('/metrics', { authorization: `Bearer ${token}` })).status
    expect([await status('a-monitor-of-ours'), await status('somebody-elses'), await status(tandem.key)]).toEqual([
      200, 403, 200,
    ])
    expect((await tandem.person().get('/mailbox', { authorization: 'Bearer a-monitor-of-ours' })).status).toBe(403)
  })

  it('[X3] shows a mail in a frame where nothing can run, and its subject as text', async () => {
    await using tandem = await Tandem.start()
    await tandem.setUp({ firstName: '<script>alert(1)</script>', companyName: '"><img src=x onerror=alert(1)>' })
    await tandem.mails()
    const [mail] = await tandem.mails()
    const response = await tandem.operator().get(`/mailbox/${mail!.id}`)
    const page = await response.text()
    expect(page).not.toMatch(/<script|<img/)
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('[FA21] the mailbox is a list of all, in pages and searched, with one mail open', async () => {
    await using tandem = await Tandem.start()
    await tandem.setUp()
    await tandem.mails()
    const { database } = tandem.services
    const [mail] = await database.selectFrom('mail').selectAll().execute()
    const others = Array.from({ length: 260 }, (_, n) => ({
      ...mail!,
      id: `m${n}`,
      once_key: `m${n}`,
      recipient: `Person${n}@other.example`,
      subject: n === 7 ? '100% _yours_' : `Mail ${n}`,
      sent_at: tandem.clock.now() + n + 1,
    }))
    for (let at = 0; at < others.length; at += 50)
      await database
        .insertInto('mail')
        .values(others.slice(at, at + 50))
        .execute()
    const page = async (path: string) => (await tandem.operator().get(path)).text()
    const lines = (text: string) => [...text.matchAll(/<strong>([^<]*)<\/strong>/g)].map(([, subject]) => subject)
    const first = await page('/mailbox')
    expect(lines(first)).toHaveLength(50)
    expect(lines(first)[0]).toBe('Mail 259')
    expect(first).toMatch(/261 mails, page 1 of 6/)
    expect(first).not.toContain('<iframe')
    expect(lines(await page('/mailbox?page=6'))).toHaveLength(11)
    expect(lines(await page('/mailbox?search=PERSON12%40'))).toEqual(['Mail 12'])
    expect(lines(await page('/mailbox?search=100%25%20_y'))).toEqual(['100% _yours_'])
    expect(lines(await page('/mailbox?search=nothing-like-it'))).toEqual([])
    const open = await page('/mailbox/m12?page=5')
    expect(open.match(/<iframe/g)).toHaveLength(1)
    expect(open).toContain('aria-current')
    expect((await tandem.operator().get('/mailbox/unknown')).status).toBe(404)
    const json = await tandem.operator().get('/mailbox.json?page=2')
    expect([((await json.json()) as unknown[]).length, json.headers.get('x-total-count')]).toEqual([61, '261'])
  })

  it('[X3] is not there once SMTP is configured', async () => {
    await using tandem = await Tandem.start({ SMTP_URL: 'smtp://127.0.0.1:9' })
    expect((await tandem.operator().get('/mailbox')).status).toBe(404)
    expect((await tandem.operator().get('/mailbox.json')).status).toBe(404)
  })
})

describe('Operation', () => {
  it('[X4] health, readiness and metrics answer, and readiness follows the database', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    await tandem.mails()
    expect(await (await msp.get('/healthz')).text()).toBe('ok')
    expect((await msp.get('/readyz')).status).toBe(200)
    const metrics = await (await tandem.operator().get('/metrics')).text()
    expect(metrics).toContain('tandem_mails{state="sent"} 1\n')
    expect(metrics).toContain('# TYPE tandem_live_sockets gauge\ntandem_live_sockets 0\n')
    expect(metrics.match(/# TYPE tandem_mails /g)).toHaveLength(1)
    expect(metrics).not.toContain('@')
    await tandem.services.database.schema.dropTable('database_fact').execute()
    expect((await msp.get('/readyz')).status).toBe(503)
    expect((await msp.get('/healthz')).status).toBe(200)
  })
})

describe('The built app', () => {
  const shell = `<!doctype html><meta http-equiv="content-security-policy" content="default-src 'self'; script-src 'self' 'sha256-x='">shell`

  async function withBuild(): Promise<Tandem> {
    const folder = await Tandem.temporaryFolder()
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await mkdir(join(folder, '_app/immutable/chunks'), { recursive: true })
    const files = {
      '200.html': shell,
      'service-worker.js': 'sw()',
      'icon.svg': '<svg/>',
      '_app/immutable/chunks/a.js': 'a()',
      '_app/version.json': '{}',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    await writeFile(join(folder, '_app/immutable/chunks/a.js.br'), 'compressed')
    return Tandem.start({ TEST_BUILD: folder })
  }

  it('[X1] [FC14] pages get the shell at any depth, whoever takes anything too; API, live lane, build files and other files never do', async () => {
    await using tandem = await withBuild()
    const page = (path: string) => tandem.person().get(path, { accept: 'text/html,*/*' })
    for (const path of ['/', '/setup', '/customers/1234567890', '/register?link=a.b']) {
      const response = await page(path)
      expect([response.status, await response.text()], path).toEqual([200, shell])
      expect(response.headers.get('content-type')).toMatch(/^text\/html/)
      expect(response.headers.get('cache-control')).toBe('no-cache')
    }
    for (const path of [
      '/api/nothing',
      '/ws/x',
      '/_app/immutable/missing.js',
      '/_app/x',
      '/missing.png',
      '/200.html.map',
      '/..%2f..%2fpackage.json',
    ]) {
      expect((await page(path)).status, path).toBe(404)
    }
    expect((await tandem.person().get('/customers', { accept: 'application/json' })).status).toBe(404)
    for (const path of ['/register', '/decline?link=a.b', '/verify-email']) {
      const response = await tandem.person().get(path, { accept: '*/*' })
      expect([response.status, await response.text()], `[FC14] ${path}`).toEqual([200, shell])
    }
    expect((await tandem.person().post('/customers', {})).status).toBe(404)
  })

  it('[FB12] a page’s policy comes as a header too, with who may frame it', async () => {
    await using tandem = await withBuild()
    for (const path of ['/customers', '/200.html']) {
      const response = await tandem.person().get(path, { accept: 'text/html' })
      expect(response.headers.get('content-security-policy'), path).toBe(
        "default-src 'self'; script-src 'self' 'sha256-x='; frame-ancestors 'none'",
      )
    }
  })

  it('[X1] only hashed files that exist are kept for good; the service worker is always asked for', async () => {
    await using tandem = await withBuild()
    const cacheOf = async (path: string) => {
      const response = await tandem.person().get(path)
      await response.arrayBuffer()
      return response.headers.get('cache-control')
    }
    expect(await cacheOf('/_app/immutable/chunks/a.js')).toBe('public, max-age=31536000, immutable')
    expect(await cacheOf('/_app/immutable/chunks/missing.js')).toBeNull()
    expect(await cacheOf('/service-worker.js')).toBe('no-cache')
    expect(await cacheOf('/_app/version.json')).toBe('no-cache')
    const compressed = await rawRequest(tandem, '/_app/immutable/chunks/a.js', { 'accept-encoding': 'br' })
    expect(compressed.body).toBe('compressed')
  })
})

import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cryptoIds, type IdSource } from '#shared/domain/ids.ts'
import { operatorKey } from '../../server/auth/operator-key.ts'
import { startApplication, type Application } from '../../server/application.ts'
import { parseConfig } from '../../server/config.ts'
import type { Log } from '../../server/log.ts'
import { syncRoutes } from '../../server/http/sync-routes.ts'
import type { AppEnvironment } from '../../server/http/app-environment.ts'
import { rounds, warmUp, type AssembleApp } from '../../server/warm-up/warm-up.ts'
import { RunningServer } from '../support/server.ts'

let folder: string
let application: Application
let said: [facts: Record<string, unknown>, message: string][]

async function start(ids: IdSource = cryptoIds, env: Record<string, string> = {}): Promise<void> {
  said = []
  const say: Log['warn'] = (facts, message) => void said.push([facts, message])
  const log: Log = { security: (event, facts) => say(facts, event), info: say, warn: say, error: say }
  const config = parseConfig({ PORT: '0', TANDEM_DATA: folder, ...env })
  application = await startApplication(config, {
    ids,
    log,
    buildFolder: join(folder, 'no-build'),
    warmUpLimitMs: 60_000,
  })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-test-'))
})

afterEach(async () => {
  await application.close()
  await rm(folder, { recursive: true, force: true })
})

const get = (path: string) => fetch(application.address + path)

describe('Warming up', () => {
  it('[X4] runs every round without a word, adds no file, and no operator’s limit is in its way', async () => {
    await start(cryptoIds, { EXCHANGE_LIMIT: '1' })
    const before = await readdir(folder)
    expect(await application.warmUp()).toBe(rounds)
    expect(await readdir(folder)).toEqual(before)
    expect(said).toEqual([])
  })

  it('[X4] ends when somebody asks for something, who is answered meanwhile; a balancer’s question does not end it', async () => {
    await start()
    const metrics = `/metrics?key=${operatorKey(application.services.key)}`
    const statuses = () => Promise.all(['/healthz', '/readyz', metrics].map(async (path) => (await get(path)).status))
    expect(await statuses()).toEqual([200, 200, 200])
    const practising = application.warmUp()
    expect(await statuses(), 'other nodes are warm').toEqual([200, 503, 200])
    expect((await get('/api/session')).status).toBe(401)
    expect(await practising).toBeLessThan(rounds)
    expect(await statuses()).toEqual([200, 200, 200])
    expect(await application.warmUp()).toBe(0)
    expect(said).toEqual([])
  })

  it('[X4] does not keep a server from closing', async () => {
    await start()
    const practising = application.warmUp()
    await application.close()
    expect(await practising).toBeLessThan(rounds)
    expect(said).toEqual([])
    await start()
  })

  it('[X4] that fails is said by its kind and place, and the server goes on', async () => {
    const clientId = () => {
      throw new RangeError('jo@acme.example')
    }
    await start({ ...cryptoIds, clientId })
    expect(await application.warmUp()).toBe(0)
    expect(said).toMatchObject([[{ error: 'RangeError' }, 'the warm-up stopped short']])
    expect(JSON.stringify(said)).not.toContain('acme')
    expect((await get('/readyz')).status).toBe(200)
  })

  it('[X4] whose live connection breaks is over, instead of waiting for ever', async () => {
    await start()
    let exchanges = 0
    const assemble: AssembleApp = (services, rateLimits, hub) => {
      const app = new Hono<AppEnvironment>().route('/', syncRoutes(services, hub, rateLimits))
      const fetch = (request: Request, bindings: HttpBindings) => {
        if (request.method === 'POST' && ++exchanges === 2) hub.close()
        return app.fetch(request, bindings)
      }
      return { fetch }
    }
    const practising = warmUp(application.services, assemble, new AbortController().signal)
    await expect(practising).rejects.toThrow('a live lane was closed')
  })

  it('[X4] of a server as `npm start` starts it is done without a word before it says its address', async () => {
    await start()
    const server = await RunningServer.start({ env: { TANDEM_WARM_UP: 'true' } })
    try {
      expect(await server.stop()).toBe(0)
      expect(server.output).not.toContain('warm-up')
    } finally {
      await server.remove()
    }
  })
})

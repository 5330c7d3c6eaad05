import { Hono } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import { sameSecret } from '../../auth/token.ts'
import type { AppEnvironment, HttpServices } from '../app-environment.ts'
import { bearerOf, holdsOperatorKey } from './operator-access.ts'

export interface Gauge {
  name: string
  help: string
  value: number
  labels?: Record<string, string>
}

export interface HealthSource extends Pick<HttpServices, 'services'> {
  isReady(): Promise<boolean>
  readGauges(): Promise<Gauge[]>
}

/** Prometheus text format; the values are counts, so there is nothing personal in them. */
function printGauges(gauges: readonly Gauge[]): string {
  const named = new Set<string>()
  const lines = gauges.flatMap(({ name, help, value, labels }) => {
    const heading = named.has(name) ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`]
    named.add(name)
    const pairs = Object.entries(labels ?? {}).map(([label, text]) => `${label}="${text}"`)
    return [...heading, `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`]
  })
  return `${lines.join('\n')}\n`
}

/** `/healthz`: the process answers. `/readyz`: the database does too. `/metrics` is the operator's. */
export function healthRoutes({ services, isReady, readGauges }: HealthSource): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  routes.get('/healthz', (c) => c.text('ok'))
  routes.get('/readyz', async (c) => ((await isReady()) ? c.text('ready') : c.text('not ready', 503)))
  routes.get('/metrics', async (c) => {
    const { metricsToken } = services.config
    const isMonitor = metricsToken !== null && sameSecret(bearerOf(c) ?? '', metricsToken)
    if (!isMonitor && !holdsOperatorKey(c, services)) throw new Refusal('operator-key-needed')
    return c.body(printGauges(await readGauges()), 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
      'Cache-Control': 'no-store',
    })
  })
  return routes
}

import ipaddr from 'ipaddr.js'
import type { Context, MiddlewareHandler } from 'hono'
import type { Services } from '../services.ts'
import type { AppEnvironment } from './app-environment.ts'

type Address = ReturnType<typeof ipaddr.process>

const loopbackHosts = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

/** The proxies of our own, as `TRUST_PROXY` names them. */
type TrustedProxies = Services['config']['trustProxy']

function socketAddress(c: Context<AppEnvironment>): string {
  return c.env?.incoming?.socket?.remoteAddress ?? ''
}

/** However it is spelled: with a port, in brackets, with a zone, or IPv4 written as IPv6. */
function parseAddress(text: string): Address | null {
  const withoutPort = /^\[([^\]]*)\]/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  const bare = withoutPort.replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : null
}

function isWithin(address: Address, ranges: readonly string[]): boolean {
  return ranges.some((range) => {
    const network = ipaddr.parseCIDR(range)
    return network[0].kind() === address.kind() && address.match(network)
  })
}

/** Everybody whom one line of the internet serves counts as one: a household or a server has a whole /64 of IPv6. */
function countedAs(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`).toString()}/64`
}

/** From the nearest to the farthest: who is connected, and whom each of them says it asks for. */
function hops(c: Context<AppEnvironment>): Address[] {
  const forwarded = c.req.header('x-forwarded-for')?.split(',').reverse() ?? []
  const found: Address[] = []
  for (const text of [socketAddress(c), ...forwarded]) {
    const address = parseAddress(text.trim())
    // Beyond what can't be read anything may have been written.
    if (!address) break
    found.push(address)
  }
  return found
}

/** Whom limits count. Behind proxies of our own it is the one whom the farthest of them saw; anybody can write what is before. */
export function clientAddress(c: Context<AppEnvironment>, trusted: TrustedProxies): string {
  const known = hops(c)
  let place = 0
  if (trusted && 'hops' in trusted) place = Math.min(trusted.hops, known.length - 1)
  if (trusted && 'ranges' in trusted)
    while (place < known.length - 1 && isWithin(known[place]!, trusted.ranges)) place++
  const client = known[place]
  return client ? countedAs(client) : 'unknown'
}

const saidEveryMs = 60 * 60 * 1000

/** Says when somebody whom `TRUST_PROXY` doesn't name forwards requests: then limits count everybody behind it as one. */
export function watchForwarding({ config, clock, log }: Services): MiddlewareHandler<AppEnvironment> {
  let saidAt = -Infinity
  const { trustProxy } = config
  const isUntrusted = (c: Context<AppEnvironment>): boolean => {
    if (trustProxy && 'hops' in trustProxy) return false
    const address = parseAddress(socketAddress(c))
    return !trustProxy || !address || !isWithin(address, trustProxy.ranges)
  }
  return async (c, next) => {
    const forwards = c.req.header('x-forwarded-for') !== undefined || c.req.header('forwarded') !== undefined
    if (forwards && clock.now() - saidAt >= saidEveryMs && isUntrusted(c)) {
      saidAt = clock.now()
      log.warn(
        {},
        'requests are forwarded by somebody TRUST_PROXY does not name: limits count all who come that way as one',
      )
    }
    await next()
  }
}

/** A name only this machine answers to: a foreign name that resolves to loopback is a rebinding attack. */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && loopbackHosts.test(host)
}

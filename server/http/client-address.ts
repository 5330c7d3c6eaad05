import type { Context } from 'hono'
import type { AppEnvironment } from './app-environment.ts'

const loopbackHosts = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

function socketAddress(c: Context<AppEnvironment>): string {
  return c.env?.incoming?.socket?.remoteAddress ?? ''
}

/** Whom limits count. Behind a proxy of our own it is the last address that proxy saw; anybody can write the ones before. */
export function clientAddress(c: Context<AppEnvironment>, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  return forwarded || socketAddress(c) || 'unknown'
}

/** A name only this machine answers to: a foreign name that resolves to loopback is a rebinding attack. */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && loopbackHosts.test(host)
}

import { bodyLimit } from 'hono/body-limit'
import type { MiddlewareHandler } from 'hono'
import { Refusal } from '#shared/domain/refusal.ts'
import type { AppEnvironment } from './app-environment.ts'

/** Refuses with `too-large` a body of more than `maxSize` bytes, at once when it says so, otherwise when it gets there. */
export function limitBody(maxSize: number): MiddlewareHandler<AppEnvironment> {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new Refusal('too-large')
    },
  })
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Hono, type Context } from 'hono'
import { serveStatic } from '@hono/node-server/serve-static'
import type { AppEnvironment } from './app-environment.ts'

const year = 'public, max-age=31536000, immutable'
const ask = 'no-cache'

/** Never a page: the API, the live lane, build files and whatever looks like a file. */
const notPages = /^\/(api|ws|_app)(\/|$)|\.[^/]*$/

function isPageRequest(c: Context): boolean {
  return !notPages.test(c.req.path) && (c.req.header('accept') ?? '').includes('text/html')
}

/**
 * The built app. Only existing hashed files are cached for good: a missing chunk's 404 kept for a year
 * would break that browser for a year. Pages all get the same shell.
 */
export function staticRoutes(buildFolder: string): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  // Without a build (`npm run dev`) there is nothing to serve, and another root must never take its place.
  if (!existsSync(buildFolder)) return routes
  const shell = serveStatic<AppEnvironment>({ path: join(buildFolder, '200.html'), precompressed: true })
  const files = serveStatic<AppEnvironment>({ root: buildFolder, precompressed: true })

  routes.get('/_app/immutable/*', async (c, next) => {
    await next()
    if (c.res.ok) c.res.headers.set('Cache-Control', year)
  })
  routes.get('*', async (c, next) => {
    await next()
    if (c.res.ok && !c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', ask)
  })
  routes.get('*', async (c, next) => (/\.[^/]*$/.test(c.req.path) ? files(c, next) : next()))
  routes.get('*', async (c, next) => (isPageRequest(c) ? shell(c, next) : next()))
  return routes
}

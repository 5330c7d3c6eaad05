import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono, type Context } from 'hono'
import { serveStatic } from '@hono/node-server/serve-static'
import type { AppEnvironment } from './app-environment.ts'

const year = 'public, max-age=31536000, immutable'
const ask = 'no-cache'

/** Never a page: the API, the live lane, build files and whatever looks like a file. */
const notPages = /^\/(api|ws|_app)(\/|$)|\.[^/]*$/

/** A browser says `text/html`; a program that opens a link may say that it takes anything, or nothing. */
function isPageRequest(c: Context): boolean {
  return !notPages.test(c.req.path) && /text\/html|\*\/\*/.test(c.req.header('accept') ?? '*/*')
}

/** The policy that the build wrote into the page, as the header that it can't be taken out of; and who may frame it, which only a header says. */
function readPagePolicy(shell: string): string | null {
  const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/i.exec(readFileSync(shell, 'utf8'))?.[1]
  return policy === undefined ? null : `${policy.replaceAll('&#39;', "'")}; frame-ancestors 'none'`
}

/**
 * The built app. Only existing hashed files are cached for good: a missing chunk's 404 kept for a year
 * would break that browser for a year. Pages all get the same shell.
 */
export function staticRoutes(buildFolder: string): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()
  // Without a build (`npm run dev`) there is nothing to serve, and another root must never take its place.
  if (!existsSync(buildFolder)) return routes
  const page = join(buildFolder, '200.html')
  const policy = existsSync(page) ? readPagePolicy(page) : null
  const shell = serveStatic<AppEnvironment>({ path: page, precompressed: true })
  const files = serveStatic<AppEnvironment>({ root: buildFolder, precompressed: true })

  routes.get('/_app/immutable/*', async (c, next) => {
    await next()
    if (c.res.ok) c.res.headers.set('Cache-Control', year)
  })
  routes.get('*', async (c, next) => {
    await next()
    if (!c.res.ok) return
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', ask)
    if (policy !== null && c.res.headers.get('content-type')?.startsWith('text/html'))
      c.res.headers.set('Content-Security-Policy', policy)
  })
  routes.get('*', async (c, next) => (/\.[^/]*$/.test(c.req.path) ? files(c, next) : next()))
  routes.get('*', async (c, next) => (isPageRequest(c) ? shell(c, next) : next()))
  return routes
}

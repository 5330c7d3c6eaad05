import { Hono } from 'hono'
import { exportQuestionSchema } from '#shared/protocol/sign-in-requests.ts'
import { openExport } from '../commands/export/open-export.ts'
import type { AppEnvironment, HttpServices } from './app-environment.ts'
import { readForm } from './read-form.ts'
import { requireProof, requireSession } from './require-session.ts'

/** What a side could see of an account at the end (M17), as a file. A POST: it wants proof, and whose it is belongs into no address. */
export function exportRoutes({ services }: HttpServices): Hono<AppEnvironment> {
  const routes = new Hono<AppEnvironment>()

  routes.post('/former/export', requireSession(services), requireProof(services), async (c) => {
    const asked = await readForm(c, exportQuestionSchema)
    const { access, sessionId } = c.var
    const pieces = await openExport(services, { access, sessionId }, asked)
    c.header('content-type', asked.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json')
    c.header('content-disposition', `attachment; filename="account.${asked.format}"`)
    return c.body(streamOf(pieces))
  })

  return routes
}

/** One piece at a time: as fast as it is read, and no further where nobody does. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => void (await pieces.return(undefined)),
  })
}

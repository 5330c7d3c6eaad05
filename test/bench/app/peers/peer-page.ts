/** Serves a plain page with the peers' code and the documents. */
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'vite'
import { packList } from '../../sync/packed-list.ts'
import { root } from '../../sync/processes/server-process.ts'
import { documentIdOf } from '../../sync/tandem/layout.ts'
import { accountUpdate } from '../customers.ts'

async function bundle(): Promise<string> {
  const entry = join(root, 'test/bench/app/peers/stores.ts')
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, target: 'esnext', lib: { entry, formats: ['es'], fileName: 'stores' } },
  })
  const outputs = [built].flat().flatMap((each) => ('output' in each ? each.output : []))
  const chunk = outputs.find((each) => each.type === 'chunk')
  if (!chunk) throw new Error("the peers' code could not be bundled")
  return chunk.code
}

export async function servePeerPage(n: number): Promise<{ origin: string; close(): void }> {
  const code = await bundle()
  const documents = packList(Array.from({ length: n }, (_, index) => [documentIdOf(index), accountUpdate(index, n)]))
  const answers: Record<string, [type: string, body: string | Uint8Array]> = {
    '/': ['text/html', '<!doctype html><title>Peers</title><script type="module" src="/stores.js"></script>'],
    '/stores.js': ['text/javascript', code],
    '/documents': ['application/octet-stream', documents],
  }
  const server = createServer(({ url = '' }, response) => {
    const [type, body] = answers[url] ?? ['text/plain', '']
    response.writeHead(url in answers ? 200 : 404, { 'content-type': type }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() }
}

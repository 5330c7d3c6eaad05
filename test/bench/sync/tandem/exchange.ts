/** One exchange of a bench device, as `src/lib/sync/exchange.ts` makes it. */
import type { Item } from '#shared/protocol/request.ts'
import type { BenchDevice } from './bench-device.ts'
import type { HttpWire } from '../wire/http-wire.ts'

export async function exchange(
  device: BenchDevice,
  wire: HttpWire,
  items: readonly Item[],
  options: { rowsUsable?: () => void; record?: (chunk: Uint8Array) => void } = {},
): Promise<void> {
  const reader = device.reader(options.rowsUsable)
  const headers = {
    cookie: device.person.cookie,
    'content-type': 'application/x-tandem-frames',
    'content-encoding': 'gzip',
  }
  for await (const chunk of wire.post('/api/sync', device.request(items), headers)) {
    options.record?.(chunk)
    reader.push(chunk)
  }
}

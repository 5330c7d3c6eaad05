/** The measured device: one exchange, whatever there is to do. Run by the harness as a process of its own. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accountShape } from '#shared/document/document-shape.ts'
import { openDocument, readValues } from '#shared/document/document-values.ts'
import { serveJob, type Job, type PreparedClient } from '../processes/device-process.ts'
import { BenchDevice, StoredStates } from './bench-device.ts'
import { exchange } from './exchange.ts'
import { findWrongCustomers } from './find-wrong-customers.ts'
import { HttpWire } from '../wire/http-wire.ts'
import { documentIdOf } from './layout.ts'
import { readPeople } from './people.ts'
import { queueEdits } from './queued-edits.ts'
import { storedFramesFile } from './seed-files.ts'

function prepare({ work, side, n, port, seeds }: Job): PreparedClient {
  const shelf = new StoredStates()
  const [traveller, colleague] = readPeople(seeds)
  const device = new BenchDevice(side === 'local' ? traveller : colleague, shelf)
  if (work !== 'first') device.reader().push(readFileSync(join(seeds, storedFramesFile)))
  const items = work === 'return' ? queueEdits(n, side, device, shelf) : []
  const wire = new HttpWire(port)
  const readAccount = (index: number) => {
    const state = shelf.states.get(documentIdOf(index))
    return state && readValues(openDocument(accountShape, state), accountShape)
  }
  return {
    run: (rowsUsable) => exchange(device, wire, items, { rowsUsable }),
    traffic: () => wire.traffic(),
    check: () => [
      ...(device.accepted === items.length ? [] : [`${device.accepted} of ${items.length} edits were taken`]),
      ...(device.relationships.size === n ? [] : [`${device.relationships.size} rows of ${n}`]),
      ...findWrongCustomers(n, work, readAccount),
    ],
  }
}

await serveJob(prepare)

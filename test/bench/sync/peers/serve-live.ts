import { LiveEdits, type LiveClient } from '../live-edits.ts'
import { live } from '../plan.ts'
import { serveJob, type Job, type PreparedClient } from '../processes/device-process.ts'
import { socketTraffic } from '../wire/counting-socket.ts'

/** The live lane's job with a peer's clients, opened one after the other. */
export async function serveLive(
  openClient: (port: number, client: number, edits: LiveEdits) => Promise<LiveClient>,
): Promise<void> {
  await serveJob(async ({ port }: Job): Promise<PreparedClient> => {
    const edits = new LiveEdits()
    const clients: LiveClient[] = []
    for (let client = 0; client < live.clients; client++) clients.push(await openClient(port, client, edits))
    await edits.settle()
    return {
      run: () => edits.run(clients),
      latencies: () => edits.summary(),
      traffic: socketTraffic,
      check: () => edits.check(clients),
    }
  })
}

/** The thread of {@link WalCheckpointer}: a connection that only checkpoints, without making readers or writers wait. */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

const database = new DatabaseSync(workerData as string, { timeout: 2000 })
database.exec('pragma synchronous = full')

parentPort!.on('message', (message: 'checkpoint' | 'close') => {
  if (message === 'close') {
    database.close()
    parentPort!.close()
    return
  }
  try {
    database.exec('pragma wal_checkpoint(passive)')
  } catch {
    // A full disk, say: the log keeps what it has, and the next one tries again.
  }
  parentPort!.postMessage('done')
})

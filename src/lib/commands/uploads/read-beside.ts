import type { ChosenColumns } from './guess-columns.ts'
import { fileLimits, type DeviceFile, type FileTrouble } from './read-device-file.ts'

/** Reads the file in a worker of its own, which ends with it; where there is none to be had, here. */
export async function readBeside(file: File, chosen: ChosenColumns | null = null): Promise<DeviceFile | FileTrouble> {
  if (file.size > fileLimits.bytes) return 'too-large'
  const bytes = await file.arrayBuffer()
  return inWorker(bytes.slice(0), chosen).catch(async () => {
    const { readDeviceFile } = await import('./read-device-file.ts')
    return readDeviceFile(new Uint8Array(bytes), chosen)
  })
}

function inWorker(bytes: ArrayBuffer, chosen: ChosenColumns | null): Promise<DeviceFile | FileTrouble> {
  const worker = new Worker(new URL('./device-file.worker.ts', import.meta.url), { type: 'module' })
  return new Promise<DeviceFile | FileTrouble>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<DeviceFile | FileTrouble>) => resolve(data)
    worker.onerror = () => reject(new Error('the file could not be read in a worker'))
    worker.postMessage({ bytes, chosen }, [bytes])
  }).finally(() => worker.terminate())
}

// Ten thousand rows are read beside the page, which goes on drawing meanwhile.
import { readDeviceFile } from './read-device-file.ts'
import type { ChosenColumns } from './guess-columns.ts'

addEventListener('message', ({ data }: MessageEvent<{ bytes: ArrayBuffer; chosen: ChosenColumns | null }>) => {
  postMessage(readDeviceFile(new Uint8Array(data.bytes), data.chosen))
})

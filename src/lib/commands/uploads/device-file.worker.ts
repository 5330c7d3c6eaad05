// Ten thousand rows are read beside the page, which goes on drawing meanwhile.
import { readDeviceFile } from './read-device-file.ts'

addEventListener('message', (event: MessageEvent<ArrayBuffer>) => {
  postMessage(readDeviceFile(new Uint8Array(event.data)))
})

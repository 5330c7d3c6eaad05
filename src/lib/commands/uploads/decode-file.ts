/** The text of a file as spreadsheets write it: UTF-8, UTF-16 with its mark, or the code page of Windows or of Korea. */

export type FileEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'euc-kr' | 'windows-1252'

export function decodeFile(bytes: Uint8Array): { text: string; encoding: FileEncoding } {
  const encoding = encodingOf(bytes)
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}

function encodingOf(bytes: Uint8Array): FileEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return isKorean(bytes) ? 'euc-kr' : 'windows-1252'
  }
}

/** Hangul is pairs of one byte from B0 to C8 and one from A1 on; in western text such letters stand alone. */
function isKorean(bytes: Uint8Array): boolean {
  let [high, paired] = [0, 0]
  for (let place = 0; place < bytes.length; place++) {
    const [byte, next] = [bytes[place]!, bytes[place + 1] ?? 0]
    if (byte < 0x80) continue
    high++
    if (byte < 0xb0 || byte > 0xc8 || next < 0xa1) continue
    high++
    paired += 2
    place++
  }
  return paired > high * 0.6
}

/** The first bytes of a workbook: it has to be saved as CSV first. */
export function isWorkbook(bytes: Uint8Array): boolean {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
  const isOld = bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0
  return isZip || isOld
}

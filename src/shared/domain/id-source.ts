/** Where random ids and Yjs client ids come from; tests hand in a seeded one. */
export interface IdSource {
  /** 128 random bits as 22 characters of base64url. */
  randomId(): string
  /** A Yjs client id: an unsigned 32-bit integer, never 0. */
  clientId(): number
}

function base64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

const bytesPerId = 16
/** Asking the platform costs about as much for many ids as for one. */
const drawn = new Uint8Array(64 * bytesPerId)
let taken = drawn.length

function takeRandomBytes(): Uint8Array {
  if (taken === drawn.length) {
    crypto.getRandomValues(drawn)
    taken = 0
  }
  taken += bytesPerId
  return drawn.subarray(taken - bytesPerId, taken)
}

/** The production source, from the platform's cryptographic generator. */
export const cryptoIds: IdSource = {
  randomId: () => base64Url(takeRandomBytes()),
  clientId: () => crypto.getRandomValues(new Uint32Array(1))[0]! || 1,
}

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

/** The production source, from the platform's cryptographic generator. */
export const cryptoIds: IdSource = {
  randomId: () => base64Url(crypto.getRandomValues(new Uint8Array(16))),
  clientId: () => crypto.getRandomValues(new Uint32Array(1))[0]! || 1,
}

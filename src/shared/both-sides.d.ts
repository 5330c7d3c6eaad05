// What browsers and Node both have, and shared code may therefore use. Only this folder's own type check
// reads it: `document` or `process` here is an error, because neither library is loaded.
declare const crypto: {
  getRandomValues<T extends ArrayBufferView>(array: T): T
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`
  readonly subtle: {
    digest(algorithm: 'SHA-256', data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer>
  }
}
declare function atob(data: string): string
declare function btoa(data: string): string
declare function structuredClone<T>(value: T): T
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(input?: ArrayBufferView | ArrayBuffer): string
}
declare class URL {
  constructor(url: string, base?: string | URL)
  readonly protocol: string
  readonly username: string
  readonly host: string
  readonly hostname: string
  readonly pathname: string
  readonly href: string
  static canParse(url: string, base?: string): boolean
}

/** Which services have a console at an address of their own, and the secret each shares with it (S1). All others have the built-in one. */
import { findService } from '#shared/domain/service-catalogue.ts'
import type { ServiceId } from '#shared/domain/service.ts'

export interface ServiceConsole {
  url: URL
  /** Links are signed with it; no other service's console knows it. */
  secret: string
}

export type ServiceConsoles = ReadonlyMap<ServiceId, ServiceConsole>

const secretPattern = /^[\w.~+/=-]{32,}$/

/** `service=value`, apart by spaces or lines; null where one is none or stands there twice. */
function readPairs(text: string): Map<ServiceId, string> | null {
  const pairs = new Map<ServiceId, string>()
  for (const pair of text.split(/\s+/).filter((each) => each !== '')) {
    const at = pair.indexOf('=')
    const service = pair.slice(0, Math.max(0, at))
    if (!findService(service) || pairs.has(service)) return null
    pairs.set(service, pair.slice(at + 1))
  }
  return pairs
}

/** Null: not what it must be. `isAllowed`: whether people may be sent there. */
export function parseConsoleUrls(
  text: string,
  isAllowed: (url: string) => boolean,
): ReadonlyMap<ServiceId, URL> | null {
  const pairs = readPairs(text)
  const isAddress = (url: string) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && isAllowed(url)
  if (!pairs || ![...pairs.values()].every(isAddress)) return null
  return new Map([...pairs].map(([service, url]) => [service, new URL(url)]))
}

/** One for each of `urls`, no two alike and none besides; null otherwise. */
export function parseConsoleSecrets(text: string, urls: ReadonlyMap<ServiceId, URL>): ServiceConsoles | null {
  const secrets = readPairs(text)
  if (!secrets || secrets.size !== urls.size || new Set(secrets.values()).size !== secrets.size) return null
  const consoles = new Map<ServiceId, ServiceConsole>()
  for (const [service, url] of urls) {
    const secret = secrets.get(service)
    if (!secret || !secretPattern.test(secret)) return null
    consoles.set(service, { url, secret })
  }
  return consoles
}

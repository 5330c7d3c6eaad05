/** `acme.example:8443/shop` names a host and its port; `javascript:…` names a scheme, whatever follows it. */
const scheme = /^(?:(?:javascript|data|vbscript|blob|file):|[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:[/?#]|$)))/i

/** Where a website leads, `https` where nothing is said; null for what isn't an address of the web. */
export function websiteAddress(website: string): URL | null {
  const address = scheme.test(website) ? website : `https://${website}`
  if (website === '' || !URL.canParse(address)) return null
  const url = new URL(address)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : null
}

/** Whether the host is one that the web could have: `n/a` and `@acme` lead nowhere. */
export function looksLikeWebsite(website: string): boolean {
  if (website === '') return true
  const url = websiteAddress(website)
  if (!url || url.username !== '') return false
  return /\.(?:\p{L}{2,}|xn--[a-z0-9-]+)\.?$|^[\d.]+$|^\[/iu.test(url.hostname)
}

/** The host as it was typed, without `www.` and in small letters; empty where there is none. Cheap: lists ask it of every customer. */
export function websiteHost(website: string): string {
  const host = /^\s*(?:https?:\/\/)?(?:www\d?\.)?([^\s/?#:@]+)(?:[/?#:]|\s*$)/i.exec(website)?.[1] ?? ''
  return host.includes('.') ? host.replace(/\.$/, '').toLowerCase() : ''
}

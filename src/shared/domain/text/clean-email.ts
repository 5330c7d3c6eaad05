import { cleanLine, narrow } from './clean-line.ts'

/** The domain as DNS has it, so that `müller.example` and `xn--mller-kva.example` are one address. */
function cleanDomain(domain: string): string {
  const name = domain.toLowerCase().replace(/\.$/, '')
  if (!/[\u0080-\uffff]/.test(name) || /[/?#:\\[\]]/.test(name)) return name
  return URL.canParse(`https://${name}`) ? new URL(`https://${name}`).hostname : name
}

/** The bare address of what people paste: `Mina Cho <mina@acme.example>`, `mailto:mina@acme.example`. */
export function cleanEmail(text: string): string {
  const line = narrow(cleanLine(text))
  const inBrackets = /<([^<>]*)>[\s;,.]*$/.exec(line)?.[1] ?? line
  const address = inBrackets
    .trim()
    .replace(/^mailto:\s*([^?]*).*$/i, '$1')
    .replace(/[;,]+$/, '')
    .trim()
  const at = address.lastIndexOf('@')
  if (at < 0) return address.toLowerCase()
  return `${address.slice(0, at).toLowerCase()}@${cleanDomain(address.slice(at + 1))}`
}

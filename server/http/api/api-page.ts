/** The API as a page: made of its document, without a script, readable where nothing else may load. */
import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'

type ApiDocument = ReturnType<import('@hono/zod-openapi').OpenAPIHono['getOpenAPI31Document']>
interface Schema {
  type?: string | string[]
  enum?: readonly unknown[]
  const?: unknown
  $ref?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minimum?: number
  maximum?: number
  maxLength?: number
  format?: string
  anyOf?: Schema[]
}

const style = `
:root{color-scheme:light dark;--ink:#13201f;--muted:#52605f;--line:#dbe2e1;--ground:#f3f6f6;--card:#fff;--accent:#0b666c}
@media (prefers-color-scheme:dark){:root{--ink:#e6edec;--muted:#a0b0ae;--line:#2a363a;--ground:#0b0f11;--card:#192125;--accent:#6fd6c8}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:880px;margin:0 auto;padding:24px 16px 64px}
h1{font-size:28px;line-height:1.2;margin:16px 0}h2{font-size:20px;margin:0 0 8px;overflow-wrap:anywhere}h3{font-size:14px;margin:20px 0 6px;color:var(--muted)}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px;margin:20px 0}
code,pre{font:14px/1.5 ui-monospace,monospace}
pre{background:var(--ground);border:1px solid var(--line);border-radius:8px;padding:12px;overflow-x:auto;margin:0}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--line)}th{color:var(--muted);font-weight:600}
h2 code{font-size:18px;font-weight:600}
@media (max-width:600px){th,td{display:block;border:0;padding:2px 0}tr{display:block;border-bottom:1px solid var(--line);padding:6px 0}}
a{color:var(--accent)}.muted{color:var(--muted)}
`
const styleHash = createHash('sha256').update(style).digest('base64')

/** Nothing loads, nothing runs, nothing is sent. */
export const apiPagePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

const example = JSON.stringify(
  {
    customerId: '2000000001',
    category: 'battery',
    device: { imei: '356938035643809' },
    title: 'Battery worn out',
    text: 'Health is below 60 %.',
    figures: { battery: { level: 41, health: 58 } },
  },
  null,
  2,
)

export function apiPage(document: ApiDocument) {
  const base = document.servers?.[0]?.url ?? ''
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${document.info.title}</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <main>
          <h1>${document.info.title}</h1>
          <p>${coded(document.info.description ?? '')}</p>
          <p>
            The same as a document: <a href="openapi.json">OpenAPI 3.1</a>. Keys are made and revoked under
            <a href="/profile#api-keys">Profile, API keys</a>.
          </p>
          <section>
            <h2>By curl</h2>
            <pre tabindex="0" aria-label="Example"><code>curl ${base}/alerts \\
  -H 'Authorization: Bearer tdm_…' \\
  -H 'Content-Type: application/json' \\
  -H 'Idempotency-Key: 7f3a-2026-11-30' \\
  -d '${example}'</code></pre>
          </section>
          ${Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
            Object.entries(methods as Record<string, Operation>).map(([method, operation]) =>
              operationSection({ method, path, operation }, schemas),
            ),
          )}
        </main>
      </body>
    </html>`
}

interface Operation {
  summary?: string
  description?: string
  requestBody?: { content: Record<string, { schema: Schema }> }
  parameters?: { name: string; in: string; schema: Schema; description?: string }[]
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>
}

function operationSection(
  { method, path, operation }: { method: string; path: string; operation: Operation },
  schemas: Record<string, Schema>,
) {
  const body = operation.requestBody?.content['application/json']?.schema
  const answer = Object.values(operation.responses)[0]?.content?.['application/json']?.schema
  return html`<section>
    <h2><code>${method.toUpperCase()} ${path}</code></h2>
    <p>${operation.summary ?? ''}</p>
    ${operation.description ? html`<p class="muted">${coded(operation.description)}</p>` : ''}
    ${
      operation.parameters?.length
        ? html`<h3>Headers</h3>
            ${table(operation.parameters.map(({ name, schema, description }) => [name, typeOf(schema), description ?? '']))}`
        : ''
    }
    ${
      body
        ? html`<h3>Body</h3>
            ${table(fieldsOf(body, schemas))}`
        : ''
    }
    ${
      answer
        ? html`<h3>Answer</h3>
            ${table(fieldsOf(answer, schemas))}`
        : ''
    }
    <h3>Status</h3>
    ${table(Object.entries(operation.responses).map(([status, { description }]) => [status, '', description]))}
  </section>`
}

function table(rows: string[][]) {
  return html`<div class="scroll" tabindex="0">
    <table>
      ${rows.map(
        ([name, type, description]) =>
          html`<tr>
            <th scope="row"><code>${name}</code></th>
            ${type ? html`<td>${type}</td>` : ''}
            <td>${coded(description ?? '')}</td>
          </tr>`,
      )}
    </table>
  </div>`
}

/** Every field by its path, with what it takes. */
function fieldsOf(schema: Schema, schemas: Record<string, Schema>, before = ''): string[][] {
  const known = resolved(schema, schemas)
  return Object.entries(known.properties ?? {}).flatMap(([name, property]) => {
    const its = resolved(property, schemas)
    const path = `${before}${name}`
    const needed = known.required?.includes(name) ? '' : ', optional'
    return [[path, `${typeOf(its)}${needed}`, its.description ?? ''], ...fieldsOf(its, schemas, `${path}.`)]
  })
}

function resolved(schema: Schema, schemas: Record<string, Schema>): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name ? { ...schemas[name], ...(schema.description && { description: schema.description }) } : schema
}

function typeOf({ type, enum: words, items, minimum, maximum, maxLength, format }: Schema): string {
  if (words) return words.join(' | ')
  if (items) return `list of ${typeOf(items)}`
  const name = format ?? (Array.isArray(type) ? type.join(' or ') : (type ?? 'object'))
  if (minimum !== undefined && maximum !== undefined) return `${name}, ${minimum} to ${maximum}`
  return maxLength === undefined ? name : `${name}, at most ${maxLength} characters`
}

/** What stands in backquotes is code. */
function coded(text: string) {
  return text.split('`').map((part, place) => (place % 2 === 1 ? html`<code>${part}</code>` : part))
}

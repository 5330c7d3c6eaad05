import adapter from '@sveltejs/adapter-static'
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sourceHash } from './server/cli/source-hash.js'

/**
 * Lucide makes each icon element by element whenever it is shown, which a start on a slow processor feels: fifteen
 * icons cost as much as thirty rows. Written out, an icon is one piece of markup that the browser copies.
 * @type {import('svelte/compiler').PreprocessorGroup}
 */
const writtenOutIcons = {
  name: 'written-out-icons',
  markup({ content, filename }) {
    if (!filename?.includes('@lucide/svelte/dist/icons/')) return
    const data = /const iconData = (\{.*\});/.exec(content)?.[1]
    if (data === undefined) throw new Error(`an icon of another form than expected: ${filename}`)
    /** @type {{ name: string, size: number, node: [tag: string, attributes: Record<string, string>][] }} */
    const { name, size, node } = JSON.parse(data)
    const parts = node.map(([tag, attributes]) => {
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`)
      return `<${tag}${written.join('')} />`
    })
    return {
      code: `<script>let { class: own = '', strokeWidth = 2 } = $props()</script>
<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${size} ${size}" fill="none"
  stroke="currentColor" stroke-width={strokeWidth} stroke-linecap="round" stroke-linejoin="round"
  class="lucide lucide-${name} {own}" aria-hidden="true">${parts.join('')}</svg>`,
    }
  },
}

/**
 * The shell's own scripts, which Kit puts into the page as they are. In the built page they stand before the policy, which
 * so doesn't concern them; beside `npm run dev` the policy comes first.
 */
const shell = readFileSync(new URL('src/app.html', import.meta.url), 'utf8')
const headScriptHashes = [...shell.matchAll(/<script>([^]*?)<\/script>/g)].map(
  ([, script = '']) =>
    /** @type {`sha256-${string}`} */ (`sha256-${createHash('sha256').update(script).digest('base64')}`),
)

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: [writtenOutIcons, vitePreprocess()],
  compilerOptions: { runes: true },
  kit: {
    // One shell for every route: it must work at any depth, online and offline, so its links are absolute.
    adapter: adapter({ fallback: '200.html', precompress: true, strict: false }),
    paths: { relative: false },
    // Named after its sources: rebuilding nothing updates nobody.
    version: { name: sourceHash(fileURLToPath(new URL('.', import.meta.url))).slice(0, 16) },
    // src/lib registers it, so that the person decides when a new version takes over.
    serviceWorker: {
      register: false,
      files: (path) => !/(^|\/)(\.|screenshots\/)/.test(path),
    },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['self'],
        'script-src': ['self', ...headScriptHashes],
        'style-src': ['self', 'unsafe-inline'],
        // Stylesheets only from us; style attributes are what Svelte and Kit's announcer use.
        'style-src-elem': ['self'],
        'style-src-attr': ['unsafe-inline'],
        'img-src': ['self', 'data:', 'blob:'],
        'font-src': ['self'],
        'connect-src': ['self'],
        'worker-src': ['self'],
        'manifest-src': ['self'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
      },
    },
  },
}

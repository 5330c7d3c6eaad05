import adapter from '@sveltejs/adapter-static'
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { sourceHash } from './server/cli/source-hash.js'

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
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
        'script-src': ['self'],
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

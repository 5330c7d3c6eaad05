import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import { messageSettings } from './src/i18n/compile-messages.js'

const server = process.env.TANDEM_SERVER ?? 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [paraglideVitePlugin(messageSettings), tailwindcss(), sveltekit()],
  build: {
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      checks: { pluginTimings: false },
      // What every page needs is one file, and what the list needs beyond that a few more. Left to itself the list comes in
      // sixty-four, and the service worker looks up each of them: five files fewer are a tenth of a slow start.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'layout',
              test: /\/src\/(hooks\.client\.ts|routes\/(\+layout|\+error)\.svelte)$|kit\/src\/runtime\/client\/entry\.js$/,
              priority: 2,
            },
            {
              name: 'list',
              test: /\/src\/routes\/customers\/\(list\)\/\+layout\.svelte$/,
              priority: 1,
              entriesAware: true,
              entriesAwareMergeThreshold: 60_000,
            },
          ],
        },
      },
      // Nothing in there does anything by being imported: a page that needs one function of a module that also hands on
      // schemas needn't load zod for it.
      treeshake: { moduleSideEffects: [{ test: /\/src\/shared\//, sideEffects: false }] },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/mailbox': server,
      '/ws': { target: server, ws: true },
    },
  },
})

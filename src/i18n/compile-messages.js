// Message settings, held once: vite.config.ts hands them to the plugin, and run by itself
// (`npm run generate`) this compiles what the type checker and the tests import.
import { fileURLToPath } from 'node:url'
import { compile } from '@inlang/paraglide-js'

const here = fileURLToPath(new URL('.', import.meta.url))

/** @satisfies {import('@inlang/paraglide-js').CompilerOptions} */
export const messageSettings = {
  project: `${here}project.inlang`,
  outdir: `${here}compiled`,
  // What a person chose (storage outlives a script-set cookie in Safari), then what their browser asks for.
  strategy: ['localStorage', 'cookie', 'preferredLanguage', 'baseLocale'],
  localStorageKey: 'tandem.locale',
  cookieName: 'tandem_locale',
  emitReadme: false,
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compile(messageSettings)

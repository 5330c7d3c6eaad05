/** The chosen language is looked up once: Paraglide asks the address, the storage and the browser anew for every message. */
import {
  baseLocale,
  extractLocaleFromNavigator,
  getLocale,
  overwriteGetLocale,
  overwriteSetLocale,
  setLocale,
} from './compiled/runtime.js'

const [look, choose] = [getLocale, setLocale]
let known: ReturnType<typeof getLocale> | undefined

function lookUp(): ReturnType<typeof getLocale> {
  try {
    return look()
  } catch {
    // Storage is switched off: the browser's language.
    return extractLocaleFromNavigator() ?? baseLocale
  }
}

overwriteGetLocale(() => (known ??= lookUp()))
overwriteSetLocale((locale, options) => {
  try {
    const done = choose(locale, options)
    known = undefined
    return done
  } catch {
    // Full or switched off: what can't be kept would be gone with the reload that follows.
  }
})

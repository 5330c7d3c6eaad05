/** The chosen language is looked up once: Paraglide asks the address, the storage and the browser anew for every message. */
import { getLocale, overwriteGetLocale, overwriteSetLocale, setLocale } from './compiled/runtime.js'

const [look, choose] = [getLocale, setLocale]
let known: ReturnType<typeof getLocale> | undefined

overwriteGetLocale(() => (known ??= look()))
overwriteSetLocale((locale, options) => {
  const done = choose(locale, options)
  known = undefined
  return done
})

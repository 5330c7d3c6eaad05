import { tick } from 'svelte'
import { getLocale, setLocale, type Locale } from '../i18n/compiled/runtime.js'

let current = $state<Locale>(getLocale())

/** The language of a page that somebody opens before they have signed in: what they have typed outlives its drawing anew. */
export const pageLanguage = {
  get current() {
    return current
  },
  async choose(chosen: Locale): Promise<void> {
    await setLocale(chosen, { reload: false })
    document.documentElement.lang = chosen
    current = chosen
    await tick()
    document.querySelector<HTMLElement>('[name="locale"]')?.focus()
  },
}

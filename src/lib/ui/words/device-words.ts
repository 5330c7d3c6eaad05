import { browserName } from '#shared/domain/browser-name.ts'
import * as m from '../../../i18n/compiled/messages.js'

/** `Chrome on Android`, from what a browser says of itself. */
export function deviceWords(userAgent: string): string {
  const { browser, system } = browserName(userAgent)
  if (browser && system) return m.settings_session_on({ browser, system })
  return browser ?? system ?? m.settings_session_unknown()
}

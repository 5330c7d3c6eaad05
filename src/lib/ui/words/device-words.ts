import { browserName, type BrowserName } from '#shared/domain/browser-name.ts'
import * as m from '../../../i18n/compiled/messages.js'

/** `Chrome on Android`; null where neither is known. */
export function nameDevice({ browser, system }: BrowserName): string | null {
  if (browser && system) return m.settings_session_on({ browser, system })
  return browser ?? system
}

/** The same from what a browser says of itself. */
export function deviceWords(userAgent: string): string {
  return nameDevice(browserName(userAgent)) ?? m.settings_session_unknown()
}

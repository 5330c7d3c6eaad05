import { compile } from '@inlang/paraglide-js'
import { messageSettings } from '../../src/i18n/compile-messages.js'

export default async function compileMessages(): Promise<void> {
  await compile(messageSettings)
}

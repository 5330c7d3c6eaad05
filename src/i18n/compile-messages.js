// Message settings, held once: vite.config.ts hands them to the plugin, and run by itself
// (`npm run generate`) this compiles what the type checker and the tests import.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile } from '@inlang/paraglide-js'

const here = fileURLToPath(new URL('.', import.meta.url))

/** The words of codes: what their map is called, and how their keys begin. */
const codes = {
  events: 'event_',
  refusals: 'refusal_',
  decisions: 'decision_',
  waits: 'waits_',
  statuses: 'status_',
  serviceStatuses: 'service_status_',
  types: 'type_',
  invitationStates: 'invitation_state_',
  outboxStates: 'outbox_state_',
  roles: 'role_',
  ticketStates: 'ticket_state_',
  permissions: 'permission_',
  deviceStatuses: 'device_status_',
  audits: 'audit_event_',
  linkStatuses: 'link_status_',
  uploadDeliveries: 'upload_delivery_',
  uploadStates: 'upload_state_',
  uploadReasons: 'upload_reason_',
  rowTroubles: 'row_trouble_',
  fileTroubles: 'file_trouble_',
  licenceStates: 'licence_state_',
  licenceTypes: 'licence_type_',
}

/**
 * Modules that map each code to its message, so that no list of them is written by hand; one a map, so that a page loads only
 * its own. What is filled in is no code's word.
 */
function wordsByCode() {
  const english = Object.entries(JSON.parse(readFileSync(`${here}messages/en.json`, 'utf8')))
  const plain = english.filter(([, words]) => typeof words === 'string' && !words.includes('{')).map(([key]) => key)
  const modules = Object.entries(codes).map(([name, prefix]) => {
    const keys = plain.filter((key) => key.startsWith(prefix))
    const entries = keys.map((key) => `  '${key.slice(prefix.length).replaceAll('_', '-')}': m.${key},\n`)
    const text = `import * as m from '../messages.js'\n\nexport const ${name} = {\n${entries.join('')}}\n`
    return [`words/${name}.js`, text]
  })
  return Object.fromEntries(modules)
}

/** @satisfies {import('@inlang/paraglide-js').CompilerOptions} */
export const messageSettings = {
  project: `${here}project.inlang`,
  outdir: `${here}compiled`,
  // What a person chose (storage outlives a script-set cookie in Safari), then what their browser asks for.
  strategy: ['localStorage', 'cookie', 'preferredLanguage', 'baseLocale'],
  localStorageKey: 'tandem.locale',
  cookieName: 'tandem_locale',
  emitReadme: false,
  additionalFiles: wordsByCode(),
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compile(messageSettings)

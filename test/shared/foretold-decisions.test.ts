// What every decision about devices and every setting shows at once, and who may take it: laws that hold of all, and each in words.
import { describe, expect, it } from 'vitest'
import { mayDecide, type DeviceDecision } from '#shared/decisions/devices/define-device-decision.ts'
import { allDecisions } from '#shared/decisions/registry.ts'
import type { Setting } from '#shared/decisions/setting/define-setting.ts'
import { rolePermissions } from '#shared/domain/access/permission.ts'
import { auditEvents } from '#shared/domain/audit-entry.ts'
import { splitIds } from '#shared/domain/device/joined-ids.ts'
import type { OrganisationKind } from '#shared/domain/organisation.ts'
import { findKind } from '#shared/records/kinds.ts'
import { audits } from '../../src/i18n/compiled/words/audits.js'
import { events } from '../../src/i18n/compiled/words/events.js'
import { decisions as waitingWords } from '../../src/i18n/compiled/words/decisions.js'
import { deviceTables, settingTables, type ForetoldTable } from './tables/foretold-tables.ts'

const organisations: readonly OrganisationKind[] = ['msp', 'customer', 'reseller']
const ofDevices = allDecisions.filter((decision) => decision.about === 'devices')
const settings = allDecisions.filter((decision) => decision.about === 'setting')

interface Shown {
  kind: string
  id: string
  patch: object | null
}

/** Without what makes an id as long as ids are. */
const nameOf = (id: string) => id.replace(/-*A$/, '')
function sayValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(sayValue).join(' ')
  if (typeof value === 'object' && value !== null) return Object.values(value).map(sayValue).join(' ')
  return typeof value === 'string' && value.length === 22 ? nameOf(value) : String(value)
}
function say({ kind, id, patch }: Shown): string {
  const values = patch && Object.entries(patch).map(([name, value]) => `${name} ${sayValue(value)}`)
  return `${kind} ${nameOf(id)}: ${values ? values.join(', ') : 'gone'}`
}

/** Every id that the input names, by itself, in a list or joined. */
function idsIn(input: unknown): string[] {
  if (typeof input === 'string') return [input, ...splitIds(input)]
  return typeof input === 'object' && input !== null ? Object.values(input).flatMap(idsIn) : []
}

function holdsOfAll(shown: readonly Shown[], { input, foretells }: ForetoldTable<unknown>): void {
  expect(shown.map(say)).toEqual(foretells)
  for (const { kind, id, patch } of shown) {
    expect(findKind(kind), kind).toBeDefined()
    expect(idsIn(input)).toContain(id)
    // A whole new record says its id; otherwise nothing is shown of one that isn't here.
    if (patch && 'version' in patch) expect(patch).toMatchObject({ id })
  }
}

describe.each(ofDevices)('$name', (told) => {
  const decision = told as unknown as DeviceDecision<string, object>
  const table = deviceTables[told.name]
  const { permissions } = decision
  const shown = decision
    .foretells(table.input)
    .flatMap(({ kind, ids, patch }) => ids.map((id) => ({ kind, id, patch })))

  it('[H5] shows at once what its table says, of nothing but what it is about', () => {
    holdsOfAll(shown, table)
  })

  it('[M20][C6] is for whom its table says: a role can give it, and nobody else has it', () => {
    const who = Object.entries(permissions).map(([kind, permission]) => `${kind} ${permission}`)
    expect(who.join(', ')).toBe(table.who)
    for (const organisationKind of organisations) {
      const needed = permissions[organisationKind]
      const listed = rolePermissions[organisationKind]
      if (needed) expect(listed).toContain(needed)
      const may = (held: readonly string[]) => mayDecide(decision, { organisationKind, permissions: held })
      expect(may(listed)).toBe(needed !== undefined)
      expect(may(listed.filter((each) => each !== needed))).toBe(false)
      expect(may(listed.filter((each) => each !== 'view'))).toBe(false)
    }
  })

  it('[H2] has words where it waits, in the log of whose devices they are, and in the audit log of an MSP or a reseller', () => {
    expect(Object.keys(waitingWords)).toContain(told.name)
    if (permissions.customer || 'relationshipId' in table.input) expect(Object.keys(events)).toContain(decision.event)
    // Of a customer's profiles and groups there is no audit log, nor of what a reseller calls a customer for itself.
    const isUnaudited = /profile|device-group|reseller-customer-changed|devices-(un)?licensed/.test(decision.event)
    expect(auditEvents.includes(decision.event as never)).toBe(!isUnaudited)
    if (!isUnaudited) expect(Object.keys(audits)).toContain(decision.event)
  })
})

describe.each(settings)('$name', (told) => {
  const setting = told as unknown as Setting<string, object>
  const table: ForetoldTable<object> = settingTables[told.name]

  it('[M21][H5] shows at once what its table says, of nothing but what it is about', () => {
    holdsOfAll(setting.sets(table.input), table)
  })

  it('[DOC3] set twice it is as set once, and takes nothing of another field along', () => {
    expect(setting.sets(table.input)).toEqual(setting.sets(structuredClone(table.input)))
    const fields = setting.sets(table.input).flatMap(({ patch }) => Object.keys(patch ?? {}))
    for (const field of fields) expect(field).not.toBe('version')
  })

  it('[H3] takes a line of the log back only where it names one', () => {
    const undone = setting.undoes(table.input)
    expect(undone !== null).toBe('changeId' in table.input)
    if (undone !== null) expect(idsIn(table.input)).toContain(undone)
  })
})

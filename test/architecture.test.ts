// How the folders may depend on each other, as data, and the check that they do. Changing a table is a
// design decision: change docs/why.md in the same commit.
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allDecisions } from '#shared/decisions/registry.ts'
import { kinds } from '#shared/records/kinds.ts'
import {
  findCycle,
  findNameViolations,
  findPlace,
  findSizeViolations,
  readImports,
  readSources,
  type Place,
  type Source,
} from './support/source-tree.ts'

const uiPackages = [
  'papaparse',
  'svelte',
  'bits-ui',
  '@lucide/svelte',
  '@fontsource-variable/inter',
  'libphonenumber-js',
  'i18n-iso-countries',
  'uqr',
]

const device = [
  'dexie',
  'yjs',
  'lib0',
  'zod',
  'svelte',
  'papaparse',
  'libphonenumber-js',
  'i18n-iso-countries',
  '@leeoniya/ufuzzy',
]

/** `path` is a folder or one file; the longest that fits a file is its place. */
const client: Place[] = [
  { path: 'src/shared/domain', imports: [], packages: ['zod', 'fast-diff'] },
  { path: 'src/shared/document', imports: ['src/shared/domain'], packages: ['yjs', 'lib0', 'zod'] },
  { path: 'src/shared/protocol', imports: ['src/shared/domain'], packages: ['zod', 'lib0'] },
  {
    path: 'src/shared/decisions',
    imports: ['src/shared/domain', 'src/shared/protocol/bytes.ts'],
    packages: ['zod'],
  },
  // What sync, store and protocol know of a noun: its columns and what it goes with.
  {
    path: 'src/shared/records',
    imports: ['src/shared/domain', 'src/shared/document', 'src/shared/protocol'],
    packages: ['zod', 'lib0'],
  },
  { path: 'src/lib/local-store', imports: ['src/shared'], packages: device },
  { path: 'src/lib/outbox', imports: ['src/lib/local-store', 'src/shared'], packages: device },
  { path: 'src/lib/session', imports: ['src/lib/local-store', 'src/shared'], packages: device },
  {
    path: 'src/lib/sync',
    imports: ['src/lib/outbox', 'src/lib/local-store', 'src/lib/session', 'src/shared'],
    packages: device,
  },
  {
    path: 'src/lib/commands',
    imports: ['src/lib/outbox', 'src/lib/local-store', 'src/lib/session', 'src/shared'],
    packages: device,
  },
  // Long lists, whatever they list: what is listed is told them.
  { path: 'src/lib/list', imports: ['src/lib/local-store', 'src/lib/session', 'src/shared'], packages: device },
  {
    path: 'src/lib/queries',
    // Where an edit goes that was begun on a former document, its page reads, too; and a form what its last page had not stored.
    imports: [
      'src/lib/list',
      'src/lib/local-store',
      'src/lib/session',
      'src/lib/outbox/replaced-documents.ts',
      'src/lib/outbox/unstored-drafts.ts',
      'src/shared',
    ],
    packages: device,
  },
  {
    path: 'src/lib/ui',
    imports: ['src/shared/domain', 'src/shared/decisions', 'src/i18n'],
    packages: [...uiPackages, '$app'],
  },
  {
    path: 'src/routes',
    // Pages check forms with the same schemas and read the same types as everybody else.
    imports: [
      'src/lib/list',
      'src/lib/queries',
      'src/lib/commands',
      'src/lib/ui',
      'src/lib/app.ts',
      'src/i18n',
      'src/app.css',
      'src/shared/domain',
      'src/shared/decisions',
    ],
    packages: [...uiPackages, '$app'],
  },
  // The installed app itself: its update, its storage, its clock.
  { path: 'src/lib/shell', imports: [], packages: ['svelte', 'workbox-window'] },
  { path: 'src/hooks.server.ts', imports: ['src/client-build.ts'], packages: ['@sveltejs/kit', '$app'] },
  { path: 'src/client-build.ts', imports: [], packages: ['node:'] },
  { path: 'src/hooks.client.ts', imports: ['src/lib/app.ts'], packages: ['$app', '@sveltejs/kit'] },
  {
    path: 'src/lib/app.ts',
    imports: ['src/lib', 'src/shared'],
    packages: [...device, '$app', 'workbox-window'],
  },
  { path: 'src/lib/later-sync.ts', imports: ['src/lib/sync', 'src/lib/local-store'], packages: [] },
  { path: 'src/i18n', imports: [], packages: ['@inlang/paraglide-js', 'node:'] },
  { path: 'src/service-worker.ts', imports: [], packages: ['$service-worker', 'workbox-'] },
  { path: 'src/app.d.ts', imports: [], packages: [] },
  { path: 'src/shared/both-sides.d.ts', imports: [], packages: [] },
]

const server: Place[] = [
  { path: 'server/main.ts', imports: ['server', 'src/shared'], packages: 'any' },
  // The composition root's second half, which tests run too.
  { path: 'server/application.ts', imports: ['server', 'src/shared'], packages: 'any' },
  { path: 'server/operation.ts', imports: ['server', 'src/shared'], packages: 'any' },
  // What every part is handed, and the log it writes to: types, no behaviour.
  {
    path: 'server/services.ts',
    imports: ['server/config.ts', 'server/log.ts', 'server/database', 'src/shared'],
    packages: 'any',
  },
  { path: 'server/log.ts', imports: ['src/shared/domain'], packages: 'any' },
  { path: 'server/config.ts', imports: ['server/service-consoles.ts'], packages: 'any' },
  { path: 'server/service-consoles.ts', imports: ['src/shared/domain'], packages: [] },
  { path: 'server/mendable.ts', imports: ['server/auth', 'server/config.ts', 'server/database'], packages: [] },
  { path: 'server/cli', imports: ['server', 'src/shared'], packages: 'any' },
  {
    path: 'server/http',
    imports: ['server/commands', 'server/sync', 'server/auth', 'server/services.ts', 'server/log.ts', 'src/shared'],
    packages: 'any',
  },
  {
    path: 'server/sync',
    imports: [
      'server/decisions',
      'server/commands',
      'server/records',
      'server/database',
      'server/auth',
      'server/services.ts',
      'server/log.ts',
      'src/shared',
    ],
    packages: 'any',
  },
  {
    path: 'server/decisions',
    imports: ['server/commands', 'server/database', 'server/mail', 'server/auth', 'server/services.ts', 'src/shared'],
    packages: 'any',
  },
  // The server's half of each kind of record.
  { path: 'server/records', imports: ['server/database', 'server/auth', 'src/shared'], packages: 'any' },
  {
    path: 'server/commands',
    // Authorising is a command's first act, and there is one place for it.
    imports: ['server/database', 'server/mail', 'server/auth', 'server/services.ts', 'src/shared'],
    packages: 'any',
  },
  {
    path: 'server/jobs',
    imports: [
      'server/decisions',
      'server/commands',
      'server/mail',
      'server/database',
      'server/services.ts',
      'server/log.ts',
      'src/shared',
    ],
    packages: 'any',
  },
  { path: 'server/auth', imports: ['server/database', 'src/shared/domain'], packages: 'any' },
  { path: 'server/mail', imports: ['server/database', 'src/shared/domain', 'src/i18n/messages'], packages: 'any' },
  { path: 'server/database', imports: ['src/shared'], packages: 'any' },
]

/** Packages that have one home on the server, so that replacing one touches one folder. */
const homes: Record<string, string[]> = {
  kysely: ['server/database'],
  pg: ['server/database'],
  nodemailer: ['server/mail'],
  '@node-rs/argon2': ['server/auth'],
  otpauth: ['server/auth'],
  hono: ['server/http', 'server/main.ts'],
  '@hono/node-server': ['server/http', 'server/main.ts'],
  ws: ['server/http', 'server/sync', 'server/main.ts'],
}

const places = [...client, ...server]
const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)
const isPackage = (name: string, allowed: string) =>
  name === allowed || name.startsWith(`${allowed}/`) || (/[-:]$/.test(allowed) && name.startsWith(allowed))

function findImportViolations(sources: Source[]): string[] {
  const violations: string[] = []
  for (const source of sources) {
    const place = findPlace(places, source.path)
    if (!place) {
      violations.push(`${source.path}: no place in the tables of test/architecture.test.ts covers it`)
      continue
    }
    for (const imported of readImports(source)) {
      const reason = findReason(source, place, imported)
      if (reason) violations.push(`${source.path} imports '${imported.specifier}': ${reason}`)
    }
  }
  return violations
}

function findReason(source: Source, place: Place, imported: { specifier: string; path?: string }): string | undefined {
  const { specifier, path } = imported
  if (specifier.startsWith('$lib')) return 'write #lib/… (it also works in Node and tests)'
  if (path === undefined) {
    const home = Object.keys(homes).find((name) => isPackage(specifier, name))
    if (home && !homes[home]?.some((folder) => isWithin(source.path, folder))) {
      return `the package ${home} belongs to ${homes[home]?.join(', ')}`
    }
    if (place.packages === 'any' || place.packages.some((name) => isPackage(specifier, name))) return
    return `${place.path} may only import the packages ${place.packages.join(', ') || '(none)'}`
  }
  if (findPlace(places, path) === place) return
  if (place.imports.some((allowed) => isWithin(path, allowed))) return
  return `${place.path} may only import from ${place.imports.join(', ') || 'nothing'}`
}

/** One example of each way to break a rule: were a check to go blind, this suite would say so. */
const broken: [file: string, text: string, complaint: RegExp][] = [
  ['src/shared/domain/a.ts', `import * as Y from 'yjs';`, /may only import the packages zod/],
  ['src/shared/domain/a.ts', `import { b } from '#shared/protocol/b.ts';`, /from nothing/],
  ['src/shared/document/a.ts', `export { fs } from 'node:fs';`, /may only import the packages/],
  ['src/lib/commands/a.ts', `import { push } from '../sync/push.ts';`, /lib\/commands may only/],
  ['src/lib/queries/a.svelte.ts', `import type { X } from '#lib/outbox/x.ts';`, /lib\/queries may/],
  ['src/lib/ui/A.svelte', `<script lang="ts">import Dexie from 'dexie';</script>`, /lib\/ui may/],
  ['src/routes/+page.svelte', `<script>const a = import('#lib/sync/a.ts')</script>`, /src\/routes/],
  ['src/routes/+page.svelte', `{#await import('#lib/sync/a.ts')}{/await}`, /src\/routes may/],
  ['src/routes/+page.ts', `import { a } from '$lib/queries/a.ts';`, /write #lib/],
  ['src/lib/sync/a.ts', `import { save } from '../../../server/database/save.ts';`, /lib\/sync may/],
  ['server/http/a.ts', `import { find } from '../database/find.ts';`, /server\/http may only/],
  ['server/config.ts', `import { x } from './main.ts';`, /server\/config\.ts may only/],
  ['server/commands/a.ts', `import { sql } from 'kysely';`, /belongs to server\/database/],
  ['server/tools/a.ts', ``, /no place in the tables/],
]

describe('Architecture', () => {
  const sources = readSources(['src', 'server'])

  it('[ARCH] every import follows the two tables', () => {
    expect(sources.length).toBeGreaterThan(0)
    expect(findImportViolations(sources)).toEqual([])
  })

  it('[ARCH] the import check sees every kind of violation', () => {
    for (const [path, text, complaint] of broken) {
      expect(findImportViolations([{ path, text }]).join('\n'), path).toMatch(complaint)
    }
  })

  it('[ARCH] folders do not depend on each other in a circle', () => {
    const edges = new Map<string, Set<string>>()
    for (const source of sources) {
      const from = findPlace(places, source.path)?.path
      for (const { path } of readImports(source)) {
        const to = path && findPlace(places, path)?.path
        if (!from || !to || from === to) continue
        edges.set(from, (edges.get(from) ?? new Set()).add(to))
      }
    }
    expect(findCycle(edges)).toBeUndefined()
    expect(
      findCycle(
        new Map([
          ['a', new Set(['b'])],
          ['b', new Set(['a'])],
        ]),
      ),
    ).toBe('a → b → a')
  })

  it('[ARCH] names say what a thing is: kebab-case, PascalCase.svelte, no drawers, no barrels', () => {
    expect(findNameViolations(sources)).toEqual([])
    const bad = ['src/lib/ui/date-utils.ts', 'src/lib/ui/button.svelte', 'src/lib/ui/dateField.ts']
    const barrels: Source[] = [
      { path: 'src/lib/ui/index.ts', text: 'export const a = 1;' },
      { path: 'src/lib/ui/all.ts', text: `export * from './a.ts';\nexport { b } from './b.ts';` },
    ]
    const complaints = findNameViolations([...bad.map((path) => ({ path, text: '' })), ...barrels])
    expect(complaints).toHaveLength(5)
  })

  it('[X1][ARCH] a component that is fetched when it is wanted says so where it can’t be had', () => {
    const unsaid = globSync('src/**/*.svelte').filter((path) => readFileSync(path, 'utf8').includes('{#await import('))
    expect(unsaid).toEqual([])
  })

  it('[ARCH] the store, the outbox and sync hold no runes: benchmarks run them in plain Node', () => {
    expect(globSync('src/{shared,lib/local-store,lib/outbox,lib/sync}/**/*.svelte.ts')).toEqual([])
  })

  it('[ARCH] files stay within 400 lines, folders within 20 code files', () => {
    expect(findSizeViolations(sources, { lines: 400, files: 20 })).toEqual([])
    const long: Source = { path: 'server/mail/long.ts', text: 'x\n'.repeat(401) }
    expect(findSizeViolations([long], { lines: 400, files: 20 })).toHaveLength(1)
    const many = Array.from({ length: 21 }, (_, n) => ({ path: `server/mail/a${n}.ts`, text: '' }))
    expect(findSizeViolations(many, { lines: 400, files: 20 })).toHaveLength(1)
  })
})

describe('The device’s storage', () => {
  /** Databases that aren't told about, and ways to one that goes past them. */
  function findWaysPast(sources: Source[]): string[] {
    return sources.flatMap(({ path, text }) => {
      const databases = text.match(/\bextends Dexie\b|\bnew Dexie\(/g)?.length ?? 0
      const told = text.match(/this\.use\(tellsWhenFull\)/g)?.length ?? 0
      const past = /\bindexedDB\.(?:open|deleteDatabase)\b|\bobjectStore\(/.test(text)
      return databases > told || past ? [path] : []
    })
  }

  it('[FD5] is written to through the one door that tells when there is no room', () => {
    expect(findWaysPast(readSources(['src']))).toEqual([])
    const ways = ['class A extends Dexie {}', 'new Dexie("a")', 'indexedDB.open("a")', 't.objectStore("a").put(1)']
    for (const text of ways) expect(findWaysPast([{ path: 'src/lib/a.ts', text }]), text).toHaveLength(1)
  })
})

describe('A read that is watched', () => {
  const findUnwatched = (sources: Source[]) =>
    sources
      .filter(({ path, text }) => /\bliveQuery\b/.test(text) && path !== 'src/lib/local-store/local-store.ts')
      .map(({ path }) => path)

  it('[DEV2] is so by the one function that hears of all it read', () => {
    expect(findUnwatched(readSources(['src']))).toEqual([])
    expect(findUnwatched([{ path: 'src/lib/a.ts', text: 'liveQuery(() => read())' }])).toHaveLength(1)
  })
})

describe('A decision', () => {
  /** What knows decisions only by what they declare, whatever they are called. */
  const blind =
    /^(src\/lib\/(outbox|local-store|sync|session|list|queries)|src\/shared\/(protocol|document)|server\/(sync|http|database|auth|jobs))\//
  const isNamedIn = (name: string, { text }: Source) => new RegExp(`['/]${name}(\\.ts)?'`).test(text)
  const findNamed = (name: string, sources: Source[]) =>
    sources.filter((source) => isNamedIn(name, source)).map(({ path }) => path)

  it('[ARCH] is named nowhere in sync, store, protocol, database or routes of the server', () => {
    const sources = readSources(['src', 'server'])
    for (const { name } of allDecisions) {
      const named = findNamed(name, sources)
      expect(named, name).toContain('src/shared/decisions/registry.ts')
      expect(
        named.filter((path) => blind.test(path)),
        name,
      ).toEqual([])
    }
    const crafted = [{ path: 'src/lib/outbox/a.ts', text: `if (item.name === 'remind-delink') return` }]
    expect(findNamed('remind-delink', crafted)).toHaveLength(1)
  })

  it('[ARCH] costs eight files, its words in three languages and the page that offers it among them', () => {
    const files: Source[] = [
      {
        path: 'src/shared/decisions/customer/pause-customer.ts',
        text: `import { defineDecision } from '../define-decision.ts'\ndefineDecision('pause-customer', {})`,
      },
      { path: 'src/shared/decisions/registry.ts', text: `import { pause } from './customer/pause-customer.ts'` },
      {
        path: 'server/decisions/customer/pause-customer.ts',
        text: `import { queueMail } from '../../mail/queue.ts'\nexport const effects: Effects<'pause-customer'> = {}`,
      },
      { path: 'server/decisions/all-effects.ts', text: `import { effects } from './customer/pause-customer.ts'` },
      {
        path: 'src/routes/customers/[id]/pause/+page.svelte',
        text: `<button onclick={() => decide('pause-customer', id)}>`,
      },
    ]
    expect(findImportViolations(files)).toEqual([])
    expect(findNamed('pause-customer', files).filter((path) => !blind.test(path))).toHaveLength(files.length)
    const messageFiles = globSync('src/i18n/messages/*.json')
    expect(files.length + messageFiles.length).toBe(8)
    // The smallest that is registered is no dearer: a reminder, with its mail. Half of all are within eight, those that others
    // lead to within fourteen; two share their name with a permission, which pages ask for.
    const sources = readSources(['src', 'server'])
    const costs = new Map(allDecisions.map(({ name }) => [name, findNamed(name, sources).length + messageFiles.length]))
    expect(costs.get('remind-delink')).toBeLessThanOrEqual(8)
    expect([...costs.values()].filter((cost) => cost <= 8).length).toBeGreaterThanOrEqual(allDecisions.length / 2)
    const dear = [...costs].flatMap(([name, cost]) => (cost > 14 ? [name] : []))
    expect(dear.toSorted()).toEqual(['add-customer', 'delink-customer'])
  })
})

describe('A kind of record', () => {
  const pipes = /^(src\/lib\/(sync|local-store|list)|src\/shared\/protocol|server\/sync)\//
  const importOfKind = (name: string) => new RegExp(`records/(?:[a-z-]+/)?${name}\\.ts'|'${name}'`)
  const findNamed = (name: string, sources: Source[]) =>
    sources.filter(({ text }) => importOfKind(name).test(text)).map(({ path }) => path)

  /**
   * Documents and their log are what sync is about. What the first release left is gathered by the names it had.
   */
  const allowed: Record<string, string[]> = {
    relationship: ['src/lib/local-store/could-be-taken.ts', 'src/lib/local-store/gather-records.ts'],
    account: ['src/lib/local-store/gather-records.ts'],
  }
  const ofSync = new Set(['document', 'change'])

  /** Files of sync, store and protocol that are called after a noun. Visits (H7) are told beside the outbox, which nobody is to see them in. */
  const called = {
    'src/lib/local-store/local-team.ts': 'what pages of both sides’ teams read together',
    'src/lib/sync/send-visits.ts': 'visits go by a request of their own',
    'src/shared/protocol/visit-request.ts': 'visits go by a request of their own',
    'src/shared/protocol/older-changes.ts': 'the log is what sync is about',
  }
  const isCalledAfter = (name: string, path: string) =>
    new RegExp(`(^|-)${name}s?(-|\\.)`).test(path.split('/').at(-1)!)

  it('[ARCH][SYNC8] stands nowhere in sync, store or protocol, but where it is said why', () => {
    const sources = readSources(['src', 'server'])
    const nouns = kinds.map(({ name }) => name).filter((name) => !ofSync.has(name))
    expect(nouns).toContain('person')
    for (const name of nouns) {
      const named = findNamed(name, sources)
      expect(
        named.filter((path) => path.startsWith('src/shared/records/') && path.endsWith(`/${name}.ts`)),
        name,
      ).toHaveLength(1)
      const inPipes = named.filter((path) => pipes.test(path))
      expect(inPipes.toSorted(), name).toEqual((allowed[name] ?? []).toSorted())
    }
    const crafted = [{ path: 'src/lib/sync/a.ts', text: `if (frame.kind === 'person') return` }]
    expect(findNamed('person', crafted)).toHaveLength(1)
    // `device` is whose store it is, too.
    const words = [...nouns.filter((name) => name !== 'device'), 'team']
    const inPipes = sources.filter(({ path }) => pipes.test(path))
    const named = inPipes.filter(({ path }) => words.some((name) => isCalledAfter(name, path)))
    expect(named.map(({ path }) => path).filter((path) => !Object.hasOwn(called, path))).toEqual([])
    expect(isCalledAfter('visit', 'src/lib/sync/send-visits.ts')).toBe(true)
    // No noun has a table of the device's own: where the person was isn't theirs to see.
    const store = readFileSync('src/lib/local-store/local-store.ts', 'utf8')
    const tables = [...store.matchAll(/^ {2}(\w+)!: Table</gm)].map(([, name]) => name!)
    expect(tables).toContain('outbox')
    expect(tables.filter((table) => nouns.some((name) => table === `${name}s`))).toEqual(['visits'])
  })

  it('[ARCH][SYNC8] costs ten files, its page among them', () => {
    const files: Source[] = [
      { path: 'src/shared/domain/device-record.ts', text: 'export interface DeviceRecord { id: string }' },
      {
        path: 'src/shared/records/device.ts',
        text: `import type { DeviceRecord } from '../domain/device-record.ts'\nimport { defineRecord } from './record-kind.ts'`,
      },
      { path: 'src/shared/records/kinds.ts', text: `import { deviceKind } from './device.ts'` },
      {
        path: 'server/records/devices.ts',
        text: `import { deviceKind } from '#shared/records/device.ts'\nimport { whereMay } from '../database/reading/where-may.ts'`,
      },
      { path: 'server/records/sources.ts', text: `import { devices } from './devices.ts'` },
      {
        path: 'server/database/reading/where-may.ts',
        text: `import type { DeviceRecord } from '#shared/domain/device-record.ts'`,
      },
      {
        path: 'src/lib/queries/devices.svelte.ts',
        text: `import { deviceKind } from '#shared/records/device.ts'\nimport { readAllRecords } from '../local-store/stored-records.ts'`,
      },
      {
        path: 'src/routes/devices/+page.svelte',
        text: `<script>import { devices } from '#lib/queries/devices.svelte.ts'</script>`,
      },
      { path: 'src/routes/AppLayout.svelte', text: `<script>item('/devices')</script>` },
      { path: 'src/routes/page-access.ts', text: `new Set(['devices'])` },
    ]
    expect(findImportViolations(files)).toEqual([])
    expect(files.filter(({ path }) => pipes.test(path))).toEqual([])
    expect(files).toHaveLength(10)
    // Kinds with a page and decisions of their own are no dearer: what has more is what several capabilities are about.
    const sources = readSources(['src', 'server'])
    for (const name of ['support-ticket', 'former-relationship', 'saved-view', 'notification', 'visit'])
      expect(findNamed(name, sources).length, name).toBeLessThanOrEqual(10)
  })
})

describe('Rules of sync', () => {
  it('[ARCH] every rule in RULES.md is cited by a test', () => {
    const rules = [...readFileSync('src/shared/protocol/RULES.md', 'utf8').matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(
      ([, id]) => id!,
    )
    const tests = globSync('test/**/*.test.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
    expect(rules.length).toBeGreaterThan(20)
    expect(rules.filter((id) => !tests.includes(`[${id}]`))).toEqual([])
  })

  const text = readFileSync('src/shared/protocol/RULES.md', 'utf8')
  const files = globSync('{src,server,test}/**/*.{ts,js,svelte,md}', { exclude: (path) => path.includes('artefacts') })
  /** The files that a name stands for: a path stands for one, a bare name for whatever is called so. */
  const filesOf = (name: string) => files.filter((path) => path === name || path.endsWith(`/${name}`))
  const namedFiles = (rules: string) =>
    [...rules.matchAll(/`([\w./-]+\.(?:ts|js|svelte|md))`/g)].map(([, name]) => name!)
  /** What is said to be in a file and isn't. */
  const missingNames = (rules: string) =>
    [...rules.matchAll(/`([\w./-]+\.ts)`\s+\(((?:`\w+`(?:, )?)+)\)/g)].flatMap(([, name, inside]) => {
      const sources = filesOf(name!).map((path) => readFileSync(path, 'utf8'))
      const words = [...inside!.matchAll(/\w+/g)].map(([word]) => word)
      const declares = (source: string, word: string) =>
        new RegExp(`export (?:default )?(?:async )?(?:function\\*?|class|const|interface|type) ${word}\\b`).test(source)
      return words.filter((word) => !sources.some((source) => declares(source, word))).map((word) => `${name} ${word}`)
    })

  it('[ARCH] every file that RULES.md names is there', () => {
    expect(namedFiles(text).length).toBeGreaterThan(60)
    expect(namedFiles(text).filter((name) => filesOf(name).length === 0)).toEqual([])
    expect(namedFiles('`src/lib/sync/gone.ts`').flatMap(filesOf)).toEqual([])
  })

  it('[ARCH] the life of an edit goes through functions that exist, in the files it names', () => {
    const life = /^## The life of an edit$.*?(?=^## )/ms.exec(text)![0]
    expect(life.match(/^\d+\. /gm)!.length).toBeGreaterThan(10)
    expect(missingNames(life)).toEqual([])
    expect(missingNames('`src/lib/sync/exchange.ts` (`exchange`, `hurry`)')).toEqual(['src/lib/sync/exchange.ts hurry'])
  })
})

// docs/requirements.md says of each requirement which journey shows it; this holds the page against the journeys there are.
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Requirement {
  id: string
  journey: string | null
  isBuilt: boolean
}

const entry = /^- \*\*([MCHSRX]\d+)\*\* \S.*\n((?: {2}.+\n?)*)/gm

function readRequirements(): Requirement[] {
  return [...readFileSync('docs/requirements.md', 'utf8').matchAll(entry)].map(([, id, rest]) => ({
    id: id!,
    journey: /^ {2}Journey: (`+)(.+)\1$/m.exec(rest!)?.[2] ?? null,
    isBuilt: !/^ {2}Not built yet\./m.test(rest!),
  }))
}

/** Titles of the journeys, as they are written. */
function readTitles(): string[] {
  return globSync('test/browser/*.test.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bit\(\s*(['"`])(\[.+?)\1,/g)].map(([, , title]) => title!),
  )
}

describe('Requirements', () => {
  const requirements = readRequirements()
  const titles = readTitles()

  it('[REQ] every requirement of every part is listed once', () => {
    const parts = { M: 29, C: 12, H: 7, S: 3, R: 5, X: 10 }
    const all = Object.entries(parts).flatMap(([part, count]) =>
      Array.from({ length: count }, (_, n) => part + (n + 1)),
    )
    expect(requirements.map(({ id }) => id)).toEqual(all)
  })

  it('[REQ] each names a journey that there is, or says that it is not built', () => {
    expect(titles.length).toBeGreaterThan(20)
    for (const { id, journey, isBuilt } of requirements) {
      expect(journey !== null, `${id} has a journey or isn’t built`).toBe(isBuilt)
      if (journey !== null) expect(titles, id).toContain(journey)
    }
  })

  it('[REQ] every requirement that a journey names is in the list', () => {
    const ids = new Set(requirements.map(({ id }) => id))
    const named = titles.flatMap((title) => [...title.matchAll(/\[([MCHSRX]\d+)\]/g)].map(([, id]) => id!))
    expect(named.filter((id) => !ids.has(id))).toEqual([])
  })
})

// docs/requirements.md says of each requirement which journey shows it; this holds the page against the journeys there are.
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Requirement {
  id: string
  journeys: string[]
  /** What shows it where a person sees nothing of it. */
  others: string[]
  isBuilt: boolean
}

const entry = /^- \*\*([MCHSRX]\d+)\*\* \S.*\n((?: {2}.+\n?)*)/gm

const titlesIn = (text: string, shownBy: string) =>
  [...text.matchAll(new RegExp(`^ {2}${shownBy}: (\`+)(.+)\\1$`, 'gm'))].map(([, , title]) => title!)

function readRequirements(): Requirement[] {
  return [...readFileSync('docs/requirements.md', 'utf8').matchAll(entry)].map(([, id, rest]) => ({
    id: id!,
    journeys: titlesIn(rest!, 'Journey'),
    others: titlesIn(rest!, '(?:Sync|Server)'),
    isBuilt: !/^ {2}Not built yet\./m.test(rest!),
  }))
}

/** Titles of tests, as they are written. */
function readTitles(files: string): string[] {
  return globSync(files).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\b(?:it|test)\(\s*(['"`])(\[.+?)\1,/g)].map(([, , title]) => title!),
  )
}

describe('Requirements', () => {
  const requirements = readRequirements()
  const titles = readTitles('test/browser/*.test.ts')

  it('[REQ] every requirement of every part is listed once', () => {
    const parts = { M: 29, C: 12, H: 7, S: 3, R: 5, X: 10 }
    const all = Object.entries(parts).flatMap(([part, count]) =>
      Array.from({ length: count }, (_, n) => part + (n + 1)),
    )
    expect(requirements.map(({ id }) => id)).toEqual(all)
  })

  it('[REQ] each names a journey that there is, or says that it is not built', () => {
    expect(titles.length).toBeGreaterThan(20)
    const others = readTitles('test/{sync,contracts,server,client,shared}/**/*.test.ts')
    for (const requirement of requirements) {
      const { id, journeys, isBuilt } = requirement
      expect(journeys.length > 0, `${id} has a journey or isn’t built`).toBe(isBuilt)
      for (const journey of journeys) expect(titles, id).toContain(journey)
      for (const title of requirement.others) expect(others, id).toContain(title)
    }
  })

  it('[REQ] every requirement that a journey names is in the list', () => {
    const ids = new Set(requirements.map(({ id }) => id))
    const named = titles.flatMap((title) => [...title.matchAll(/\[([MCHSRX]\d+)\]/g)].map(([, id]) => id!))
    expect(named.filter((id) => !ids.has(id))).toEqual([])
  })
})

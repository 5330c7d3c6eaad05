import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const sources = globSync('src/{lib,routes}/**/*.svelte').map((path) => ({ path, text: readFileSync(path, 'utf8') }))

test('[FD9] every field tells the browser not to keep what is typed, or what it is for', () => {
  const fields = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/<(?:input|textarea|select|Combobox\.Input)\b.*?>/gs)].map(([tag]) => ({ path, tag })),
  )
  expect(fields.length).toBeGreaterThan(8)
  expect(fields.filter(({ tag }) => !/\bautocomplete="/.test(tag)).map(({ path }) => path)).toEqual([])
})

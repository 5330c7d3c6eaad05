import { expect, it } from 'vitest'
import { readSources } from '../support/source-tree.ts'

/** Components of the library whose single choice goes away when it is chosen again, unless told otherwise. */
const erasing = /<(?:Combobox|Select)\.Root\b[^>]*?type="single"(?<rest>(?:[^>]|=>)*)>/g

it('[FC3] no single choice is erased by choosing what is chosen already', () => {
  const found = readSources(['src']).flatMap(({ path, text }) =>
    [...text.matchAll(erasing)].map(({ groups }) => ({
      path,
      keeps: groups?.['rest']?.includes('allowDeselect={false}'),
    })),
  )
  expect(found.length).toBeGreaterThan(0)
  expect(found.filter(({ keeps }) => !keeps)).toEqual([])
})

it('[FC3] and no component of the library is used that always allows that', () => {
  const toggles = readSources(['src']).filter(({ text }) => /\bToggleGroup\b/.test(text))
  expect(toggles.map(({ path }) => path)).toEqual([])
})

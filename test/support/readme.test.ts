// The README stays short enough to be read: what has no room there has a page in docs/ or beside the code.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** Sentences of prose and lists: no code, no tables, links as their words. */
function sentencesOf(markdown: string): string[] {
  const prose = markdown
    .replace(/```[\s\S]*?```/g, '')
    .replace(/^\|.*$/gm, '')
    .replace(/^#.*$/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`[^`]*`/g, 'code')
  return prose
    .split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)/)
    .flatMap((block) => block.replace(/\s+/g, ' ').split(/(?<=[.:;!?])\s/))
    .map((sentence) => sentence.trim())
    .filter(Boolean)
}

const wordsOf = (sentence: string) => sentence.split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length

describe('The README', () => {
  const text = readFileSync('README.md', 'utf8')

  it('[REQ] has at most 150 lines, and no sentence of more than 25 words', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(150)
    const sentences = sentencesOf(text)
    expect(sentences.length).toBeGreaterThan(40)
    expect(sentences.filter((sentence) => wordsOf(sentence) > 25)).toEqual([])
    expect(wordsOf(sentencesOf(`- ${'word '.repeat(26)}.`)[0]!)).toBe(26)
  })
})

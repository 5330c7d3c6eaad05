import { describe, expect, it } from 'vitest'
import { LiveText, type CaretHolder } from '#lib/ui/account/live-text.svelte.ts'

function makeTextarea(value: string, caret: number): CaretHolder {
  return {
    value,
    selectionStart: caret,
    selectionEnd: caret,
    selectionDirection: 'none',
    scrollTop: 40,
    setSelectionRange(start, end) {
      this.selectionStart = start
      this.selectionEnd = end
    },
  }
}

function openText(value: string, accepts: (text: string) => boolean = () => true) {
  const saves: { text: string; seen: string }[] = []
  const disk = { full: false }
  const save = (text: string, seen: string) => {
    if (disk.full) return Promise.reject(new Error('full'))
    saves.push({ text, seen })
    return Promise.resolve()
  }
  return { live: new LiveText({ value, save, accepts }), saves, disk, settled: () => new Promise((r) => setTimeout(r)) }
}

describe('Notes while they are typed', () => {
  it('[M13] every keystroke is stored as a change of the text before it', () => {
    const { live, saves } = openText('a')
    live.type('ab')
    live.type('abc')
    expect(saves).toEqual([
      { text: 'ab', seen: 'a' },
      { text: 'abc', seen: 'ab' },
    ])
  })

  it('[H1] somebody’s words arrive around the caret, which stays with its characters', () => {
    const { live } = openText('Ask Mina.')
    const textarea = makeTextarea('Ask Mina.', 4)
    live.receive('Please: Ask Mina.', textarea)
    expect([live.text, textarea.value, textarea.selectionStart, textarea.scrollTop]).toEqual([
      'Please: Ask Mina.',
      'Please: Ask Mina.',
      12,
      40,
    ])
  })

  it('[X1] a Korean syllable in the making is not broken by somebody’s words: they wait for it', () => {
    const { live } = openText('')
    const textarea = makeTextarea('하', 1)
    live.compose()
    live.type('ㅎ')
    live.type('하')
    live.receive('Hello 하', textarea)
    expect(live.text).toBe('하')
    live.composed(textarea)
    expect(live.text).toBe('Hello 하')
    expect(textarea.selectionStart).toBe(7)
  })

  it('[M13] what the device had no room for is stored with the next keystroke', async () => {
    const { live, saves, disk, settled } = openText('a')
    disk.full = true
    live.type('ab')
    await settled()
    expect(live.notSaved).toBe(true)
    disk.full = false
    live.type('abc')
    await settled()
    expect(saves).toEqual([{ text: 'abc', seen: 'a' }])
    expect(live.notSaved).toBe(false)
  })

  it('[M13] text beyond the limit stays on screen and is stored once it is short enough', () => {
    const { live, saves } = openText('a', (text) => text.length <= 3)
    live.type('abcd')
    expect([live.text, saves]).toEqual(['abcd', []])
    live.type('abc')
    expect(saves).toEqual([{ text: 'abc', seen: 'a' }])
  })
})

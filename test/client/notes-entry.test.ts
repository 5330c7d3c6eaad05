import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { replaceText } from '#shared/document/edit-document.ts'
import type { TextChange } from '#shared/domain/document/text-change.ts'
import { NotesEntry, type CaretHolder } from '#lib/ui/account/notes-entry.svelte.ts'
import { seededRandom } from '../support/seeded.ts'
import { firstSeeds } from '../support/seeds.ts'

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

/** A store as the device's: it carries what is typed over what came meanwhile, and answers when it is let. */
function openStore(text: string) {
  const doc = new Y.Doc()
  doc.getText('notes').insert(0, text)
  const store = {
    full: false,
    slow: false,
    saves: [] as { value: string; seen: string }[],
    waiting: [] as (() => void)[],
    get text() {
      return doc.getText('notes').toString()
    },
    /** Somebody else's edit arrives. */
    set text(value) {
      replaceText(doc, 7, 'notes', store.text, value)
    },
    async save(value: string, seen: string, own: TextChange) {
      if (store.slow) await new Promise<void>((resolve) => store.waiting.push(resolve))
      if (store.full) throw new Error('full')
      if (value !== seen) {
        store.saves.push({ value, seen })
        replaceText(doc, 8, 'notes', seen, value, own)
      }
      return store.text
    },
  }
  return store
}

function open(text: string, options: { accepts?: (text: string) => boolean; textarea?: CaretHolder } = {}) {
  const store = openStore(text)
  const entry = new NotesEntry({
    value: text,
    save: store.save,
    accepts: options.accepts ?? (() => true),
    caret: () => options.textarea,
  })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { entry, store, settled }
}

describe('Notes while they are typed', () => {
  it('[M13] every keystroke is stored as a change of the text before it', async () => {
    const { entry, store, settled } = open('a')
    entry.type('ab')
    await settled()
    entry.type('abc')
    await settled()
    expect(store.saves).toEqual([
      { value: 'ab', seen: 'a' },
      { value: 'abc', seen: 'ab' },
    ])
  })

  it('[M13] what is typed while the store is busy goes next, in one', async () => {
    const { entry, store, settled } = open('')
    store.slow = true
    for (const text of ['a', 'ab', 'abc']) entry.type(text)
    store.slow = false
    store.waiting.forEach((go) => go())
    await settled()
    expect(store.saves).toEqual([
      { value: 'a', seen: '' },
      { value: 'abc', seen: 'a' },
    ])
  })

  it('[H1] somebody’s words arrive around the caret, which stays with its characters', async () => {
    const textarea = makeTextarea('Ask Mina.', 4)
    const { entry, store, settled } = open('Ask Mina.', { textarea })
    store.text = 'Please: Ask Mina.'
    entry.receive(store.text)
    await settled()
    expect([entry.text, textarea.value, textarea.selectionStart, textarea.scrollTop]).toEqual([
      'Please: Ask Mina.',
      'Please: Ask Mina.',
      12,
      40,
    ])
  })

  it('[X1][FC1] a Korean syllable in the making is stored, and not broken by somebody’s words: they wait for it', async () => {
    const textarea = makeTextarea('하', 1)
    const { entry, store, settled } = open('', { textarea })
    entry.compose()
    entry.type('ㅎ')
    entry.type('하')
    await settled()
    store.text = 'Hello 하!'
    entry.receive(store.text)
    await settled()
    entry.type('한')
    await settled()
    expect([entry.text, store.text]).toEqual(['한', 'Hello 한!'])
    entry.composed()
    expect([entry.text, textarea.selectionStart]).toEqual(['Hello 한!', 7])
  })

  it('[FD1] lines that arrive above and below leave what is being typed in one piece', async () => {
    const { entry, store, settled } = open('Monday: call\nend')
    let typed = 'Monday: call'
    for (const [place, letter] of [...' offer to Kim'].entries()) {
      store.slow = place % 3 === 1
      entry.type(entry.text.replace(typed, typed + letter))
      typed += letter
      if (place === 4) store.text = `Top line\n${store.text}`
      if (place === 5) store.text = `${store.text}\nBottom line`
      if (place > 5) entry.receive(store.text)
      store.waiting.splice(0).forEach((go) => go())
      await settled()
    }
    expect(entry.text).toBe('Top line\nMonday: call offer to Kim\nend\nBottom line')
    expect(store.text).toBe(entry.text)
  })

  it('[FA24] news of the store that are already old change nothing', async () => {
    const { entry, store, settled } = open('a')
    entry.type('ab')
    await settled()
    entry.type('abc')
    await settled()
    entry.receive('ab')
    await settled()
    expect([entry.text, store.text]).toEqual(['abc', 'abc'])
  })

  it('[M13] what the device had no room for is stored with the next keystroke', async () => {
    const { entry, store, settled } = open('a')
    store.full = true
    entry.type('ab')
    await settled()
    expect([entry.notSaved, entry.text]).toEqual([true, 'ab'])
    store.full = false
    entry.type('abc')
    await settled()
    expect(store.saves).toEqual([{ value: 'abc', seen: 'a' }])
    expect(entry.notSaved).toBe(false)
  })

  it('[M13] text beyond the limit stays on screen and is stored once it is short enough', async () => {
    const { entry, store, settled } = open('a', { accepts: (text) => text.length <= 3 })
    entry.type('abcd')
    await settled()
    expect([entry.text, store.saves]).toEqual(['abcd', []])
    entry.type('abc')
    await settled()
    expect(store.saves).toEqual([{ value: 'abc', seen: 'a' }])
  })

  it('[FA24] what arrives around an over-long text is shown, and the text is stored where it was typed', async () => {
    const { entry, store, settled } = open('ab', { accepts: (text) => text.length <= 8 })
    entry.type('aXXXXXXXb')
    await settled()
    store.text = '1ab2'
    entry.receive(store.text)
    await settled()
    expect([entry.text, store.text]).toEqual(['1aXXXXXXXb2', '1ab2'])
    entry.type('1aXXb2')
    await settled()
    expect([entry.text, store.text]).toEqual(['1aXXb2', '1aXXb2'])
  })
})

describe('An emoji that comes in halves', () => {
  const [high, low] = ['\ud83d', '\ude00']

  it('[FC2] is stored as one character, and until then not at all', async () => {
    const { entry, store, settled } = open('ab')
    entry.type(`ab${high}`)
    await settled()
    expect(store.saves).toEqual([])
    entry.type(`ab${high}${low}`)
    await settled()
    expect([entry.text, store.text]).toEqual(['ab😀', 'ab😀'])
  })

  it('[FC2] keeps nothing else from being stored while its other half is missing, and goes when the person leaves', async () => {
    const { entry, store, settled } = open('ab')
    entry.type(`ab${high}`)
    entry.type(`ab${high} and more`)
    await settled()
    expect(store.text).toBe('ab and more')
    entry.leave()
    await settled()
    expect([entry.text, store.text]).toEqual(['ab and more', 'ab and more'])
  })
})

/**
 * Random histories: a person types, deletes and composes while others change the text at several places, the store is
 * slow, and it tells of its news late, in part, and once more. Every character that is typed is there once.
 */
describe('Screen and store', () => {
  const histories = 250

  async function run(seed: number): Promise<void> {
    const random = seededRandom(seed)
    const below = (count: number) => Math.floor(random() * count)
    let next = 0x4e00
    const fresh = (count: number) => Array.from({ length: count }, () => String.fromCodePoint(next++)).join('')

    const textarea = makeTextarea(fresh(12), 6)
    const { entry, store, settled } = open(textarea.value, { textarea })
    store.slow = true
    const told = [store.text]
    /** Character → the ones it was typed between, as the person saw it. */
    const between = new Map<string, [left: string, right: string]>()
    let composing: { at: number; length: number } | null = null

    const input = (at: number, removed: number, typed: string) => {
      const { value } = textarea
      textarea.value = value.slice(0, at) + typed + value.slice(at + removed)
      for (const [place, character] of [...typed].entries())
        between.set(character, [value[at - 1] ?? '', place === typed.length - 1 ? (value[at + removed] ?? '') : ''])
      textarea.setSelectionRange(at + typed.length, at + typed.length)
      entry.type(textarea.value)
    }
    const steps: (() => void)[] = [
      () => {
        if (composing) {
          const typed = fresh(1 + below(2))
          input(composing.at, composing.length, typed)
          composing.length = typed.length
        } else {
          const at = below(textarea.value.length + 1)
          input(at, random() < 0.4 ? Math.min(below(3), textarea.value.length - at) : 0, fresh(below(3)))
        }
      },
      () => {
        const parts = [...store.text]
        for (let place = 0; place < 1 + below(3); place++)
          parts.splice(below(parts.length + 1), below(2), ...fresh(below(3)))
        store.text = parts.join('')
        told.push(store.text)
      },
      () => entry.receive(told[below(told.length)]!),
      () => store.waiting.shift()?.(),
      () => {
        composing = composing ? null : { at: textarea.selectionStart, length: 0 }
        if (composing) entry.compose()
        else entry.composed()
      },
    ]
    for (let step = 0; step < 40; step++) {
      steps[below(steps.length)]!()
      if (random() < 0.7) await settled()
      expect(textarea.value).toBe(entry.text)
    }
    entry.composed()
    store.slow = false
    for (let round = 0; round < 3; round++) {
      entry.receive(store.text)
      store.waiting.splice(0).forEach((go) => go())
      await settled()
    }
    expect(entry.text).toBe(store.text)
    for (const [character, [left, right]] of between) {
      const place = store.text.indexOf(character)
      if (place < 0) continue
      if (left && store.text.includes(left)) expect(store.text.indexOf(left)).toBeLessThan(place)
      if (right && store.text.includes(right)) expect(store.text.indexOf(right)).toBeGreaterThan(place)
    }
  }

  it(`[FD1][FC1][FA24] show the same after ${histories} random histories, everything where it was typed`, async () => {
    for (const seed of firstSeeds(histories)) {
      try {
        await run(seed)
      } catch (error) {
        throw new Error(`seed ${seed} (TANDEM_SEED=${seed} repeats it): ${(error as Error).message}`, { cause: error })
      }
    }
  })
})

import {
  carryChange,
  changeAtOnePlace,
  changeBetween,
  composeChanges,
  invertChange,
  isNoChange,
  loneHalvesRemoved,
  moveCaret,
  noChange,
  textAfter,
  type TextChange,
} from '#shared/domain/document/text-change.ts'
import type { UnstoredText } from '#shared/domain/document/unstored.ts'

/** What a textarea offers for keeping its caret. */
export interface CaretHolder {
  value: string
  selectionStart: number
  selectionEnd: number
  selectionDirection: 'forward' | 'backward' | 'none'
  scrollTop: number
  setSelectionRange(start: number, end: number, direction?: 'forward' | 'backward' | 'none'): void
}

interface NotesEntryOptions {
  value: string
  /**
   * Makes the text `value` of `seen`, by `own`, and resolves to what the store holds then; an equal one only asks.
   * Rejects when the device can't.
   */
  save: (value: string, seen: string, own: TextChange) => Promise<string>
  accepts: (text: string) => boolean
  /** Nothing of what was typed is unstored any more. */
  settled?: () => void
  /** The textarea, while there is one. */
  caret?: () => CaretHolder | undefined
}

/**
 * Notes: every keystroke is stored, and what others type joins the text around the caret. One exchange with
 * the store at a time: its answers come in the store's order, so that in the end the screen shows what it holds.
 */
export class NotesEntry {
  text = $state('')
  notSaved = $state(false)

  /** What the store held when it last answered. */
  #stored: string
  /** From the shown text without what is unsaved to the stored one: what waits for a word's end to be shown. */
  #hidden: TextChange
  /** From that same text to the shown one. */
  #unsaved: TextChange
  /** What is being stored: from which text, and what of the store's isn't shown then. */
  #sent: { own: TextChange; hidden: TextChange } | null = null
  #composing = false
  #exchanging = false
  #again = false
  readonly #save: NotesEntryOptions['save']
  readonly #accepts: NotesEntryOptions['accepts']
  readonly #settled: () => void
  readonly #caret: () => CaretHolder | undefined

  constructor({ value, save, accepts, settled, caret }: NotesEntryOptions) {
    this.text = value
    this.#stored = value
    this.#hidden = noChange(value)
    this.#unsaved = noChange(value)
    this.#save = save
    this.#accepts = accepts
    this.#settled = settled ?? (() => {})
    this.#caret = caret ?? (() => undefined)
  }

  type(text: string): void {
    const own = changeAtOnePlace(this.text, text, this.#caret()?.selectionStart)
    this.#unsaved = composeChanges(this.#unsaved, own)
    this.text = text
    void this.#exchange()
  }

  /** A second try for what the device had no room for. */
  saveAgain(): void {
    if (this.notSaved) void this.#exchange()
  }

  /** What would be lost if the page ended now: what is being stored, and what follows it. */
  get unstored(): UnstoredText | null {
    const { own: first, hidden } = this.#sent ?? { own: noChange(this.#stored), hidden: this.#hidden }
    const own = carryChange(this.#sendable(hidden).sent, hidden, 'first')
    return isNoChange(first) && isNoChange(own) ? null : { kind: 'text', first, own }
  }

  /** An input method is at work (Korean, Japanese …): changing the text now would break its word. */
  compose(): void {
    this.#composing = true
  }

  composed(): void {
    this.#composing = false
    if (!this.#exchanging) this.#reveal()
  }

  /** The person is done: half an emoji whose other half never came goes away. */
  leave(): void {
    this.composed()
    const removal = loneHalvesRemoved(this.text)
    if (!isNoChange(removal)) {
      this.#unsaved = composeChanges(this.#unsaved, removal)
      this.#show(removal)
    }
    this.saveAgain()
  }

  /** The store seems to hold this now. It may be old news: what it truly holds is asked. */
  receive(stored: string): void {
    if (stored !== this.#stored) void this.#exchange()
  }

  async #exchange(): Promise<void> {
    this.#again = true
    if (this.#exchanging) return
    this.#exchanging = true
    while (this.#again) {
      this.#again = false
      await this.#exchangeOnce()
      this.#reveal()
    }
    this.#exchanging = false
    if (isNoChange(this.#unsaved)) this.#settled()
  }

  async #exchangeOnce(): Promise<void> {
    const { sent, rest } = this.#sendable()
    const own = carryChange(sent, this.#hidden, 'first')
    const expected = textAfter(own)
    this.#unsaved = rest
    const hidden = carryChange(this.#hidden, sent, 'second')
    this.#sent = { own, hidden }
    try {
      const stored = await this.#save(expected, this.#stored, own)
      this.#hidden = composeChanges(hidden, changeBetween(expected, stored))
      this.#stored = stored
      this.notSaved = false
    } catch {
      this.#unsaved = composeChanges(sent, this.#unsaved)
      this.notSaved ||= !isNoChange(sent)
    }
    this.#sent = null
  }

  /** What of the unsaved may be stored as it stands, and the rest. */
  #sendable(hidden = this.#hidden): { sent: TextChange; rest: TextChange } {
    const removal = loneHalvesRemoved(this.text)
    const sent = composeChanges(this.#unsaved, removal)
    if (this.#accepts(textAfter(carryChange(sent, hidden, 'first')))) return { sent, rest: invertChange(removal) }
    return { sent: noChange(textAfter(invertChange(this.#unsaved))), rest: this.#unsaved }
  }

  #reveal(): void {
    if (this.#composing || isNoChange(this.#hidden)) return
    const arrived = carryChange(this.#hidden, this.#unsaved, 'second')
    this.#unsaved = carryChange(this.#unsaved, this.#hidden, 'first')
    this.#hidden = noChange(this.#stored)
    this.#show(arrived)
  }

  /** The caret stays with the characters it stood between. */
  #show(change: TextChange): void {
    this.text = textAfter(change)
    const caret = this.#caret()
    if (!caret) return
    const { selectionStart, selectionEnd, selectionDirection, scrollTop } = caret
    caret.value = this.text
    caret.setSelectionRange(moveCaret(selectionStart, change), moveCaret(selectionEnd, change), selectionDirection)
    caret.scrollTop = scrollTop
  }
}

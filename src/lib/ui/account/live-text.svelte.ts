import { moveSelection, TextMerge, type Splice } from './text-merge.ts'

/** What a textarea offers for keeping its caret. */
export interface CaretHolder {
  value: string
  selectionStart: number
  selectionEnd: number
  selectionDirection: 'forward' | 'backward' | 'none'
  scrollTop: number
  setSelectionRange(start: number, end: number, direction?: 'forward' | 'backward' | 'none'): void
}

interface LiveTextOptions {
  value: string
  /** Stores the text; `seen` is the one it is a change of. Rejects when the device can't. */
  save: (text: string, seen: string) => void | Promise<void>
  accepts: (text: string) => boolean
}

/** Notes: every keystroke is stored, and what others type joins the text around the caret. */
export class LiveText {
  text = $state('')
  notSaved = $state(false)

  readonly #merge: TextMerge
  readonly #save: LiveTextOptions['save']
  readonly #accepts: LiveTextOptions['accepts']
  #composing = false
  #held: string | null = null

  constructor({ value, save, accepts }: LiveTextOptions) {
    this.text = value
    this.#merge = new TextMerge(value)
    this.#save = save
    this.#accepts = accepts
  }

  type(text: string): void {
    const seen = this.#merge.saved
    const isSaved = this.#accepts(text)
    this.#merge.type(text, isSaved)
    this.text = text
    if (isSaved) void this.#store(text, seen)
  }

  /** A second try for what the device had no room for. */
  saveAgain(): void {
    if (this.notSaved) this.type(this.text)
  }

  /** An input method is at work (Korean, Japanese …): changing the text now would break its word. */
  compose(): void {
    this.#composing = true
  }

  composed(caret: CaretHolder | undefined): void {
    this.#composing = false
    if (this.#held !== null) this.receive(this.#held, caret)
  }

  /** What the store holds now; the caret stays with the characters it stood between. */
  receive(stored: string, caret: CaretHolder | undefined): void {
    if (this.#composing) {
      this.#held = stored
      return
    }
    this.#held = null
    const splice = this.#merge.receive(stored)
    if (!splice) return
    this.text = this.#merge.shown
    if (caret) showSplice(caret, this.text, splice)
  }

  async #store(text: string, seen: string): Promise<void> {
    try {
      await this.#save(text, seen)
      this.notSaved = false
    } catch {
      this.#merge.fail(text)
      this.notSaved = true
    }
  }
}

function showSplice(caret: CaretHolder, text: string, splice: Splice): void {
  const { selectionStart, selectionEnd, selectionDirection, scrollTop } = caret
  const { start, end } = moveSelection({ start: selectionStart, end: selectionEnd }, splice)
  caret.value = text
  caret.setSelectionRange(start, end, selectionDirection)
  caret.scrollTop = scrollTop
}

import type { UnstoredValue } from '#shared/domain/document/unstored.ts'

interface FactEntryOptions {
  value: string
  /** Stores the text on the device; `typing`: the person is still in the field. Rejects when it can't. */
  save: (text: string, typing: boolean) => void | Promise<void>
  /** The person is done with what they typed: from now on others may hear of it. */
  done?: () => void | Promise<void>
  /** Nothing of what was typed is unstored any more. */
  settled?: () => void
  /** Whether a text may be stored at all; what may not stays on screen, unsaved. */
  accepts?: (text: string) => boolean
}

/**
 * One single-line field that is stored with every key: a text that comes while another is being stored follows it.
 * Somebody else's value is shown only while the person isn't in the field and nothing of theirs is on its way to the store.
 */
export class FactEntry {
  text = $state('')
  /** The last save didn't reach the device's storage. */
  notSaved = $state(false)

  #stored: string
  #focused = false
  #dirty = false
  /** Something was typed since the field was entered. */
  #typed = false
  #isStoring = false
  #storing: Promise<void> = Promise.resolve()
  readonly #save: FactEntryOptions['save']
  readonly #done: NonNullable<FactEntryOptions['done']>
  readonly #settled: () => void
  readonly #accepts: (text: string) => boolean

  constructor(options: FactEntryOptions) {
    this.text = options.value
    this.#stored = options.value
    this.#save = options.save
    this.#done = options.done ?? (() => {})
    this.#settled = options.settled ?? (() => {})
    this.#accepts = options.accepts ?? (() => true)
  }

  type(text: string): void {
    this.text = text
    this.#dirty = true
    this.#typed = true
    void this.flush()
  }

  /** For choices from a list: nothing is halfway. */
  choose(text: string): void {
    this.text = text
    this.#dirty = true
    void this.flush()
  }

  focus(): void {
    this.#focused = true
  }

  /** The field or the page is left, or Enter says that it is done: what was typed is one act. */
  async finish(): Promise<void> {
    await this.flush()
    if (!this.#typed) return
    this.#typed = false
    // Nothing is lost if the device can't note it: rest ends the sitting, too.
    await Promise.resolve(this.#done()).catch(() => {})
  }

  async blur(): Promise<void> {
    this.#focused = false
    this.#settle()
    await this.finish()
  }

  /** What the store holds now. */
  receive(stored: string): void {
    this.#stored = stored
    this.#settle()
  }

  /** What would be lost if the page ended now. */
  get unstored(): UnstoredValue | null {
    const isUnstored = (this.#dirty || this.#isStoring) && this.#accepts(this.text)
    return isUnstored ? { kind: 'value', value: this.text } : null
  }

  /** Stores what isn't stored yet, a second time if the device had no room. Resolves when it is, or the field says that it isn't. */
  flush(): Promise<void> {
    if (!this.#isStoring && this.#mayStore) this.#storing = this.#store()
    return this.#storing
  }

  get #mayStore(): boolean {
    return this.#dirty && this.#accepts(this.text)
  }

  async #store(): Promise<void> {
    this.#isStoring = true
    const storedBefore = this.#stored
    while (this.#mayStore) {
      this.#dirty = false
      try {
        await this.#save(this.text, this.#focused && this.#typed)
        this.notSaved = false
      } catch {
        this.notSaved = true
        this.#dirty = true
        break
      }
    }
    this.#isStoring = false
    if (!this.#dirty) this.#settled()
    // Before the store has shown the save back, settling would flash the value it replaced.
    if (this.#stored !== storedBefore) this.#settle()
  }

  #settle(): void {
    if (!this.#focused && !this.#dirty && !this.#isStoring) this.text = this.#stored
  }
}

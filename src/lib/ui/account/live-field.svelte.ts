/** The clock a field waits by; tests hand in their own. */
export interface Timers {
  set(run: () => void, delayMs: number): number
  clear(handle: number): void
}

const browserTimers: Timers = {
  set: (run, delayMs) => window.setTimeout(run, delayMs),
  clear: (handle) => window.clearTimeout(handle),
}

/** Short enough that a killed tab loses less than a word, long enough not to log every letter. */
export const settleDelayMs = 400

interface LiveFieldOptions {
  value: string
  /** Stores the text on the device; rejects when it can't. */
  save: (text: string) => void | Promise<void>
  /** Whether a text may be stored at all; what may not stays on screen, unsaved. */
  accepts?: (text: string) => boolean
  delayMs?: number
  timers?: Timers
}

/**
 * One single-line field that saves while it is typed into. Somebody else's value is shown only while the
 * person isn't in the field and nothing of theirs is on its way to the store.
 */
export class LiveField {
  text = $state('')
  /** The last save didn't reach the device's storage. */
  notSaved = $state(false)

  #stored: string
  #focused = false
  #dirty = false
  #saving = 0
  #timer: number | null = null
  readonly #save: LiveFieldOptions['save']
  readonly #accepts: (text: string) => boolean
  readonly #delayMs: number
  readonly #timers: Timers

  constructor(options: LiveFieldOptions) {
    this.text = options.value
    this.#stored = options.value
    this.#save = options.save
    this.#accepts = options.accepts ?? (() => true)
    this.#delayMs = options.delayMs ?? settleDelayMs
    this.#timers = options.timers ?? browserTimers
  }

  type(text: string): void {
    this.text = text
    this.#dirty = true
    this.#stopTimer()
    this.#timer = this.#timers.set(() => this.flush(), this.#delayMs)
  }

  /** For choices from a list: nothing to wait for. */
  choose(text: string): void {
    this.type(text)
    this.flush()
  }

  focus(): void {
    this.#focused = true
  }

  blur(): void {
    this.#focused = false
    this.flush()
    this.#settle()
  }

  /** What the store holds now. */
  receive(stored: string): void {
    this.#stored = stored
    this.#settle()
  }

  /** Stores what was typed, now: on blur, when the page hides and when the field goes away. */
  flush(): void {
    this.#stopTimer()
    if (!this.#dirty || !this.#accepts(this.text)) return
    this.#dirty = false
    this.#saving++
    void this.#store(this.text)
  }

  async #store(text: string): Promise<void> {
    const storedBefore = this.#stored
    try {
      await this.#save(text)
      this.notSaved = false
    } catch {
      this.notSaved = true
      this.#dirty = true
    }
    this.#saving--
    // Before the store has shown the save back, settling would flash the value it replaced.
    if (this.#stored !== storedBefore) this.#settle()
  }

  #settle(): void {
    if (!this.#focused && !this.#dirty && this.#saving === 0) this.text = this.#stored
  }

  #stopTimer(): void {
    if (this.#timer !== null) this.#timers.clear(this.#timer)
    this.#timer = null
  }
}

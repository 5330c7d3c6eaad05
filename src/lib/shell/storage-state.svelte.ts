/** Whether the browser promised to keep this site's data. Asked after the first saved edit, when it means something. */
export class StorageState {
  #persisted = $state<boolean | null>(null)

  get persisted(): boolean | null {
    return this.#persisted
  }

  async check(): Promise<void> {
    this.#persisted = (await navigator.storage?.persisted?.()) ?? null
  }

  async askToPersist(): Promise<boolean> {
    if (this.#persisted) return true
    this.#persisted = (await navigator.storage?.persist?.()) ?? null
    return this.#persisted === true
  }
}

/**
 * Some acts want it shown anew that it is still the person who signed in. Whoever does one does it through here: the
 * dialog opens when the server asks for it, and then it is done.
 */
import type { Failure, Outcome } from './ask-server.ts'
import { ask, tell } from './ask-server.ts'

class Proof {
  #answer = $state.raw<((isProved: boolean) => void) | null>(null)

  /** Whether the dialog is to be open. */
  get isAsked(): boolean {
    return this.#answer !== null
  }

  /** Does it; where the server wants proof first, asks for that and does it again. */
  async withProof<Done extends { ok: true }>(act: () => Promise<Done | Failure>): Promise<Done | Failure> {
    const outcome = await act()
    if (outcome.ok || outcome.code !== 'prove-again' || !(await this.#ask())) return outcome
    return act()
  }

  /**
   * Before a decision that wants proof. Whether it may be taken: without a network it is queued, and asks for none.
   */
  async isGiven(): Promise<boolean> {
    const answer = await ask((all) => all.proofAnswerSchema, 'GET', '/api/session/proof')
    return !answer.ok || answer.value.isRecent || this.#ask()
  }

  /** What the dialog sends. */
  async give(password: string): Promise<Outcome> {
    const outcome = await tell('POST', '/api/session/proof', { password })
    if (outcome.ok) this.#close(true)
    return outcome
  }

  cancel(): void {
    this.#close(false)
  }

  #ask(): Promise<boolean> {
    this.#close(false)
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  #close(isProved: boolean): void {
    this.#answer?.(isProved)
    this.#answer = null
  }
}

export const proof = new Proof()

/**
 * Some acts want it shown anew that it is still the person who signed in. Whoever does one does it through here: the
 * dialog opens where that was long ago, and then it is done.
 */
import type { Proof, ProofView } from '#shared/protocol/sign-in-requests.ts'
import type { Failure, Reply } from '../ask-server.ts'
import { ask, tell } from '../ask-server.ts'

/** Who hears nothing for so long decides as without a network, ms. */
const patienceMs = 3000

interface Asked extends Pick<ProofView, 'hasSecondFactor'> {
  answer(isProved: boolean): void
}

class ProofState {
  #asked = $state.raw<Asked | null>(null)

  /** What the dialog asks for; null while it is to be closed. */
  get asked(): Pick<ProofView, 'hasSecondFactor'> | null {
    return this.#asked
  }

  /** Does it; where the server wants proof first, asks for that and does it again. */
  async withProof<Done extends { ok: true }>(act: () => Promise<Done | Failure>): Promise<Done | Failure> {
    const outcome = await act()
    if (outcome.ok || outcome.code !== 'prove-again' || !(await this.isGiven())) return outcome
    return act()
  }

  /** Before what wants proof. Whether it may be done: without a network a decision is queued, and asks for none. */
  async isGiven(): Promise<boolean> {
    const view = await Promise.race([viewProof(), later(patienceMs)])
    return !view || view.isRecent || this.#ask(view)
  }

  /** What the dialog sends. */
  async give(proof: Proof): Promise<Reply> {
    const outcome = await tell('POST', '/api/session/proof', proof)
    if (outcome.ok) this.#close(true)
    return outcome
  }

  cancel(): void {
    this.#close(false)
  }

  #ask({ hasSecondFactor }: ProofView): Promise<boolean> {
    this.#close(false)
    return new Promise((answer) => {
      this.#asked = { hasSecondFactor, answer }
    })
  }

  #close(isProved: boolean): void {
    this.#asked?.answer(isProved)
    this.#asked = null
  }
}

async function viewProof(): Promise<ProofView | null> {
  const answer = await ask((all) => all.proofAnswerSchema, 'GET', '/api/session/proof')
  return answer.ok ? answer.value : null
}

const later = (ms: number) => new Promise<null>((resolve) => setTimeout(() => resolve(null), ms))

export const proof = new ProofState()

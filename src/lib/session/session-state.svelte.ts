/**
 * Who is signed in on this device. The person is known from the device itself, so a start needs no
 * server; the session's end on the server leaves everything here in place until they sign in again.
 */
import Dexie from 'dexie'
import type { Clock } from '#shared/domain/clock.ts'
import type { IdSource } from '#shared/domain/ids.ts'
import type { SessionSummary, SignedInUser } from '#shared/domain/user.ts'
import type { InvitationView, RegisterForm, SetUpForm } from '#shared/protocol/account-requests.ts'
import {
  isSignOutUnsent,
  noteSignOutSent,
  readSignedInUser,
  writeSignedInUser,
  writeSignedOut,
} from '../local-store/device-store.ts'
import { LocalStore } from '../local-store/local-store.ts'
import { countUnsent, describeUnsent, type UnsentCount } from '../local-store/unsent-work.ts'
import { accountApi, type Failure, type Outcome } from './account-api.ts'
import { findCurrentDevice, setCurrentDevice } from './current-device.svelte.ts'
import type { Device } from '../local-store/device.ts'

export interface SessionEvents {
  /** A person's device is open: start syncing. */
  entered(device: Device): void
  /** Before their store closes: stop syncing. */
  leaving(): void
  /** The session on the server is fresh again. */
  renewed(): void
}

export type SetUpState = 'open' | 'key-needed' | 'done' | 'offline'

export class SessionState {
  /** `no-storage`: this browser lets nothing be kept on the device, so nobody can work here. */
  #phase = $state<'starting' | 'signed-out' | 'signed-in' | 'no-storage'>('starting')
  #user = $state.raw<SignedInUser | null>(null)
  readonly #platform: { clock: Clock; ids: IdSource }
  readonly #atRest: () => Promise<void>
  readonly #events: SessionEvents
  readonly #looked = Promise.withResolvers<undefined>()

  constructor(
    { atRest, ...platform }: { clock: Clock; ids: IdSource; atRest: () => Promise<void> },
    events: SessionEvents,
  ) {
    this.#platform = platform
    this.#atRest = atRest
    this.#events = events
  }

  get phase() {
    return this.#phase
  }

  get user() {
    return this.#user
  }

  /** Resolves when it is known whether somebody is signed in on this device; the server may still be asked. */
  get looked(): Promise<void> {
    return this.#looked.promise
  }

  /** Opens the store of whoever is signed in here; asks the server only when nobody is. */
  async start(): Promise<void> {
    let known: SignedInUser | null
    try {
      known = await this.#look()
    } catch {
      this.#phase = 'no-storage'
      return
    }
    if (known) {
      void this.#atRest().then(() => this.#refresh(known))
      return
    }
    // A cookie may be older than this browser's storage (cleared site data): then the server knows.
    const answer = (await this.#sendSignOut()) ? await accountApi.whoAmI() : null
    if (answer?.ok) await this.#signedIn(answer.value)
    else this.#phase = 'signed-out'
  }

  async signIn(email: string, password: string): Promise<Outcome> {
    return this.#enterWith(await accountApi.signIn(email, password))
  }

  async setUp(form: SetUpForm): Promise<Outcome> {
    return this.#enterWith(await accountApi.setUp(form))
  }

  /** `key`: the operator's, without which setting up is for nobody. */
  async readSetUp(key?: string): Promise<SetUpState> {
    const answer = await accountApi.readSetUp(key)
    if (!answer.ok) return 'offline'
    if (!answer.value.open) return 'done'
    return answer.value.allowed ? 'open' : 'key-needed'
  }

  async lookUpInvitation(link: string): Promise<{ ok: true; invitation: InvitationView } | Failure> {
    const answer = await accountApi.lookUpInvitation(link)
    return answer.ok ? { ok: true, invitation: answer.value } : answer
  }

  async register(form: RegisterForm): Promise<Outcome> {
    return this.#enterWith(await accountApi.register(form))
  }

  declineInvitation(link: string): Promise<Outcome> {
    return accountApi.declineInvitation(link)
  }

  async verifyEmail(link: string): Promise<Outcome> {
    const outcome = await accountApi.verifyEmail(link)
    if (outcome.ok && this.#user) await this.#refresh(this.#user)
    return outcome
  }

  resendVerification(): Promise<Outcome> {
    return accountApi.resendVerification()
  }

  async listSessions(): Promise<{ ok: true; sessions: SessionSummary[] } | Failure> {
    const answer = await accountApi.listSessions()
    return answer.ok ? { ok: true, sessions: answer.value } : answer
  }

  revokeSession(id: string): Promise<Outcome> {
    return accountApi.revokeSession(id)
  }

  /** Ends the session and deletes this person's data here. With unsent work it only says how much, unless told to discard it. */
  async signOut(options: { discardWaiting: boolean }): Promise<{ ok: true } | { ok: false; unsent: UnsentCount }> {
    const device = findCurrentDevice()
    if (!device) return { ok: true }
    const unsent = await countUnsent(device)
    if (unsent.waiting + unsent.refused > 0 && !options.discardWaiting) return { ok: false, unsent }
    this.#events.leaving()
    await this.#leave(device)
    await this.#sendSignOut()
    return { ok: true }
  }

  /** Unsent and refused work as a file, for a person who must sign out before it could be sent. */
  async exportWaiting(): Promise<Blob> {
    const readable = await describeUnsent(findCurrentDevice())
    return new Blob([JSON.stringify(readable, null, 2)], { type: 'application/json' })
  }

  async #enterWith(answer: { ok: true; value: SignedInUser } | Failure): Promise<Outcome> {
    if (!answer.ok) return answer
    await this.#signedIn(answer.value)
    return { ok: true }
  }

  async #signedIn(user: SignedInUser): Promise<void> {
    await writeSignedInUser(user)
    if (this.#user?.id === user.id) {
      this.#user = user
      this.#events.renewed()
      return
    }
    this.#close()
    this.#enter(user)
  }

  async #look(): Promise<SignedInUser | null> {
    try {
      const known = await readSignedInUser()
      if (known) this.#enter(known)
      return known
    } finally {
      this.#looked.resolve(undefined)
    }
  }

  #enter(user: SignedInUser): void {
    const device: Device = { user, store: new LocalStore(user.id), ...this.#platform }
    setCurrentDevice(device)
    this.#user = user
    this.#phase = 'signed-in'
    this.#events.entered(device)
  }

  /** Name, role and verification may have changed since this device last asked. */
  async #refresh(known: SignedInUser): Promise<void> {
    const answer = await accountApi.whoAmI()
    if (!answer.ok || answer.value.id !== known.id || this.#user?.id !== known.id) return
    this.#user = answer.value
    await writeSignedInUser(answer.value)
  }

  /** Signing out works offline; the server hears of it on the next start at the latest. Whether it has. */
  async #sendSignOut(): Promise<boolean> {
    if (!(await isSignOutUnsent())) return true
    const outcome = await accountApi.signOut()
    if (!outcome.ok && outcome.code !== 'signed-out') return false
    await noteSignOutSent()
    return true
  }

  #close(): void {
    const device = findCurrentDevice()
    if (!device) return
    this.#events.leaving()
    setCurrentDevice(null)
    device.store.close()
  }

  async #leave(device: Device): Promise<void> {
    await writeSignedOut()
    setCurrentDevice(null)
    this.#user = null
    this.#phase = 'signed-out'
    device.store.close()
    await Dexie.delete(device.store.name)
  }
}

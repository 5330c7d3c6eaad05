/**
 * Who is signed in on this device. The person is known from the device itself, so a start needs no server, and a
 * session that has run out leaves everything in place until they sign in again. One that somebody ended takes what is
 * here with it, or locks it while work waits in it.
 */
import type { Subscription } from 'dexie'
import type { Permission } from '#shared/domain/access/permission.ts'
import { permissionsOf } from '#shared/domain/access/permissions-of.ts'
import type { Clock } from '#shared/domain/clock.ts'
import type { IdSource, UserId } from '#shared/domain/ids.ts'
import type { SignedInUser } from '#shared/domain/user.ts'
import type {
  CompleteSignUpForm,
  InvitationView,
  ProfileForm,
  RegisterForm,
  SetUpForm,
  SignInForm,
} from '#shared/protocol/sign-in-requests.ts'
import {
  isSignOutUnsent,
  noteSignOutSent,
  readEndedSession,
  readSignedInUser,
  readUserNow,
  writeSessionEnded,
  writeSignedInUser,
  writeSignedOut,
  type EndedSession,
} from '../local-store/signed-in-user.ts'
import { deleteStore, leaveOtherStores } from '../local-store/former-stores.ts'
import { LocalStore, readMeta, watchRead } from '../local-store/local-store.ts'
import { countUnsent, describeUnsent, type UnsentCount } from '../local-store/read-outbox.ts'
import { signInApi, type JoinedBy } from './sign-in-api.ts'
import type { Failure, Reply } from './ask-server.ts'
import { findCurrentDevice, setCurrentDevice } from './current-device.svelte.ts'
import type { BegunFactor } from './person/second-factor.ts'
import { nextContact } from './next-contact.ts'
import { PurgedWork } from './purged-work.svelte.ts'
import { onOtherTabs, tellOtherTabs } from './other-tabs.ts'
import type { Device } from '../local-store/device.ts'

export interface SessionEvents {
  /** A person's device is open: start syncing. */
  entered(device: Device): void
  /** Before their store closes: stop syncing. */
  leaving(): void
  /** The session on the server is fresh again. */
  renewed(): void
  /** This tab shows somebody who isn't signed in here any more: begin anew. */
  replaced(): void
}

export type SetUpState = 'open' | 'key-needed' | 'done' | 'offline'

export class SessionState {
  readonly purged = new PurgedWork()
  /** `no-storage`: this browser lets nothing be kept on the device, so nobody can work here. */
  #phase = $state<'starting' | 'signed-out' | 'signed-in' | 'no-storage'>('starting')
  #user = $state.raw<SignedInUser | null>(null)
  readonly #permissions = $derived(this.#user && permissionsOf(this.#user))
  #ended = $state.raw<EndedSession | null>(null)
  #telling = false
  #accessWatch: Subscription | null = null
  #swept = Promise.resolve()
  /** How often the server was asked who is here, and the last of those that was answered. */
  #asked = 0
  #answered = 0
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

  /** Whether this person's role holds it, as far as this device was told; the server asks again for everything. */
  may(permission: Permission): boolean {
    return this.#permissions?.has(permission) ?? false
  }

  get phase() {
    return this.#phase
  }

  get user() {
    return this.#user
  }

  /** Whose session somebody ended from elsewhere, while nobody has signed in here since. */
  get ended() {
    return this.#ended
  }

  /** Resolves when it is known whether somebody is signed in on this device; the server may still be asked. */
  get looked(): Promise<void> {
    return this.#looked.promise
  }

  /** Opens the store of whoever is signed in here; asks the server only when nobody is. */
  async start(): Promise<void> {
    onOtherTabs((userId) => this.#heard(userId))
    let known: SignedInUser | null
    try {
      known = await this.#look()
    } catch {
      this.#phase = 'no-storage'
      return
    }
    if (known) {
      // What the page's head had read may have changed since.
      void this.check()
      void this.#atRest().then(async () => {
        await this.purged.lookFor(known.id)
        // What changes while the server is being asked shows by this, and it is asked again.
        await this.#watchAccess()
        await this.#refresh(known)
      })
      return
    }
    this.#ended = await readEndedSession()
    // A cookie may be older than this browser's storage (cleared site data): then the server knows.
    const answer = await this.#onceHeard(() => signInApi.whoAmI())
    if (answer.ok) await this.#signedIn(answer.value)
    else {
      this.#phase = 'signed-out'
      void this.#sweep()
    }
    void this.#tellUntilHeard()
  }

  /** Whether this tab still shows who is signed in here: it may have slept while others were told. */
  async check(): Promise<void> {
    if (this.#phase !== 'starting') this.#heard((await readUserNow())?.id ?? null)
  }

  /**
   * The server took a request for nobody's: asks it whose this browser's cookie is and does what follows. Whether the
   * person must sign in again, which is all when the session has run out or the server doesn't know it, being a backup.
   */
  async isSignedOut(): Promise<boolean> {
    return this.#user !== null && (await this.#refresh(this.#user)) === 'signed-out'
  }

  /** Where a second factor began with it, the person comes in by `enter`, once they have kept its recovery codes. */
  async signIn(form: SignInForm): Promise<{ ok: true; begun?: BegunFactor } | Failure> {
    const answer = await this.#onceHeard(() => signInApi.signIn(form))
    if (!answer.ok) return answer
    const { user, recoveryCodes } = answer.value
    if (recoveryCodes) return { ok: true, begun: { recoveryCodes, enter: () => this.#signedIn(user) } }
    return this.#enterWith({ ok: true, value: user })
  }

  async setUp(form: SetUpForm): Promise<Reply> {
    return this.#enterWith(await this.#onceHeard(() => signInApi.setUp(form)))
  }

  /** `key`: the operator's, without which setting up is for nobody. */
  async readSetUp(key?: string): Promise<SetUpState> {
    const answer = await this.#onceHeard(() => signInApi.readSetUp(key))
    if (!answer.ok) return 'offline'
    if (!answer.value.open) return 'done'
    return answer.value.allowed ? 'open' : 'key-needed'
  }

  async lookUpInvitation(link: string): Promise<{ ok: true; invitation: InvitationView } | Failure> {
    const answer = await this.#onceHeard(() => signInApi.lookUpInvitation(link))
    return answer.ok ? { ok: true, invitation: answer.value } : answer
  }

  async register(form: RegisterForm): Promise<Reply> {
    return this.#enterWith(await this.#onceHeard(() => signInApi.register(form)))
  }

  async lookUpPersonInvitation(link: string, by: JoinedBy) {
    return this.#onceHeard(() => signInApi.lookUpPersonInvitation(link, by))
  }

  async registerPerson(form: RegisterForm, by: JoinedBy): Promise<Reply> {
    return this.#enterWith(await this.#onceHeard(() => signInApi.registerPerson(form, by)))
  }

  async completeSignUp(form: CompleteSignUpForm): Promise<Reply> {
    return this.#enterWith(await this.#onceHeard(() => signInApi.completeSignUp(form)))
  }

  declineInvitation(link: string): Promise<Reply> {
    return signInApi.declineInvitation(link)
  }

  async verifyEmail(link: string): Promise<Reply> {
    const outcome = await signInApi.verifyEmail(link)
    if (outcome.ok) await this.learn()
    return outcome
  }

  /** The person's name, address or role may have changed on the server. */
  async learn(): Promise<void> {
    if (this.#user) await this.#refresh(this.#user)
  }

  async saveProfile(form: ProfileForm): Promise<Reply> {
    const answer = await signInApi.saveProfile(form)
    if (!answer.ok) return answer
    await this.#know(answer.value)
    return { ok: true }
  }

  resendVerification(): Promise<Reply> {
    return signInApi.resendVerification()
  }

  /** Ends the session and deletes this person's data here. With unsent work it only says how much, unless told to discard it. */
  async signOut(options: { discardWaiting: boolean }): Promise<{ ok: true } | { ok: false; unsent: UnsentCount }> {
    const device = findCurrentDevice()
    if (!device) return { ok: true }
    const unsent = await countUnsent(device)
    if (unsent.waiting + unsent.refused > 0 && !options.discardWaiting) return { ok: false, unsent }
    await writeSignedOut()
    this.#forget()
    await deleteStore(device.store)
    await this.#sendSignOut()
    void this.#tellUntilHeard()
    return { ok: true }
  }

  /** Unsent and refused work as a file, for a person who must sign out before it could be sent. */
  async exportWaiting(): Promise<Blob> {
    const readable = await describeUnsent(findCurrentDevice())
    return new Blob([JSON.stringify(readable, null, 2)], { type: 'application/json' })
  }

  async #enterWith(answer: { ok: true; value: SignedInUser } | Failure): Promise<Reply> {
    if (!answer.ok) return answer
    await this.#signedIn(answer.value)
    return { ok: true }
  }

  async #signedIn(user: SignedInUser): Promise<void> {
    await writeSignedInUser(user)
    tellOtherTabs(user.id)
    this.#ended = null
    if (this.#user?.id === user.id) {
      this.#user = user
      this.#events.renewed()
      return
    }
    this.#close()
    // Whoever used this device before leaves nothing that the newcomer could read.
    await this.#sweep()
    this.#enter(user)
    await this.purged.lookFor(user.id)
    void this.#watchAccess()
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

  /** Name, role and verification may have changed since this device last asked, and whether they may be here. */
  async #refresh(known: SignedInUser): Promise<Failure['code'] | null> {
    const number = ++this.#asked
    const answer = await signInApi.whoAmI()
    // What was asked earlier and is answered later knows less.
    if (number < this.#answered || this.#user?.id !== known.id) return null
    this.#answered = number
    if (!answer.ok) {
      if (answer.code === 'session-revoked' || answer.code === 'blocked') await this.#end(answer.code)
      return answer.code
    }
    if (answer.value.id === known.id) await this.#know(answer.value)
    else {
      await this.#signedIn(answer.value)
      this.#events.replaced()
    }
    return null
  }

  /** What gives or takes access may have changed what this person's role holds. Resolves when it is known from where on. */
  async #watchAccess(): Promise<void> {
    const device = findCurrentDevice()
    if (!device) return
    const begun = Promise.withResolvers<undefined>()
    let seen: number | null = null
    this.#accessWatch?.unsubscribe()
    const noteVersion = (version: number | null) => {
      const changed = seen !== null && seen !== version
      seen = version
      begun.resolve(undefined)
      if (changed && this.#user?.id === device.user.id) void this.#refresh(this.#user)
    }
    const versions = watchRead(() => readMeta(device.store, 'accessVersion'))
    this.#accessWatch = versions.subscribe(noteVersion, () => begun.resolve(undefined))
    await begun.promise
  }

  async #know(user: SignedInUser): Promise<void> {
    this.#user = user
    // A device without room knows them as they were, and its pages say that it is full.
    await writeSignedInUser(user).catch(() => undefined)
  }

  /** Somebody decided that this person may not be here. What waits stays, locked; of who is blocked nothing does. */
  async #end(decided: 'session-revoked' | 'blocked'): Promise<void> {
    const device = findCurrentDevice()
    if (!device) return
    const { waiting, refused } = await countUnsent(device)
    const unsent = waiting + refused
    this.#ended = decided === 'blocked' ? null : { email: device.user.email, waiting: unsent }
    await writeSessionEnded(device.user, this.#ended)
    this.#forget()
    if (decided === 'blocked') {
      await this.purged.purge(device, unsent)
      void this.#tellUntilHeard()
    } else device.store.close()
    await this.#sweep()
  }

  /** Another tab says who is signed in here. */
  #heard(userId: UserId | null): void {
    if (this.#phase === 'starting' || userId === (this.#user?.id ?? null)) return
    this.#close()
    this.#events.replaced()
  }

  /** Asks something of the server once it has heard what happened here before, and before that nothing. */
  async #onceHeard<Value>(ask: () => Promise<{ ok: true; value: Value } | Failure>) {
    if (await this.#tellFormer()) return ask()
    return { ok: false, code: 'offline' } satisfies Failure
  }

  /** A cookie must not go on working because its device was offline when the person left. */
  async #tellUntilHeard(): Promise<void> {
    if (this.#telling) return
    this.#telling = true
    while (!(await this.#tellFormer())) await nextContact()
    this.#telling = false
  }

  /** Of whoever was here before. Whether the server has heard it. */
  async #tellFormer(): Promise<boolean> {
    return (await this.#sendSignOut()) && (this.#user !== null || (await this.purged.report()))
  }

  /** Signing out works offline; the server hears of it at the next contact, before anything else. Whether it has. */
  async #sendSignOut(): Promise<boolean> {
    if (!(await isSignOutUnsent())) return true
    const outcome = await signInApi.signOut()
    if (!outcome.ok && outcome.code !== 'signed-out') return false
    await noteSignOutSent()
    return true
  }

  /** Leaves what is here of people who aren't signed in. One after the other: what somebody opens next must not be taken for a former person's. */
  async #sweep(): Promise<void> {
    const sweep = async () => leaveOtherStores((await readUserNow())?.id ?? null)
    this.#swept = this.#swept.then(sweep).catch(() => undefined)
    await this.#swept
  }

  #close(): void {
    const device = findCurrentDevice()
    if (!device) return
    this.#events.leaving()
    this.#accessWatch?.unsubscribe()
    setCurrentDevice(null)
    device.store.close()
  }

  /** Nobody's tab any more, and every other tab's neither. */
  #forget(): void {
    this.#events.leaving()
    this.#accessWatch?.unsubscribe()
    setCurrentDevice(null)
    this.#user = null
    this.#phase = 'signed-out'
    tellOtherTabs(null)
  }
}

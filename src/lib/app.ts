/** Client composition root: makes the singletons that pages use and ties session, sync and shell together. */
import { resolve } from '$app/paths'
import { systemClock } from '#shared/domain/clock.ts'
import { cryptoIds } from '#shared/domain/id-source.ts'
import type { Device } from './local-store/device.ts'
import { enterUnstoredDrafts } from './outbox/unstored-drafts.ts'
import { readUnstored } from './outbox/unstored-typing.ts'
import { reportBoard } from './local-store/sync-report.ts'
import { connectionState } from './queries/connection-state.svelte.ts'
import { readRowsEarly, rowsAllRead, rowsReadEarly } from './list/first-rows.ts'
import { SessionState } from './session/session-state.svelte.ts'
import { AppUpdate } from './shell/app-update.svelte.ts'
import { pageAtRest } from './shell/page-at-rest.ts'
import { StorageState } from './shell/storage-state.svelte.ts'
import { TickingClock } from './shell/ticking-clock.svelte.ts'
import { laterSync } from './later-sync.ts'

export type { Failure, Reply } from './session/ask-server.ts'
export { appointment } from './session/appointment.ts'
export { auditLog } from './session/audit-log.ts'
export { formerExport } from './session/former-export.ts'
export { lookUpCustomer } from './session/look-up-customer.ts'
export { lookUpReseller } from './session/look-up-reseller.ts'
export { openConsole } from './session/open-console.ts'
export { ownSessions } from './session/person/own-sessions.ts'
export { passwordReset } from './session/person/password-reset.ts'
export { apiKeys, confirmAlertAddress, profile } from './session/person/profile.ts'
export { proof } from './session/person/proof.svelte.ts'
export { release } from './session/release.ts'
export { secondFactor } from './session/person/second-factor.ts'
export { signUp } from './session/sign-up.ts'
export type {
  InvitationView,
  OpenAppointment,
  OpenRelease,
  PersonInvitationView,
  RegisterForm,
  SecondFactorSecret,
  SecondFactorView,
  SetUpForm,
  SignUpView,
} from '#shared/protocol/sign-in-requests.ts'
export type { SetUpState } from './session/session-state.svelte.ts'
export { StorageFullError } from './local-store/storing.ts'
export { noteError } from './ui/feedback/recent-errors.ts'

let running: ReturnType<typeof laterSync> | null = null

class AppSession extends SessionState {
  /** The session has run out; local data and outbox stay. */
  get mustSignInAgain(): boolean {
    return connectionState.mustSignInAgain
  }
}

/** Without the code of documents, unless the page before this one left something. */
function enterUnstored(device: Device): void {
  // A full device leaves them where they lie, for the next start.
  enterUnstoredDrafts(device).catch(() => undefined)
  if (readUnstored(device.user.id).length === 0) return
  import('./commands/facts/enter-kept-typing.ts').then(
    ({ enterKeptTyping }) => enterKeptTyping.on(device),
    // Without a network and before everything is installed: the next page enters it.
    () => undefined,
  )
}

/** No later than this after the page has come to rest, ms. */
const listReadsAtMostMs = 3000

/** The page shows what it has, and a list that is being read can be searched: only then the network's turn comes. */
export async function listAtRest(): Promise<void> {
  // While the first rows are being read the page has nothing to do either, and yet is not at rest.
  await firstRowsRead()
  await pageAtRest()
  await Promise.race([rowsAllRead(), new Promise((resolve) => setTimeout(resolve, listReadsAtMostMs))])
}

export const session = new AppSession(
  { clock: systemClock, ids: cryptoIds, atRest: listAtRest },
  {
    entered: (device) => {
      reportBoard.join(device.user.id)
      enterUnstored(device)
      readRowsEarly(device.store, 'relationship')
      running = laterSync(device, listAtRest, () => session.isSignedOut())
    },
    leaving: () => {
      running?.stop()
      running = null
      reportBoard.leave()
    },
    renewed: () => running?.resume(),
    // Not where the former person was.
    replaced: () => location.replace(resolve('/')),
  },
)

export const connection = {
  get state() {
    return connectionState.state
  },
  get lastSyncedAt() {
    return connectionState.lastSyncedAt
  },
  get waiting() {
    return connectionState.waiting
  },
  get needsYou() {
    return connectionState.needsYou
  },
  get online() {
    return connectionState.online
  },
  get firstSync() {
    return connectionState.firstSync
  },
  syncNow(): void {
    running?.hurry()
  },
}

export const storage = new StorageState()
export const appUpdate = new AppUpdate()
const ticking = new TickingClock()
/** The server's time as far as this device knows it; countdowns and relative times follow it. */
export const clock = {
  get now() {
    return ticking.now + connectionState.clockOffsetMs
  },
}

/** For a store that doesn't answer, ms: the page then shows what it has. */
const rowsWaitAtMostMs = 1000

/** Resolves when the list's first rows are at hand, for a page that wants to be drawn with them. */
export async function firstRowsRead(): Promise<void> {
  const read = session.looked.then(rowsReadEarly)
  await Promise.race([read, new Promise((resolve) => setTimeout(resolve, rowsWaitAtMostMs))])
}

/** Once, from the root layout. */
export async function startApp(options: { serviceWorker: boolean }): Promise<void> {
  document.addEventListener('visibilitychange', () => void session.check())
  void storage.check()
  await session.start()
  if (!options.serviceWorker) return
  // What is installed serves this page already, and what isn't would load everything while the page needs its part.
  await listAtRest()
  await appUpdate.register()
}

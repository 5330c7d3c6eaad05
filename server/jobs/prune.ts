/** Removes what has had its time: sessions that ended, counts of tries, answers no device will ask for again, old news, the words of captured mails. */
import { keptAlertsMs } from '#shared/domain/alert/alert.ts'
import { deleteSomeAlerts } from '../database/repository/alerts/alert.ts'
import { deleteOldAnswers } from '../database/repository/api/api-answer.ts'
import { runUnitOfWork } from '../database/unit-of-work.ts'
import { deleteOldNews } from '../database/feed.ts'
import { deleteOldItems } from '../database/repository/device-store.ts'
import { deleteOldLookUps } from '../database/repository/requests/look-up.ts'
import { clearCapturedMails } from '../database/repository/mail.ts'
import { keptNotificationsMs } from '#shared/domain/notification/notification.ts'
import { keptVisitsMs } from '#shared/domain/visit/visit.ts'
import { deleteOldVisits } from '../database/repository/customer/visit.ts'
import { deleteOldNotifications } from '../database/repository/people/notification.ts'
import { deleteExpiredSessions } from '../database/repository/people/session.ts'
import { deleteOldExports } from '../database/repository/customer/account-export.ts'
import { deleteOldSignUps } from '../database/repository/customer/sign-up.ts'
import { deleteOldThrottles } from '../database/repository/people/throttle.ts'
import { errorFacts } from '../log.ts'
import type { Services } from '../services.ts'

const dayMs = 24 * 60 * 60 * 1000
const keptAnswersMs = 90 * dayMs
/** Of devices that did not come back. */
const lostAnswersMs = 400 * dayMs
/** As much as a device that was away may catch up with; after that it takes a snapshot. */
const keptNewsMs = 90 * dayMs
/** As long as a device may be away and still learn that it was signed out. */
const keptEndedMs = 400 * dayMs
/** As long as a service may say the same again, should it not have heard the answer. */
const keptApiAnswersMs = 7 * dayMs
const keptWordsMs = 30 * dayMs
/** A request may wait on a device for so long. */
const keptLookUpsMs = 90 * dayMs
/** Its link works for a day; for some more it can say that it is over. */
const keptSignUpsMs = 30 * dayMs
const everyMs = 6 * 60 * 60 * 1000
/** A server that has just started has devices waiting for it. */
const firstAfterMs = 60 * 1000

type Pruning = Pick<Services, 'database' | 'clock' | 'ids' | 'wakeFollowers'>

export async function prune(services: Pruning): Promise<void> {
  const { database, clock } = services
  const now = clock.now()
  await deleteExpiredSessions(database, { now, endedBefore: now - keptEndedMs })
  await deleteOldItems(database, now, { keptMs: keptAnswersMs, lostMs: lostAnswersMs })
  await deleteOldNews(database, now - keptNewsMs)
  await deleteOldThrottles(database, now)
  await deleteOldLookUps(database, now - keptLookUpsMs)
  await deleteOldExports(database, now)
  await deleteOldSignUps(database, now - keptSignUpsMs)
  await deleteOldVisits(database, now - keptVisitsMs)
  await deleteOldNotifications(database, now - keptNotificationsMs)
  await pruneAlerts(services, now - keptAlertsMs)
  await deleteOldAnswers(database, now - keptApiAnswersMs)
  await clearCapturedMails(database, now - keptWordsMs)
}

async function pruneAlerts(services: Pruning, before: number): Promise<void> {
  for (let more = true; more;) more = (await runUnitOfWork(services, (unit) => deleteSomeAlerts(unit, before))).result
}

/** Returns the function that ends it. */
export function startPruning(services: Services): () => Promise<void> {
  let running = Promise.resolve()
  const run = () => {
    running = prune(services).catch((error: unknown) => services.log.error(errorFacts(error), 'pruning stopped short'))
  }
  const first = setTimeout(run, firstAfterMs)
  const timer = setInterval(run, everyMs)
  return async () => {
    clearTimeout(first)
    clearInterval(timer)
    await running
  }
}

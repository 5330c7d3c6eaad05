import { resolve } from '$app/paths'
import { clock, session } from '#lib/app.ts'
import { openQuestions, type OpenQuestion } from '#lib/queries/customers/open-questions.svelte.ts'
import { customersInNeed, type CustomerInNeed } from '#lib/queries/notification/customers-in-need.svelte.ts'
import { outboxView } from '#lib/queries/outbox-view.svelte.ts'
import { ownTeam } from '#lib/queries/team/team.svelte.ts'
import type { AttentionLineView } from '#lib/ui/notification/AttentionList.svelte'
import { refusalWords } from '#lib/ui/words/refusal-words.ts'
import { decisionWords } from '#lib/ui/words/status-words.ts'
import { formatDateTime } from '#lib/ui/words/time-words.ts'
import type { Attention } from '#shared/domain/attention/attention.ts'
import { requestExpiresAt } from '#shared/domain/request/management-request.ts'
import * as m from '../../i18n/compiled/messages.js'
import { endingLicences } from './licence-lines.svelte.ts'

export interface AttentionLines {
  readonly all: readonly AttentionLineView[]
  /** Whether that is all there is: everything has been looked at. */
  readonly whole: boolean
  /** How many customers are being looked at meanwhile. */
  readonly total: number
}

/** What was refused comes first: it is one's own work. Then what others wait for, then what runs out. */
export function attentionLines(): AttentionLines {
  const outbox = outboxView()
  const others = session.user?.organisationKind === 'customer' ? linesOfCustomer() : linesOfMsp()
  const refused = $derived(
    outbox.lines
      .filter(({ state }) => state === 'refused')
      .map(({ id, kind, customerName, code }): AttentionLineView => {
        const what = customerName ? `${decisionWords(kind)}: ${customerName}` : decisionWords(kind)
        const detail = code ? refusalWords(code) : ''
        return {
          id,
          words: m.attention_refused({ what }),
          detail,
          href: resolve('/outbox'),
          action: m.attention_look(),
        }
      }),
  )
  const ending = endingLicences()
  const all = $derived([...refused, ...others.all, ...ending.all])
  return {
    get all() {
      return all
    },
    get whole() {
      return outbox.ready && others.whole
    },
    get total() {
      return others.total
    },
  }
}

const needWords: Record<
  Attention,
  { words: (names: { company: string }) => string; detail: (at: { time: string }) => string; action: () => string }
> = {
  delink: { words: m.attention_delink, detail: m.attention_since, action: m.home_answer },
  'joint-management': { words: m.attention_joint, detail: m.attention_since, action: m.home_answer },
  'mail-refused': { words: m.attention_mail_refused, detail: m.attention_since, action: m.attention_open },
  'mail-trouble': { words: m.attention_mail_trouble, detail: m.attention_since, action: m.attention_open },
  'invitation-declined': { words: m.attention_declined, detail: m.attention_since, action: m.attention_open },
  'invitation-expired': { words: m.attention_expired, detail: m.attention_since, action: m.attention_open },
  'invitation-expiring': { words: m.attention_expiring, detail: m.attention_until, action: m.attention_open },
  'request-expiring': { words: m.attention_request_expiring, detail: m.attention_until, action: m.attention_open },
}

const asks = (about: Attention) => about === 'delink' || about === 'joint-management'

/** Where it is answered: a delink where both answers stand side by side, the rest in the customer's panel. */
function answerHref({ about, relationshipId, customerId }: CustomerInNeed): string {
  if (about === 'delink' && session.may('delink-customer'))
    return resolve('/customers/[id]/delink', { id: relationshipId })
  if (about === 'joint-management' && session.may('add-customer'))
    return resolve('/customers/[id]/convert', { id: relationshipId })
  return resolve('/customers/[id]', { id: customerId })
}

function linesOfMsp(): AttentionLines {
  const customers = customersInNeed(() => clock.now)
  const all = $derived.by(() => {
    const lines = customers.all.map((need) => {
      const { words, detail, action } = needWords[need.about]
      return {
        asked: asks(need.about),
        line: {
          id: need.relationshipId,
          words: words({ company: need.name }),
          detail: detail({ time: formatDateTime(need.at) }),
          href: answerHref(need),
          action: action(),
          urgent: asks(need.about),
        },
      }
    })
    return [...lines.filter(({ asked }) => asked), ...lines.filter(({ asked }) => !asked)].map(({ line }) => line)
  })
  return {
    get all() {
      return all
    },
    get whole() {
      return customers.ready
    },
    get total() {
      return customers.total
    },
  }
}

const questionWords: Record<OpenQuestion['about'], (names: { msp: string; company: string }) => string> = {
  delink: m.requests_delink,
  services: m.requests_services,
  management: m.requests_manage,
}

function linesOfCustomer(): AttentionLines {
  const questions = openQuestions(() => clock.now)
  const people = ownTeam()
  const hasToReview = $derived(
    people.canManage && people.team.people.some(({ state, reviewSince }) => state === 'active' && reviewSince !== null),
  )
  const review = (): AttentionLineView => ({
    id: 'review',
    words: m.home_review(),
    detail: '',
    href: resolve('/administrators'),
    action: m.home_review_open(),
    urgent: true,
  })
  const all = $derived([
    ...(session.may('delink-customer') ? questions.all : []).map(({ about, record }): AttentionLineView => ({
      id: about + record.id,
      words: questionWords[about]({ msp: record.mspName, company: record.facts.companyName }),
      detail:
        about === 'management' && record.request
          ? m.requests_manage_until({ time: formatDateTime(requestExpiresAt(record.request)) })
          : '',
      href: resolve('/requests'),
      action: m.home_answer(),
      urgent: true,
    })),
    ...(hasToReview ? [review()] : []),
  ])
  return {
    get all() {
      return all
    },
    whole: true,
    total: 0,
  }
}

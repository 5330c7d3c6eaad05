import type { SupportTicket } from '#shared/domain/support/support-ticket.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { wireLimits } from '#shared/protocol/version.ts'
import { supportTicketKind } from '#shared/records/support-ticket.ts'
import { visibleTickets } from '../database/reading/visible.ts'
import type { RecordSource } from './record-source.ts'

type Row = Awaited<ReturnType<ReturnType<typeof visibleTickets>['execute']>>[number]

function build(row: Row): SupportTicket {
  return {
    id: row.id,
    relationshipId: row.relationship_id,
    service: row.service,
    text: row.body,
    openedBy: fullName(row.first_name ?? '', row.last_name ?? ''),
    openedAt: row.opened_at,
    state: row.state,
    answer: row.answer ?? '',
    answeredAt: row.answered_at,
  }
}

export const supportTickets: RecordSource<SupportTicket> = {
  kind: supportTicketKind,
  async *pages({ database, access, most }, after) {
    const size = Math.min(wireLimits.pageSize, most)
    let last = after
    for (;;) {
      const rows = await visibleTickets(database, access)
        .where('support_ticket.id', '>', last)
        .orderBy('support_ticket.id')
        .limit(size)
        .execute()
      if (rows.length === 0) return
      last = rows.at(-1)!.id
      yield { records: rows.map(build), last }
    }
  },
  async read({ database, access }, ids) {
    const rows = await visibleTickets(database, access).where('support_ticket.id', 'in', ids).execute()
    return rows.map(build)
  },
}

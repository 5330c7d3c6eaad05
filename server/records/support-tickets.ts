import type { SupportTicket } from '#shared/domain/support/support-ticket.ts'
import { fullName } from '#shared/domain/text/person-name.ts'
import { supportTicketKind } from '#shared/records/support-ticket.ts'
import { visibleTickets } from '../database/reading/visible.ts'
import { pagesById } from './paging/pages-by-id.ts'
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
  pages: (reading, after) =>
    pagesById(reading, after, async (last, most) => {
      const behind = visibleTickets(reading.database, reading.access).where('support_ticket.id', '>', last)
      return (await behind.orderBy('support_ticket.id').limit(most).execute()).map(build)
    }),
  async read({ database, access }, ids) {
    const rows = await visibleTickets(database, access).where('support_ticket.id', 'in', ids).execute()
    return rows.map(build)
  },
}

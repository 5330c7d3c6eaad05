/** What an operator measures: counts, nothing personal. */
import { countMails } from './database/repository/mail.ts'
import type { Gauge } from './http/operator/health-routes.ts'
import type { Services } from './services.ts'

export async function readGauges({ database }: Services, live: { size: number }): Promise<Gauge[]> {
  const mails = new Map((await countMails(database)).map(({ state, count }) => [state, count]))
  const states = ['waiting', 'sent', 'cancelled'] as const
  return [
    ...states.map((state) => ({
      name: 'tandem_mails',
      help: 'Mails by state.',
      labels: { state },
      value: mails.get(state) ?? 0,
    })),
    { name: 'tandem_live_sockets', help: 'Devices connected to this node.', value: live.size },
    { name: 'tandem_resident_bytes', help: 'Memory of this process.', value: process.memoryUsage.rss() },
    { name: 'tandem_uptime_seconds', help: 'Since this process started.', value: Math.round(process.uptime()) },
  ]
}

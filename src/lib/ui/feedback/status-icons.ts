import type { ListStatus } from '#shared/domain/customer-record.ts'

const circle = 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20'
const unlink =
  'M18.84 12.25l1.72-1.71h-.02a5.004 5.004 0 0 0-.12-7.07 5.006 5.006 0 0 0-6.95 0l-1.72 1.71M5.17 11.75l-1.71 1.71a5.004 5.004 0 0 0 .12 7.07 5.006 5.006 0 0 0 6.95 0l1.71-1.71M8 2v3M2 8h3M16 19v3M19 16h3'

/** Lucide's pictures (ISC) as one path each: a table that shows another status changes an attribute, not a tree. */
const icons: Record<ListStatus | 'queued', string> = {
  active: `${circle}M16 9l-5.5 5.5L8 12`,
  invited:
    'M22 7l-8.991 5.727a2 2 0 0 1-2.009 0L2 7M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z',
  'invitation-expired':
    'M22 12.532V6a2 2 0 0 0-2-2H4a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h8.792M22 7l-8.991 5.727a2 2 0 0 1-2.009 0L2 7M16.5 16.5l5 5M21.5 16.5l-5 5',
  'invitation-declined':
    'M22 13V6a2 2 0 0 0-2-2H4a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h9M22 7l-8.991 5.727a2 2 0 0 1-2.009 0L2 7M17 17l4 4M21 17l-4 4',
  pending: `${circle}M12 6v6l4 2`,
  'request-expired': `${circle}M12 6v6l-4 2`,
  'no-longer-possible': `${circle}M8 12h8`,
  withdrawn: `${circle}M8 12h8`,
  rejected: `${circle}M15 9l-6 6M9 9l6 6`,
  'delink-requested-by-msp': unlink,
  'delink-requested-by-customer': unlink,
  delinked: `${circle}M9 15L15 9`,
  queued:
    'M10.1 2.182a10 10 0 0 1 3.8 0M13.9 21.818a10 10 0 0 1-3.8 0M17.609 3.721a10 10 0 0 1 2.69 2.7M2.182 13.9a10 10 0 0 1 0-3.8M20.279 17.609a10 10 0 0 1-2.7 2.69M21.818 10.1a10 10 0 0 1 0 3.8M3.721 6.391a10 10 0 0 1 2.7-2.69M6.391 20.279a10 10 0 0 1-2.69-2.7',
}

/** A plain circle for a status that this build doesn't know. */
export function statusIcon(status: string): string {
  return Object.hasOwn(icons, status) ? icons[status as ListStatus] : circle
}

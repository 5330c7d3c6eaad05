import { printDeadline } from '../../deadline.ts'
import { defineMail, linkUrl } from '../../define-mail.ts'
import { releaseContent, type ReleaseData } from './release-content.ts'

export interface ReleaseAnnouncedData extends ReleaseData {
  /** Of the link that stops it; null for whoever can't. */
  linkId: string | null
  /** When it happens, ms. */
  dueAt: number
}

export const releaseAnnounced = defineMail('release-announced', (data: ReleaseAnnouncedData, context) => {
  const { words, locale } = context
  const { linkId } = data
  return releaseContent(data, context, {
    subject: 'mail_release_announced_subject',
    paragraphs:
      data.reader === 'msp'
        ? ['mail_release_announced_msp', 'mail_release_announced_stop']
        : ['mail_release_announced_customer', 'mail_release_announced_wait'],
    facts: [[words('mail_label_from'), printDeadline(data.dueAt, locale)]],
    actions:
      linkId === null
        ? []
        : [{ label: words('mail_action_stop'), url: linkUrl(context, '/stop-release', 'stop-release', linkId) }],
  })
})

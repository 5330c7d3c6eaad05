import { defineMail } from '../../define-mail.ts'
import { releaseContent, type ReleaseData } from './release-content.ts'

export const releaseStopped = defineMail('release-stopped', (data: ReleaseData, context) =>
  releaseContent(data, context, { subject: 'mail_release_stopped_subject', paragraphs: ['mail_release_stopped_text'] }),
)

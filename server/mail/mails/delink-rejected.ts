import { defineMail } from '../define-mail.ts'
import { delinkContent } from './delink-content.ts'

export const delinkRejected = defineMail('delink-rejected', delinkContent('delinkRejected', { open: false }))

import { defineMail } from '../define-mail.ts'
import { delinkContent } from './delink-content.ts'

export const delinkWithdrawn = defineMail('delink-withdrawn', delinkContent('delinkWithdrawn', { open: false }))

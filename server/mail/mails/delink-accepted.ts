import { defineMail } from '../define-mail.ts'
import { delinkContent } from './delink-content.ts'

export const delinkAccepted = defineMail('delink-accepted', delinkContent('delinkAccepted', { open: false }))

import { defineMail } from '../define-mail.ts'
import { delinkContent } from './delink-content.ts'

export const delinkRequest = defineMail('delink-request', delinkContent('delinkRequest', { open: true }))

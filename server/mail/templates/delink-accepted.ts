import { delinkTemplate } from './delink.ts'

export const delinkAccepted = delinkTemplate('delinkAccepted', { open: false })

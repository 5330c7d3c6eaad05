import { delinkTemplate } from './delink.ts'

export const delinkRejected = delinkTemplate('delinkRejected', { open: false })

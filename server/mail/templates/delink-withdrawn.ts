import { delinkTemplate } from './delink.ts'

export const delinkWithdrawn = delinkTemplate('delinkWithdrawn', { open: false })

import { delinkTemplate } from './delink.ts'

export const delinkRequest = delinkTemplate('delinkRequest', { open: true })

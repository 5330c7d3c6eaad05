import { acceptDelink } from './accept-delink.ts'
import { rejectDelink } from './reject-delink.ts'

export const delinkAnswers = [acceptDelink.name, rejectDelink.name] as const

import type { DelinkData } from '../mail-data.ts'
import { delinkRequest } from './delink-request.ts'
import type { Template } from './template.ts'

export const delinkReminder: Template<DelinkData> = (data, context) => ({
  ...delinkRequest(data, context),
  subject: context.words.delinkReminder.subject(data),
  heading: context.words.delinkReminder.heading(data),
})

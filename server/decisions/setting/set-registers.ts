/** What a person sets, saved: the later of two holds, by its stamp (DOC3). */
import { z } from 'zod'
import { mostRead } from '#shared/decisions/setting/read-notifications.ts'
import type { DecisionInput, SettingName } from '#shared/decisions/registry.ts'
import { fixedCategories, notificationCategories } from '#shared/domain/notification/notification-rules.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { setRead } from '../../database/repository/people/notification.ts'
import { savePreference } from '../../database/repository/people/notification-preference.ts'
import type { DecisionContext } from '../decision-context.ts'
import { assignProfileEffects, undoAssignmentEffects } from '../devices/assign-profile.ts'

export interface SettingEffects<Input> {
  input: z.ZodType<Input>
  save(context: DecisionContext, input: Input): Promise<void>
}

export const settingEffects: { [Name in SettingName]: SettingEffects<DecisionInput<Name>> } = {
  'read-notifications': {
    input: z.object({ ids: z.array(z.string().max(22)).max(mostRead), isRead: z.boolean() }),
    save: ({ unit, access, stamp }, { ids, isRead }) => setRead(unit, access.userId, { ids, isRead, stamp }),
  },
  'choose-notifications': {
    input: z.object({
      category: z.enum(notificationCategories),
      channel: z.enum(['inApp', 'mail']),
      isOn: z.boolean(),
    }),
    async save({ unit, access, stamp }, { category, ...chosen }) {
      if (fixedCategories.has(category)) throw new Refusal('not-permitted')
      await savePreference(unit, access, { category, ...chosen, stamp })
    },
  },
  'assign-profile': assignProfileEffects,
  'undo-assignment': undoAssignmentEffects,
}

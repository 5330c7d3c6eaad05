/** What a person sets, saved: the later of two holds, by its stamp (DOC3). */
import { z } from 'zod'
import { mostRead } from '#shared/decisions/setting/read-notifications.ts'
import type { DecisionInput, SettingName } from '#shared/decisions/registry.ts'
import { fixedCategories, notificationCategories } from '#shared/domain/notification/notification-rules.ts'
import { Refusal } from '#shared/domain/refusal.ts'
import { everything } from '#shared/domain/personal/customer-mark.ts'
import { mostViews, savedViewSchema } from '#shared/domain/personal/saved-view.ts'
import { randomIdSchema, relationshipIdSchema, type RelationshipId } from '#shared/domain/ids.ts'
import { locationRecipientsInput, setLocationRecipients } from './set-location-recipients.ts'
import { findVisibleRelationships } from '../../database/reading/visible.ts'
import { saveFavourite, saveSeen } from '../../database/repository/people/customer-mark.ts'
import { countViews, removeView, saveView } from '../../database/repository/people/saved-view.ts'
import { setRead } from '../../database/repository/people/notification.ts'
import { savePreference } from '../../database/repository/people/notification-preference.ts'
import type { DecisionContext } from '../decision-context.ts'
import { assignGroupEffects, assignProfileEffects, undoAssignmentEffects } from '../devices/assign-profile.ts'

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
  'choose-location-recipients': { input: locationRecipientsInput, save: setLocationRecipients },
  'assign-profile': assignProfileEffects,
  'assign-group': assignGroupEffects,
  'undo-assignment': undoAssignmentEffects,
  'see-changes': {
    input: z.object({ of: z.union([z.literal(everything), relationshipIdSchema]), seenAt: z.number() }),
    async save(context, { of, seenAt }) {
      const { unit, access } = context
      if (of === everything || (await sees(context, of)))
        await saveSeen(unit, access, { subject: of, seenAt: Math.min(seenAt, unit.now) })
    },
  },
  'choose-favourite': {
    input: z.object({ of: relationshipIdSchema, isFavourite: z.boolean() }),
    async save(context, { of, isFavourite }) {
      const { unit, access, stamp } = context
      if (await sees(context, of)) await saveFavourite(unit, access, { subject: of, isFavourite, stamp })
    },
  },
  'save-view': {
    input: savedViewSchema,
    async save({ unit, access, stamp }, view) {
      if ((await countViews(unit.trx, access.userId, view.id)) >= mostViews) throw new Refusal('too-many-views')
      await saveView(unit, access, { ...view, stamp })
    },
  },
  'remove-view': {
    input: z.object({ id: randomIdSchema }),
    save: ({ unit, access, stamp }, { id }) => removeView(unit, access, { id, stamp }),
  },
}

/** What was queued about one that has left is not set, and nothing is said. */
async function sees({ unit, access }: DecisionContext, id: RelationshipId): Promise<boolean> {
  return (await findVisibleRelationships(unit.trx, access, [id])).length > 0
}

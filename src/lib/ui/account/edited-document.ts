import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { OverwrittenValue } from '#shared/domain/document/overwritten-value.ts'
import type { TextChange } from '#shared/domain/document/text-change.ts'
import type { FieldPlace, Unstored } from '#shared/domain/document/unstored.ts'
import type { ChangeId, ItemId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import type { UndoChange } from '../activity/activity-line.ts'

/** One document as the person sees it now, with what is happening to each of its fields. */
export interface EditedDocument {
  readonly values: Readonly<Record<string, string>>
  readonly waitingFields: ReadonlySet<string>
  readonly refusedFields: ReadonlyMap<string, { itemId: ItemId; text: string; code: RefusalCode }>
  /** Other people's changes that arrived while this was open. */
  readonly recent: ReadonlyMap<string, ChangeRecord>
  readonly overwritten: readonly OverwrittenValue[]
}

/**
 * Names its document itself: a save at unmount must not land in the document that is opened next. `typing`: the person is
 * still in the field, and others hear of it when they leave it.
 */
export interface FieldEdit extends FieldPlace {
  value: string
  typing: boolean
}

/** `seen`: the text this one is a change of, by `own`, so that what others typed meanwhile stays. */
export interface TextEdit extends FieldEdit {
  seen: string
  own: TextChange
}

type Done = void | Promise<void>

/** What a person can do in a field of it. A rejected promise is shown as "not saved" at the field. */
export interface EditActions {
  setField(edit: FieldEdit): Done
  /** Resolves to the text that is stored then. */
  setText(edit: TextEdit): Promise<string>
  /** The page goes and hasn't stored this: it lies by for the next one. Done when it returns. */
  keep(place: FieldPlace, unstored: Unstored | null): void
  /** The field has nothing unstored any more. */
  release(place: FieldPlace): void
  /** The person is done with the field. */
  leave(place: FieldPlace): Done
  restore(changeId: ChangeId): Done
  dismiss(changeId: ChangeId): Done
  undo: UndoChange
  discard(itemId: ItemId): Done
}

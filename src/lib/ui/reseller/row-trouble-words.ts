import type { RowTrouble, RowTroubleCode } from '#shared/domain/device/device-row.ts'
import { fileTroubles } from '../../../i18n/compiled/words/fileTroubles.js'
import { rowTroubles } from '../../../i18n/compiled/words/rowTroubles.js'
import * as m from '../../../i18n/compiled/messages.js'
import { knownWords } from '../words/known-words.ts'
import { formatNumber } from '../words/time-words.ts'

const words = knownWords<Exclude<RowTroubleCode, 'twice'>>(rowTroubles)

/** What is wrong with a row, and where it helps what to do. */
export function rowTroubleWords({ code, earlier }: Pick<RowTrouble, 'code' | 'earlier'>): string {
  return code === 'twice' ? m.upload_twice({ row: formatNumber(earlier ?? 0) }) : words(code)
}

const fileWords = knownWords<string>(fileTroubles)

/** Why a file can't be read as a list of devices. */
export function fileTroubleWords(code: string): string {
  return fileWords(code)
}

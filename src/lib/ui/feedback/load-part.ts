import * as m from '../../../i18n/compiled/messages.js'
import { toast } from './announcements.svelte.ts'

/** Fetches code that is wanted now. Null when it isn't on this device and can't be had: the person is told, for nothing happens. */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part | null> {
  try {
    return await load()
  } catch {
    toast(m.part_missing(), { tone: 'danger' })
    return null
  }
}

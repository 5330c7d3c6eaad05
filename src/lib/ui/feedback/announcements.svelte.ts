// What is said to everybody at once: by a screen reader's voice, and as a toast where it is seen.

import { untrack } from 'svelte'

export interface Toast {
  id: number
  text: string
  tone: 'info' | 'success' | 'danger'
  action?: { label: string; onselect: () => void }
}

let spoken = $state('')
let toasts = $state.raw<Toast[]>([])
let lastId = 0

export const announcements = {
  get spoken() {
    return spoken
  },
  get toasts() {
    return toasts
  },
}

/** Says it to screen readers, politely; the same words twice are said twice. Effects may call it. */
export function announce(text: string): void {
  spoken = untrack(() => spoken) === text ? `${text}\u00A0` : text
}

/** Shows it for some seconds (longer with an action) and says it. */
export function toast(text: string, options: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
  const entry: Toast = {
    id: ++lastId,
    text,
    tone: options.tone ?? 'info',
    ...(options.action ? { action: options.action } : {}),
  }
  toasts = [...untrack(() => toasts).slice(-2), entry]
  announce(text)
  setTimeout(() => dismissToast(entry.id), options.action ? 12_000 : 6000)
}

export function dismissToast(id: number): void {
  toasts = toasts.filter((entry) => entry.id !== id)
}

// The person's choice of light or dark, kept on the device; `system` follows it.

export type Theme = 'system' | 'light' | 'dark'

const key = 'tandem.theme'

function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(key)
    return kept === 'light' || kept === 'dark' ? kept : 'system'
  } catch {
    return 'system' // storage is switched off
  }
}

function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

let current = $state<Theme>(readTheme())
if (typeof document !== 'undefined') applyTheme(current)

export const theme = {
  get current() {
    return current
  },
  choose(next: Theme) {
    current = next
    applyTheme(next)
    try {
      localStorage.setItem(key, next)
    } catch {
      // It holds until the page is closed.
    }
  },
}

/**
 * The letter or sign a shortcut goes by: what the key writes, or, on a layout that writes other letters (Cyrillic, Greek,
 * Korean), what stands there on a Latin one.
 */
export function shortcutOf({ key, code }: KeyboardEvent): string {
  // A single sign that no Latin layout writes; what composes a syllable says nothing of itself.
  const isForeign = (key.length === 1 && key > '\u007f') || key === 'Process' || key === 'Unidentified'
  if (!isForeign) return key.length === 1 ? key.toLowerCase() : key
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? signs[code] ?? key
}

const signs: Readonly<Record<string, string>> = { Slash: '/' }

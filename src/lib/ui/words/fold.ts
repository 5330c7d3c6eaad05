/** Letters without their marks, small: `Österreich` → `osterreich`. */
export function fold(text: string): string {
  if (!/[^\u0020-\u007e]/.test(text)) return text.toLowerCase()
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
}

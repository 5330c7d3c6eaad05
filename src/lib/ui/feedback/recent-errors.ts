/** The newest errors nobody caught, for whoever helps: where and what kind, and nothing of what was on the screen. */
export interface RecentError {
  at: string
  /** The route's pattern, never its address: that names customers. */
  route: string
  what: string
  stack: string
}

const kept = 20
const errors: RecentError[] = []

/** What stands in quotes, addresses, and longer numbers may be somebody's data. */
function withoutData(message: string): string {
  return message
    .replace(/"[^"]*"|“[^”]*”|‘[^’]*’|`[^`]*`|'[^']*'/g, '“…”')
    .replace(/\S*@\S+/g, '…')
    .replace(/\d{3,}/g, '#')
    .slice(0, 200)
}

/** The lines that say where in the code it was; a message may be repeated above them. */
function placesIn(stack: string): string {
  const isPlace = (line: string) => /:\d+:\d+\)?$/.test(line)
  return stack
    .split('\n')
    .filter(isPlace)
    .slice(0, 8)
    .join('\n')
    .replace(/\?\S*?(?=:\d+:\d+)/g, '')
}

export function noteError(error: unknown, route: string | null): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  errors.push({
    at: new Date().toISOString(),
    route: route ?? '',
    what: `${name}: ${withoutData(message)}`,
    stack: placesIn(stack ?? ''),
  })
  if (errors.length > kept) errors.shift()
}

/** As text for the clipboard, newest first. */
export function errorDetails(): string {
  return errors
    .toReversed()
    .map(({ at, route, what, stack }) => [`${at} ${route}`, what, stack].filter(Boolean).join('\n'))
    .join('\n\n')
}

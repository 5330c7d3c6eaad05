import { firstRowsRead } from '#lib/app.ts'

/** The list comes with its first rows: drawing it empty first would cost a slow processor a frame more. */
export async function load(): Promise<void> {
  await firstRowsRead()
}

/** Runs in the page (Playwright serialises it): how many rows of a list the app has packed for its next start. */
export async function countPackedRows(kind: string): Promise<number> {
  const stores = await indexedDB.databases()
  const name = stores.map((store) => store.name ?? '').find((each) => each.startsWith('tandem-user-'))
  if (name === undefined) return 0
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name)
    opening.onerror = () => reject(opening.error!)
    opening.onsuccess = () => {
      const database = opening.result
      const reading = database.transaction('meta').objectStore('meta').get('rows')
      reading.onerror = () => reject(reading.error!)
      reading.onsuccess = () => {
        database.close()
        const heads = (reading.result as { value: Record<string, { count: number }> } | undefined)?.value
        resolve(heads?.[kind]?.count ?? 0)
      }
    }
  })
}

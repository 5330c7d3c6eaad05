import { expect, test } from 'vitest'
import { findSimilar } from '#lib/list/similar-rows.svelte.ts'
import { fold, foldBoth } from '#shared/domain/search/fold.ts'

const companies = ['Kroontje', 'Kronach Bräu', 'Müller & Söhne', 'Brauhaus Sonne', 'Northwind', '한빛전자', 'Acme']

async function alike(typed: string): Promise<string[]> {
  const places = await findSimilar(companies.map(foldBoth), fold(typed))
  return places!.map((place) => companies[place]!)
}

test('[FA12] finds names with a letter too many, too few, another, or two changed round', async () => {
  expect(await alike('kronntje')).toEqual(['Kroontje'])
  expect(await alike('kroontjee')).toEqual(['Kroontje'])
  expect(await alike('krontje')).toEqual(['Kroontje'])
  expect(await alike('mulelr')).toEqual(['Müller & Söhne'])
  expect(await alike('nortwind')).toEqual(['Northwind'])
  expect(await alike('brauhuas sonne')).toEqual(['Brauhaus Sonne'])
  expect(await alike('nowhere at all')).toEqual([])
})

test('[FA12] stops when something else is asked meanwhile', async () => {
  expect(await findSimilar(companies.map(foldBoth), 'kronntje', () => true)).toBeNull()
})

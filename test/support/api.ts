/** A service that talks to the API as curl would: a key, and nothing of a browser. */
import type { ApiKeyForm } from '#shared/domain/access/api-key.ts'
import type { Person } from './tandem.ts'

export interface MadeKey {
  id: string
  secret: string
}

export async function makeKey(person: Person, given: Partial<ApiKeyForm> = {}): Promise<MadeKey> {
  const form = { name: 'KAI', permissions: ['manage-devices'], endsInDays: 90, ...given }
  const response = await person.post('/api/profile/api-keys', form)
  if (response.status !== 201) throw new Error(await response.text())
  const { secret, key } = (await response.json()) as { secret: string; key: { id: string } }
  return { id: key.id, secret }
}

export async function postAlert(
  { origin }: { origin: string },
  secret: string,
  alert: object,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${origin}/api/v1/alerts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(alert),
  })
}

// Every way by which data leaves the server, or work comes in: an entry each.
import { changeLogOnDeviceMs } from '#shared/domain/document/change-record.ts'
import type { ChangeId } from '#shared/domain/ids.ts'
import { createApiKey } from '../../../server/auth/api-key.ts'
import { insertApiKey } from '../../../server/database/repository/api/api-key.ts'
import { insertChanges } from '../../../server/database/repository/change.ts'
import { publishPerson } from '../../../server/database/repository/user.ts'
import { runUnitOfWork } from '../../../server/database/unit-of-work.ts'
import { postAlert } from '../../support/api.ts'
import { HalfSent, Lane, SlowReader, exchange, requestOf } from './connections.ts'
import { ends } from './ends.ts'
import { account, marker } from './losses.ts'
import { type Person, pause } from './people.ts'
import { expect, vi } from 'vitest'

const promisedMs = 2000

/** The person's own record changes; resolves to what it says now. */
async function tellOfOneself({ elsewhere, userId, organisationId }: Person, end: string): Promise<string> {
  const later = `Later than ${end}`
  await runUnitOfWork(elsewhere.services, async (unit) => {
    await unit.trx.updateTable('user').set({ last_name: later }).where('id', '=', userId).execute()
    await publishPerson(unit, { id: userId, organisation_id: organisationId })
  })
  return later
}

/** A way that is open; says afterwards what went by it. */
type OpenWay = (write: () => Promise<void>) => Promise<void>
export const ways: Record<string, (person: Person, end: string) => Promise<OpenWay>> = {
  'a first sync that is read slowly': async (person, end) => {
    const answer = await SlowReader.open(person)
    return async (write) => {
      await write()
      await pause(promisedMs)
      await answer.readToTheEnd()
      // Whoever loses a record of its own is told the rest to the end.
      if (person.loses === account) expect(answer.text).not.toContain('snapshot-end')
      expect(answer.text).not.toContain(`${marker} ${end}`)
    }
  },
  'a push that is under way': async (person, end) => {
    const request = await HalfSent.open(person)
    return async () => {
      const answer = await request.sendTheRest()
      if (!ends[end]!.keepsSession) expect(answer).toContain('signed-out')
      await person.loses.isUntouched(person)
    }
  },
  'the live lane': async (person, end) => {
    const lane = await Lane.open(person)
    return async (write) => {
      await write()
      const told = () =>
        ends[end]!.keepsSession ? expect(lane.text).toContain('visible') : expect(lane.closedWith).toBe(4401)
      await vi.waitFor(told, { timeout: promisedMs, interval: 20 })
      if (!ends[end]!.keepsSession) return
      // What comes behind it has come: news that this person may have.
      const later = await tellOfOneself(person, end)
      await vi.waitFor(() => expect(lane.text).toContain(later), { timeout: 4 * promisedMs, interval: 20 })
      expect(lane.text).not.toContain(`${marker} ${end}`)
    }
  },
  'a push on the live lane': async (person) => {
    const lane = await Lane.open(person)
    return async () => {
      lane.socket.send(await requestOf(person))
      await pause(100)
      await person.loses.isUntouched(person)
    }
  },
  'a new exchange': async (person, end) => async () => {
    const response = await exchange(person, await requestOf(person))
    if (!ends[end]!.keepsSession) expect(response.status).toBe(401)
    else {
      const text = await response.text()
      expect(text).not.toContain(`${marker} ${end}`)
      if (person.loses === account) expect(text).not.toContain(person.documentId)
    }
    await person.loses.isUntouched(person)
  },
  'a key to the API': async (person, end) => {
    const secret = await keyOf(person)
    return async (write) => {
      await write()
      const device = { serial: 'R52N30ABCDE' }
      const alert = { customerId: person.customerId, category: 'battery', device, title: `late ${end}` }
      const response = await postAlert(person.tandem, secret, alert)
      expect(await response.text()).not.toContain(marker)
      if (!ends[end]!.endsKeys) return
      expect([401, 403]).toContain(response.status)
      const posted = person.tandem.services.database.selectFrom('alert').select('id').where('title', '=', alert.title)
      expect(await posted.execute()).toEqual([])
    }
  },
  // What is theirs after a delink is what they saw before it.
  'the export of what is over': async (person, end) => async (write) => {
    await write()
    const { tandem, cookie, relationshipId } = person
    const line = await tandem.services.database
      .selectFrom('former_relationship')
      .select('id')
      .where('relationship_id', '=', relationshipId)
      .executeTakeFirst()
    const response = await fetch(`${tandem.origin}/api/former/export`, {
      method: 'POST',
      headers: { cookie, origin: tandem.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ id: line?.id ?? 'none', format: 'json' }),
    })
    expect(response.status).toBe(!ends[end]!.keepsSession ? 401 : line ? 200 : 403)
    expect(await response.text()).not.toContain(`${marker} ${end}`)
  },
  'what is older of the log': async (person, end) => async () => {
    const { tandem, cookie, organisationId, relationshipId, customerId } = person
    const [longAgo, event] = [tandem.clock.now() - changeLogOnDeviceMs - 1, `LONG BEFORE ${end}`]
    await insertChanges(tandem.services.database, [
      {
        ...{ id: tandem.ids.randomId() as ChangeId, organisation_id: organisationId, document_id: null, seq: null },
        ...{ relationship_id: relationshipId, customer_id: customerId, audience: 'both', undoes: null, item_id: null },
        ...{ actor_user_id: null, actor_organisation_id: organisationId, at: longAgo, received_at: longAgo },
        detail: { type: 'decision', event },
      },
    ])
    const response = await fetch(`${tandem.origin}/api/changes/older`, {
      method: 'POST',
      headers: { cookie, origin: tandem.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ relationshipId, before: null }),
    })
    expect(response.status).toBe(ends[end]!.keepsSession ? 200 : 401)
    // Of a customer that goes on the log does, too.
    if (person.loses === account) expect(await response.text()).not.toContain(event)
  },
  'a visit that is told':
    async ({ tandem, cookie, userId, relationshipId }, end) =>
    async () => {
      const now = tandem.clock.now()
      const visit = { id: tandem.ids.randomId(), relationshipId, from: now, to: now, services: [], madeOffline: false }
      const response = await fetch(`${tandem.origin}/api/visits`, {
        method: 'POST',
        headers: { cookie, origin: tandem.origin, 'content-type': 'application/json' },
        body: JSON.stringify({ userId, sentAt: now, visits: [visit] }),
      })
      expect(response.status).toBe(ends[end]!.keepsSession ? 204 : 401)
      const noted = tandem.services.database.selectFrom('visit').select('id').where('id', '=', visit.id)
      // The relationship goes on where it was another record that ended.
      if (!ends[end]!.loses) expect(await noted.execute()).toEqual([])
    },
  'a link to a service’s own console':
    async ({ tandem, cookie, customerId, loses }, end) =>
    async () => {
      const response = await fetch(`${tandem.origin}/api/consoles/open`, {
        method: 'POST',
        headers: { cookie, origin: tandem.origin, 'content-type': 'application/json' },
        body: JSON.stringify({ customerId, service: 'knox-manage' }),
      })
      const { error } = (await response.json()) as { error: { code: string } }
      const code = loses === account ? 'not-permitted' : error.code
      expect(error.code).toBe(ends[end]!.keepsSession ? code : 'signed-out')
    },
  'the person’s own pages':
    async ({ tandem, cookie }, end) =>
    async () => {
      for (const path of ['/api/session', '/api/sessions']) {
        const response = await fetch(tandem.origin + path, { headers: { cookie } })
        // A delink ends nobody's session; that they are blocked is told in one place.
        const saysWhy = end === 'blocking the person' && path === '/api/session'
        expect(response.status, path).toBe(ends[end]!.keepsSession ? 200 : saysWhy ? 403 : 401)
        if (saysWhy) expect(await response.json()).toEqual({ error: { code: 'blocked' } })
      }
    },
}

async function keyOf({ tandem, organisationId, userId }: Person): Promise<string> {
  const { secret, ...stored } = createApiKey()
  await insertApiKey(tandem.services.database, {
    ...stored,
    id: tandem.ids.randomId(),
    user_id: userId,
    organisation_id: organisationId,
    name: 'KAI',
    permissions: JSON.stringify(['view', 'manage-devices']),
    made_at: tandem.clock.now(),
    last_used_at: null,
    ends_at: null,
    revoked_at: null,
  })
  return secret
}

/** Exchanges written by hand: what a broken, outdated or hostile device could put on the wire. */
import type { DocumentId, ItemId } from '#shared/domain/ids.ts'
import type { RefusalCode } from '#shared/domain/refusal.ts'
import { failureSchema } from '#shared/protocol/sign-in-requests.ts'
import { encodeRequest, type EditBody, type Hello, type Item } from '#shared/protocol/request.ts'
import type { Answer } from '#shared/protocol/response.ts'
import { readKinds } from '#shared/records/kinds.ts'
import { protocolVersion } from '#shared/protocol/version.ts'
import { findStoreId, readMeta } from '#lib/local-store/local-store.ts'
import { unpackFrames, type Unpacked } from '../support/unpack-frames.ts'
import type { TestDevice } from './world.ts'

export interface RawAnswer {
  status: number
  /** Why the whole request was refused. */
  code: RefusalCode | null
  frames: Unpacked[]
  answers: Answer[]
  bytes: Uint8Array
}

/** Sends bytes, or a greeting with items, with this device's cookie. */
export async function post(device: TestDevice, sent: Uint8Array | readonly [Hello, ...Item[]]): Promise<RawAnswer> {
  const response = await device.request(
    sent instanceof Uint8Array ? sent : encodeRequest(sent[0], sent.slice(1) as Item[]),
  )
  const bytes = new Uint8Array(await response.arrayBuffer())
  if (!response.ok) {
    const { error } = failureSchema.parse(JSON.parse(new TextDecoder().decode(bytes)))
    return { status: response.status, code: error.code, frames: [], answers: [], bytes }
  }
  const frames = unpackFrames(bytes)
  return { status: response.status, code: null, frames, answers: answersIn(frames), bytes }
}

function answersIn(frames: readonly Unpacked[]): Answer[] {
  return frames.flatMap((frame) => (frame.type === 'answer' ? [frame.answer] : []))
}

/** What this device would say first. */
export async function helloOf(device: TestDevice, change: Partial<Hello> = {}): Promise<Hello> {
  const { store, user, clock } = device
  return {
    type: 'hello',
    protocol: protocolVersion,
    kinds: readKinds,
    held: readKinds,
    userId: user.id,
    storeId: (await findStoreId(store))!,
    cursor: await readMeta(store, 'cursor'),
    accessVersion: await readMeta(store, 'accessVersion'),
    sentAt: clock.now(),
    ...change,
  }
}

function item(device: TestDevice, number: number, body: unknown): Item {
  const { ids, clock } = device
  return {
    number,
    id: ids.randomId() as ItemId,
    dependsOn: [],
    editedAt: clock.now(),
    baseNumber: 0,
    body: body as Item['body'],
  }
}

export function editItem(
  device: TestDevice,
  number: number,
  documentId: DocumentId,
  edit: Pick<EditBody, 'clientId' | 'update'> & Partial<EditBody>,
): Item {
  return item(device, number, { kind: 'edit', documentId, seen: [], undoes: null, ...edit })
}

export function commandItem(device: TestDevice, number: number, name: string, input: unknown): Item {
  return item(device, number, { kind: 'command', name, input })
}

/** The code of a refused answer, or its outcome. */
export function outcomeOf(answer: Answer | undefined): string {
  return answer?.outcome === 'refused' ? answer.code : (answer?.outcome ?? 'no answer')
}

/** Keeps the bytes of every answer this device gets. */
export function recordAnswers(device: TestDevice): Uint8Array[] {
  const recorded: Uint8Array[] = []
  const request = device.request.bind(device)
  device.request = async (body) => {
    const response = await request(body)
    const bytes = new Uint8Array(await response.arrayBuffer())
    recorded.push(bytes)
    return new Response(bytes as BodyInit, { status: response.status, headers: response.headers })
  }
  return recorded
}

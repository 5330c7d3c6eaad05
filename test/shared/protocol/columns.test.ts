import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChangeRecord } from '#shared/domain/document/change-record.ts'
import type { DocumentRecord } from '#shared/domain/document/document-record.ts'
import { documentIdsOf, editChangeId, newRelationshipId } from '#shared/domain/id-families.ts'
import type { ChangeId, DocumentId, OrganisationId, RelationshipId } from '#shared/domain/ids.ts'
import {
  anything,
  byteStrings,
  choices,
  counts,
  decodePage,
  digits,
  encodePage,
  flags,
  ids,
  lists,
  LongPageError,
  numbers,
  optional,
  PageError,
  steps,
  texts,
  type Column,
} from '#shared/protocol/columns.ts'
import { changeKind } from '#shared/records/change.ts'
import { documentKind } from '#shared/records/document.ts'
import { columnsOf } from '#shared/records/record-kind.ts'
import { seededIds, seededRandom } from '../../support/seeded.ts'

const limit = 1000
const idText = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'))
const whole = fc.nat({ max: 2 ** 40 })
// Half a surrogate pair has no UTF-8 form; nobody types one.
const text = fc.string({ unit: 'binary' })

function roundTrip<Value>(column: Column<Value>, values: readonly Value[]): Value[] {
  return decodePage(column, encodePage(column, values), limit)
}

describe('Columns', () => {
  test.each<[string, Column<never>, fc.Arbitrary<unknown>]>([
    ['counts', counts as Column<never>, fc.nat()],
    ['steps, times among them', steps as Column<never>, fc.integer({ min: -(2 ** 50), max: 2 ** 50 })],
    ['numbers', numbers as Column<never>, whole],
    ['flags', flags as Column<never>, fc.boolean()],
    ['texts', texts as Column<never>, text],
    ['choices', choices() as Column<never>, fc.constantFrom('active', 'delinked', '', 'ü')],
    ['digits', digits() as Column<never>, fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }).map(String)],
    ['ids', ids() as Column<never>, idText],
    ['bytes', byteStrings as Column<never>, fc.uint8Array()],
    ['missing ones', optional(texts) as Column<never>, fc.option(text)],
    ['lists', lists(counts) as Column<never>, fc.array(fc.nat())],
    ['lists of lists', lists(lists(texts)) as Column<never>, fc.array(fc.array(text))],
    ['anything', anything as Column<never>, fc.constantFrom(null, { a: [1, 'x'] }, new Uint8Array([1, 2]), 'x', 7.5)],
  ])('[SYNC2] what is written as %s is read as it was', (_name, column, value) => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (values) => {
        expect(roundTrip(column, values as never[])).toEqual(values)
      }),
    )
  })

  test('[SYNC2] records keep what follows from their ids and what doesn’t', () => {
    const source = seededIds(seededRandom(5))
    const relationshipId = newRelationshipId(source)
    const { account, mspPrivate } = documentIdsOf(relationshipId)
    const state = new Uint8Array([1, 2, 3])
    const document = (id: string, kind: DocumentRecord['kind'], of: RelationshipId | null): DocumentRecord => {
      return { id: id as DocumentId, kind, relationshipId: of, seq: 3, state }
    }
    const documents = [
      document(account, 'account', relationshipId),
      document(mspPrivate, 'msp-private', relationshipId),
      document(source.randomId(), 'account', null),
      document(source.randomId(), 'account', source.randomId() as RelationshipId),
    ]
    expect(roundTrip(columnsOf(documentKind), documents)).toEqual(documents)
    const change = (id: ChangeId, documentId: DocumentId | null, of: RelationshipId | null): ChangeRecord => ({
      id,
      documentId,
      relationshipId: of,
      actor: { organisationId: '1234567890' as OrganisationId, organisationName: 'Acme', userId: null, person: 'J•••' },
      at: 1,
      receivedAt: 2,
      detail:
        documentId === null
          ? { type: 'decision', event: 'delink-requested' }
          : {
              type: 'text',
              field: 'notes',
              inserted: [{ id: { client: 7, clock: 2 }, after: null, text: 'x' }],
              deleted: [],
            },
      undoes: documentId === null ? null : editChangeId(documentId, 3, 1),
      devices: null,
    })
    const changes = [
      change(editChangeId(account, 12, 0), account, relationshipId),
      change(source.randomId() as ChangeId, null, relationshipId),
      change(source.randomId() as ChangeId, account, relationshipId),
      change(editChangeId(documents[2]!.id, 1, 2), documents[2]!.id, null),
    ]
    expect(roundTrip(columnsOf(changeKind), changes)).toEqual(changes)
  })

  test('[DEV2] bytes are read as copies: a stored one does not keep its page', () => {
    const [read] = roundTrip(byteStrings, [new Uint8Array([1, 2]), new Uint8Array(5000)])
    expect(read!.buffer.byteLength).toBe(2)
  })

  test('[PUSH3] a page cut short, prolonged or of too many records is refused', () => {
    const page = encodePage(lists(texts), [['a', 'b'], ['c'], []])
    for (let end = 0; end < page.length; end++)
      expect(() => decodePage(lists(texts), page.subarray(0, end).slice(), limit)).toThrow(PageError)
    expect(() => decodePage(lists(texts), new Uint8Array([...page, 0]), limit)).toThrow(PageError)
    expect(() => decodePage(lists(texts), page, 2)).toThrow(LongPageError)
  })

  test('[PUSH3] a few bytes that claim millions of values are refused, not read', () => {
    const claims = encodePage(lists(counts), [Array.from({ length: 10 }, () => 1)])
    const inner = encodePage(lists(lists(counts)), [[Array.from({ length: 400_000 }, () => 0)], [], []])
    expect(claims.length).toBeLessThan(12)
    expect(() => decodePage(lists(texts), new Uint8Array([1, 6, 0xbf, 0xff, 0xff, 0xff, 0x0f, 0, 0]), limit)).toThrow(
      PageError,
    )
    expect(decodePage(lists(lists(counts)), inner, limit)).toHaveLength(3)
  })

  test('[PUSH3] noise is a page error and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        try {
          decodePage(columnsOf(changeKind), noise, limit)
        } catch (error) {
          expect(error).toBeInstanceOf(PageError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

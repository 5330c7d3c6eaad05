import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountShape, isText, mspPrivateShape, shapeOf, valueLimit } from '#shared/document/document-shape.ts'
import { contentFingerprint, openDocument, readFlags, readValues } from '#shared/document/document-values.ts'
import { setField } from '#shared/document/edit-document.ts'
import { accountState, eraseAt, setTo, somebody, typeAt, updateOf, valuesOf } from './written.ts'

describe('Reading documents', () => {
  test('[DOC7] equal content has an equal fingerprint, however it came about', () => {
    const base = accountState()
    const typed = updateOf(base, 20, typeAt(0, 'Oh! '))
    const both = [typed, updateOf(base, 30, setTo('city', 'Kronach'))]
    const oneWay = valuesOf(base, both)
    expect(contentFingerprint(oneWay)).toBe(contentFingerprint(valuesOf(base, both.toReversed())))
    const elsewhere = updateOf(null, 99, (doc) => {
      for (const [field, value] of Object.entries(oneWay).toReversed()) if (field !== 'notes') setTo(field, value)(doc)
      typeAt(0, 'Oh! Hello world')(doc)
    })
    expect(contentFingerprint(valuesOf(elsewhere))).toBe(contentFingerprint(oneWay))
  })

  test('[DOC7] different content has a different fingerprint; an empty field is as good as none', () => {
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.string({ maxLength: 3 }))
    const filled = (record: Record<string, string>) =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''))
    fc.assert(
      fc.property(values, values, (one, two) => {
        const same =
          JSON.stringify(Object.entries(filled(one)).toSorted()) ===
          JSON.stringify(Object.entries(filled(two)).toSorted())
        expect(contentFingerprint(one) === contentFingerprint(two)).toBe(same)
      }),
    )
  })

  test('[DOC7] equal state vectors don’t hide a difference from the fingerprint', () => {
    const base = accountState()
    const erased = updateOf(base, 20, eraseAt(0, 6))
    expect(contentFingerprint(valuesOf(base, [erased]))).not.toBe(contentFingerprint(valuesOf(base)))
  })

  test('[M3] tags are the flags that are on, sorted', () => {
    const doc = openDocument(mspPrivateShape, null)
    for (const tag of ['north', 'gold', 'old']) setField(doc, mspPrivateShape, somebody, `tag:${tag}`, 'on')
    setField(doc, mspPrivateShape, somebody, 'tag:old', '')
    setField(doc, mspPrivateShape, somebody, 'internalReference', 'K-17')
    expect(readFlags(readValues(doc, mspPrivateShape), mspPrivateShape)).toEqual(['gold', 'north'])
    expect(readFlags({ 'tag:gold': 'on' }, accountShape)).toEqual([])
  })
})

describe('What a document may hold', () => {
  test('[DOC1] each kind has its own fields and texts', () => {
    expect([shapeOf('account'), shapeOf('msp-private')]).toEqual([accountShape, mspPrivateShape])
    expect([
      valueLimit(accountShape, 'companyName'),
      valueLimit(accountShape, 'internalReference'),
      valueLimit(accountShape, 'tag:a'),
    ]).toEqual([120, undefined, undefined])
    expect([
      valueLimit(mspPrivateShape, 'internalReference'),
      valueLimit(mspPrivateShape, 'companyName'),
      valueLimit(mspPrivateShape, 'tag:a'),
    ]).toEqual([80, undefined, 2])
    expect([
      isText(accountShape, 'notes'),
      isText(accountShape, 'privateNotes'),
      isText(mspPrivateShape, 'privateNotes'),
    ]).toEqual([true, false, true])
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '[PUSH3] %s is no field and no text',
    (name) => {
      expect([valueLimit(accountShape, name), isText(accountShape, name)]).toEqual([undefined, false])
    },
  )
})

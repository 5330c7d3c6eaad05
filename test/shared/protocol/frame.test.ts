import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFrames, encodeFrame, encodeFrames, FrameError, FrameReader } from '#shared/protocol/frame.ts'

const limit = 100_000
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.uint8Array({ maxLength: 300 }))
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 4 }),
  fc.dictionary(
    fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
    leaf,
    { maxKeys: 4, noNullPrototype: true },
  ),
)
const values = fc.array(value, { maxLength: 8 })

describe('Frames', () => {
  test('[SYNC2] a stream cut anywhere gives the same values, each as soon as it is whole', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat(2000), { maxLength: 12 }), (sent, cuts) => {
        const bytes = encodeFrames(sent)
        const places = [
          0,
          ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((left, right) => left - right),
          bytes.length,
        ]
        const reader = new FrameReader(limit)
        const received = places.slice(1).flatMap((place, index) => reader.push(bytes.subarray(places[index], place)))
        expect(received).toEqual(sent)
        expect(reader.unfinished).toBe(false)
      }),
    )
  })

  test('[SYNC2] a message that ends inside a frame is no message', () => {
    const bytes = encodeFrames([{ type: 'hello' }, { type: 'item', update: new Uint8Array(400) }])
    for (let end = 1; end < bytes.length; end++) {
      const reader = new FrameReader(limit)
      const whole = reader.push(bytes.subarray(0, end))
      expect(whole.length).toBeLessThan(2)
      if (reader.unfinished) expect(() => decodeFrames(bytes.subarray(0, end), limit)).toThrow(FrameError)
    }
  })

  test('[SYNC2] a frame longer than allowed is refused by its prefix, before its bytes arrive', () => {
    const frame = encodeFrame('x'.repeat(1000))
    expect(decodeFrames(frame, 1100)).toEqual(['x'.repeat(1000)])
    expect(() => decodeFrames(frame, 900)).toThrow(FrameError)
    expect(() => new FrameReader(900).push(frame.subarray(0, 2))).toThrow(FrameError)
  })

  test('[SYNC2] noise is a FrameError or unfinished, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (noise) => {
        try {
          new FrameReader(limit).push(noise)
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError)
        }
      }),
      { numRuns: 5000 },
    )
  })

  test('[SYNC2] a length out of range, and bytes left over in a frame, are refused', () => {
    expect(() => new FrameReader(limit).push(new Uint8Array(6).fill(0xff))).toThrow('out of range')
    const frame = encodeFrame('x')
    const longer = Uint8Array.from([frame[0]! + 1, ...frame.subarray(1), 0])
    expect(() => decodeFrames(longer, limit)).toThrow('left over')
  })

  test('[SYNC2] nesting without end is refused, not followed', () => {
    const nested = Uint8Array.from(Array.from({ length: 200_000 }, (_, index) => (index % 2 === 0 ? 117 : 1)))
    const prefix = Uint8Array.from([0xc0, 0x9a, 0x0c])
    expect(() => decodeFrames(Uint8Array.from([...prefix, ...nested]), 8_000_000)).toThrow(FrameError)
  })

  test('[PUSH3] a frame can’t reach the prototype of all objects', () => {
    const frame = encodeFrame(JSON.parse('{"__proto__":{"polluted":true},"type":"hello"}'))
    decodeFrames(frame, limit)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

test('[DEV2] bytes read from a long stream do not hold on to the rest of it', () => {
  const stream = encodeFrames([{ state: new Uint8Array(100) }, { state: new Uint8Array(1_000_000) }])
  const [first] = new FrameReader(2_000_000).push(stream) as [{ state: Uint8Array }]
  expect(first.state.buffer.byteLength).toBeLessThan(200)
})

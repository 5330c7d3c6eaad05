import { describe, expect, it } from 'vitest'
import { LiveField, settleDelayMs, type Timers } from '#lib/ui/account/live-field.svelte.ts'

class ManualTimers implements Timers {
  #waiting = new Map<number, { run: () => void; at: number }>()
  #next = 1
  #now = 0

  set(run: () => void, delayMs: number): number {
    this.#waiting.set(this.#next, { run, at: this.#now + delayMs })
    return this.#next++
  }

  clear(handle: number): void {
    this.#waiting.delete(handle)
  }

  pass(ms: number): void {
    this.#now += ms
    for (const [handle, { run, at }] of [...this.#waiting]) {
      if (at > this.#now) continue
      this.#waiting.delete(handle)
      run()
    }
  }
}

function openField(value: string, accepts?: (text: string) => boolean) {
  const saved: string[] = []
  const timers = new ManualTimers()
  const disk = { full: false }
  const save = async (text: string) => {
    await Promise.resolve()
    if (disk.full) throw new Error('full')
    saved.push(text)
  }
  const field = new LiveField({ value, save, timers, ...(accepts ? { accepts } : {}) })
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve))
  return { field, saved, timers, disk, settled }
}

describe('A field that saves while it is typed into', () => {
  it('[M13] typing is saved once the hand rests, not letter by letter', async () => {
    const { field, saved, timers, settled } = openField('')
    for (const text of ['A', 'Ac', 'Acme']) {
      field.type(text)
      timers.pass(settleDelayMs - 1)
    }
    expect(saved).toEqual([])
    timers.pass(1)
    await settled()
    expect(saved).toEqual(['Acme'])
  })

  it('[M13] leaving the field saves at once, and only once', async () => {
    const { field, saved, timers, settled } = openField('')
    field.focus()
    field.type('Acme')
    field.blur()
    timers.pass(settleDelayMs)
    field.flush()
    await settled()
    expect(saved).toEqual(['Acme'])
  })

  it('[M13] looking at a field saves nothing', async () => {
    const { field, saved, timers, settled } = openField('Acme')
    field.focus()
    field.blur()
    timers.pass(settleDelayMs)
    await settled()
    expect(saved).toEqual([])
  })

  it('[M13] putting the old value back is an edit too, even before the store has shown the first one', async () => {
    const { field, saved, settled } = openField('Acme')
    field.choose('Bolt')
    await settled()
    field.choose('Acme')
    await settled()
    expect(saved).toEqual(['Bolt', 'Acme'])
  })

  it('[H1] somebody’s change never moves what is being typed; it shows once the field is left untouched', () => {
    const { field } = openField('Acme')
    field.focus()
    field.receive('Acme Ltd')
    expect(field.text).toBe('Acme')
    field.blur()
    expect(field.text).toBe('Acme Ltd')
  })

  it('[H1] somebody’s change that arrives while mine is being saved is shown after it', async () => {
    const { field, settled } = openField('Acme')
    field.choose('Bolt')
    field.receive('Coil')
    expect(field.text).toBe('Bolt')
    await settled()
    expect(field.text).toBe('Coil')
  })

  it('[M13] what the device could not store stays on screen, says so, and is saved by the next try', async () => {
    const { field, saved, disk, settled } = openField('')
    disk.full = true
    field.choose('Acme')
    await settled()
    field.receive('Other')
    expect([field.text, field.notSaved]).toEqual(['Acme', true])
    disk.full = false
    field.flush()
    await settled()
    expect([saved, field.notSaved]).toEqual([['Acme'], false])
  })

  it('[M13] a text the field may not hold stays on screen and is not saved', async () => {
    const { field, saved, settled } = openField('Acme', (text) => text !== '')
    field.type('')
    field.blur()
    await settled()
    expect([field.text, saved]).toEqual(['', []])
  })
})

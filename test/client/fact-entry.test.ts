import { describe, expect, it } from 'vitest'
import { FactEntry } from '#lib/ui/account/fact-entry.svelte.ts'

function openField(value: string, accepts?: (text: string) => boolean) {
  const saved: string[] = []
  const acts: string[] = []
  /** The device's storage; `slow` holds every save until `release`. */
  const disk = { full: false, slow: false, release: () => {} }
  const save = async (text: string, typing: boolean) => {
    await (disk.slow ? new Promise<void>((resolve) => (disk.release = resolve)) : Promise.resolve())
    if (disk.full) throw new Error('full')
    saved.push(text)
    if (!typing) acts.push(text)
  }
  const done = () => void acts.push(saved.at(-1) ?? '')
  const field = new FactEntry({ value, save, done, ...(accepts ? { accepts } : {}) })
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve))
  return { field, saved, acts, disk, settled }
}

describe('A field that saves while it is typed into', () => {
  it('[FA5] every key is stored, without a pause', async () => {
    const { field, saved, settled } = openField('')
    field.focus()
    for (const text of ['A', 'Ac', 'Acm']) {
      field.type(text)
      await settled()
    }
    expect(saved).toEqual(['A', 'Ac', 'Acm'])
  })

  it('[FA5] what is typed while the device is still storing follows at once, as far as it has come', async () => {
    const { field, saved, disk, settled } = openField('')
    disk.slow = true
    for (const text of ['A', 'Ac', 'Acm', 'Acme']) field.type(text)
    disk.slow = false
    disk.release()
    await settled()
    expect(saved).toEqual(['A', 'Acme'])
  })

  it('[FA6] what is typed is one act when the field is left, or at Enter', async () => {
    const { field, acts } = openField('')
    field.focus()
    for (const text of ['A', 'Ac', 'Acme']) field.type(text)
    await field.flush()
    expect(acts).toEqual([])
    await field.blur()
    expect(acts).toEqual(['Acme'])
    field.focus()
    field.type('Acme Ltd')
    await field.finish()
    await field.blur()
    expect(acts).toEqual(['Acme', 'Acme Ltd'])
  })

  it('[FA6] a choice from a list is an act at once', async () => {
    const { field, acts, settled } = openField('')
    field.focus()
    field.choose('DE')
    await settled()
    expect(acts).toEqual(['DE'])
  })

  it('[M13] looking at a field saves nothing', async () => {
    const { field, saved, acts } = openField('Acme')
    field.focus()
    await field.blur()
    expect([saved, acts]).toEqual([[], []])
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
    void field.blur()
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
    await field.flush()
    expect([saved, field.notSaved]).toEqual([['Acme'], false])
  })

  it('[M13] a text the field may not hold stays on screen and is not saved', async () => {
    const { field, saved, settled } = openField('Acme', (text) => text !== '')
    field.type('')
    void field.blur()
    await settled()
    expect([field.text, saved]).toEqual(['', []])
  })
})

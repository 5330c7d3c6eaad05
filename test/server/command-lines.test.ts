// Every command says in one sentence what a person can mend, with an exit code, and explains itself.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findFreePort } from '../support/free-port.ts'
import { runCommand as run } from '../support/run-command.ts'
import { setUpForm, Tandem } from '../support/tandem.ts'

const load = ['server/cli/tandem.ts', 'load']

describe('Command lines', () => {
  it.each([
    ['load', load],
    ['tandem', ['server/cli/tandem.ts']],
    ['tandem doctor', ['server/cli/tandem.ts', 'doctor']],
    ['prepare', ['server/cli/prepare.js']],
    ['the server', ['server/main.ts']],
  ])('[FA20] %s explains itself, and says what it does not know', async (_name, command) => {
    const [help, unknown] = await Promise.all([run([...command, '--help']), run([...command, '--frobnicate'])])
    expect([help.code, help.err]).toEqual([0, ''])
    expect(help.out.length).toBeGreaterThan(40)
    expect([unknown.code, unknown.out]).toEqual([2, ''])
    expect(unknown.err).toMatch(/^[^\n]*--frobnicate[^\n]*\n$/)
  })

  it('[FA20][C2] an id that begins with a dash is no option', async () => {
    await using tandem = await Tandem.start()
    await tandem.setUp()
    const approve = ['server/cli/tandem.ts', 'applications', 'approve', '-Iog_AH2xYHCNvlo0lyB8w']
    const refused = await run([...approve, '--frobnicate'], { TANDEM_DATA: tandem.folder })
    expect(refused.err).toContain('--frobnicate')
    const answered = await run(approve, { TANDEM_DATA: tandem.folder })
    expect([answered.code, answered.err]).toEqual([1, expect.not.stringContaining('option')])
  })

  it('[FA20] load says in one sentence what is wrong, and finds the server where it was started', async () => {
    await using tandem = await Tandem.start()
    await tandem.setUp()
    const folder = await Tandem.temporaryFolder()
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'customers.csv')
    await writeFile(
      file,
      'name,country,contact_first_name,contact_last_name,contact_email\nAcme,Germany,Jo,Park,jo@acme.example\n',
    )
    const other = join(folder, 'other.csv')
    await writeFile(other, 'a,b\n1,2\n')
    const PORT = new URL(tandem.origin).port
    const right = { TANDEM_EMAIL: setUpForm.email, TANDEM_PASSWORD: setUpForm.password, PORT }
    const nobody = String(await findFreePort())
    const results = await Promise.all([
      run([...load, file], { PORT }),
      run(load, right),
      run([...load, join(folder, 'missing.csv')], right),
      run([...load, other], right),
      run([...load, file], { ...right, TANDEM_PASSWORD: 'wrong' }),
      run([...load, file], { ...right, PORT: nobody }),
      run([...load, file], { ...right, TANDEM_URL: 'nowhere' }),
    ])
    expect(results.map(({ code }) => code)).toEqual([2, 2, 1, 1, 1, 1, 2])
    expect(results.map(({ out }) => out).join('')).toBe('')
    for (const { err } of results) expect(err).toMatch(/^[^\n]{10,}\n$/)
    const sentences = [
      /TANDEM_EMAIL/,
      /file\.csv/,
      /no file .*missing/,
      /no column “name”/,
      /password is wrong/,
      /reached/,
      /TANDEM_URL/,
    ]
    sentences.forEach((sentence, place) => expect(results[place]!.err).toMatch(sentence))

    // The same company again would be refused: its invitation is open.
    const second = join(folder, 'second.csv')
    await writeFile(second, (await readFile(file, 'utf8')).replace('jo@acme', 'al@acme'))
    const [byPort, byUrl] = [
      await run([...load, file], right),
      await run([...load, second], { ...right, PORT: nobody, PUBLIC_URL: tandem.origin }),
    ]
    for (const { code, out } of [byPort, byUrl]) expect([code, out.includes('1 loaded, 0 skipped')]).toEqual([0, true])
  }, 60_000)
})

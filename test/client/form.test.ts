import { describe, expect, it } from 'vitest'
import { registerFormSchema, setUpFormSchema, signInFormSchema } from '#shared/domain/sign-in-forms.ts'
import { Form, type FormFailure } from '#lib/ui/fields/form.svelte.ts'
import { fieldErrorWords } from '#lib/ui/words/field-words.ts'

/** A sign-in whose answers are given one by one. */
function openForm(answers: (FormFailure | undefined)[] = []) {
  const sent: unknown[] = []
  const network = { isBroken: false, hold: Promise.resolve<undefined>(undefined) }
  const form = new Form(
    { email: '', password: '' },
    {
      schema: () => (network.isBroken ? Promise.reject(new Error('no network')) : Promise.resolve(signInFormSchema)),
      async send(checked) {
        sent.push(checked)
        await network.hold
        return answers.shift()
      },
    },
  )
  return { form, sent, network }
}

describe('A form that is sent', () => {
  it('[X2] says all that is wrong at its fields and sends nothing', async () => {
    const { form, sent } = openForm()
    form.values.email = 'noa'
    await form.submit()
    expect(form.field('email').error).toBe(fieldErrorWords('email'))
    expect(form.field('password').error).toBe(fieldErrorWords('required'))
    expect([sent, form.failure]).toEqual([[], undefined])
  })

  it('[X2] sends what the schema made of the values, and is sending meanwhile, once', async () => {
    const { form, sent, network } = openForm()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    network.hold = promise
    Object.assign(form.values, { email: ' Noa <noa@northwind.example> ', password: 'correct horse' })
    const first = form.submit()
    const second = form.submit()
    expect(form.sending).toBe(true)
    resolve(undefined)
    await Promise.all([first, second])
    expect(sent).toEqual([{ email: 'noa@northwind.example', password: 'correct horse' }])
    expect([form.sending, form.failure]).toEqual([false, undefined])
  })

  it('[X2] keeps what was typed when it is refused, and shows the server’s errors at their fields while their values stand', async () => {
    const { form } = openForm([{ code: 'invalid-input', fields: { email: 'email-taken' } }])
    Object.assign(form.values, { email: 'noa@northwind.example', password: 'correct horse' })
    await form.submit()
    expect(form.values).toEqual({ email: 'noa@northwind.example', password: 'correct horse' })
    expect(form.failure?.code).toBe('invalid-input')
    expect(form.field('email').error).toBe(fieldErrorWords('email-taken'))
    form.values.email = 'noah@northwind.example'
    expect(form.field('email').error).toBe('')
  })

  it('[FB13] shows a code that this release doesn’t know as a sentence', async () => {
    const { form } = openForm([{ code: 'invalid-input', fields: { email: 'of-tomorrow' } }])
    Object.assign(form.values, { email: 'noa@northwind.example', password: 'correct horse' })
    await form.submit()
    expect(form.field('email').error).toBe(fieldErrorWords('invalid'))
  })

  it('[X2] is offline where not even its schema can be had, and goes through once it can', async () => {
    const { form, sent, network } = openForm()
    Object.assign(form.values, { email: 'noa@northwind.example', password: 'correct horse' })
    network.isBroken = true
    await form.submit()
    expect([form.failure?.code, sent]).toEqual(['offline', []])
    network.isBroken = false
    await form.submit()
    expect([form.failure, sent.length]).toEqual([undefined, 1])
  })

  it('[X2] can be sent again when sending broke', async () => {
    const { form, network } = openForm()
    Object.assign(form.values, { email: 'noa@northwind.example', password: 'correct horse' })
    network.hold = Promise.reject(new Error('a fault of ours'))
    await expect(form.submit()).rejects.toThrow('a fault of ours')
    expect(form.sending).toBe(false)
  })
})

describe('What a visitor’s forms ask for', () => {
  const codesOf = (answer: { error?: { issues: { path: PropertyKey[]; message: string }[] } }) =>
    (answer.error?.issues ?? []).map(({ path, message }) => `${String(path[0])}: ${message}`)

  it('[X2] a name, a password and the same once more: all that is missing is said at once', () => {
    const empty = { firstName: ' ', lastName: '', password: 'short', confirmPassword: 'shore' }
    expect(codesOf(registerFormSchema.safeParse(empty))).toEqual(
      expect.arrayContaining([
        'firstName: name-required',
        'password: password-short',
        'confirmPassword: passwords-differ',
      ]),
    )
    const whole = { firstName: 'Mina', lastName: '', password: 'another good phrase' }
    expect(codesOf(registerFormSchema.safeParse({ ...whole, confirmPassword: whole.password }))).toEqual([])
  })

  it('[X4] the first MSP has a company and an address, too', () => {
    const empty = { companyName: '', firstName: '', lastName: '', email: '', password: '', confirmPassword: '' }
    const first = new Map(
      codesOf(setUpFormSchema.safeParse(empty))
        .toReversed()
        .map((code) => code.split(': ') as [string, string]),
    )
    expect(Object.fromEntries(first)).toEqual({
      companyName: 'required',
      firstName: 'name-required',
      email: 'required',
      password: 'password-short',
      confirmPassword: 'required',
    })
  })
})

import { describe, expect, it } from 'vitest'
import { linkIn, Tandem } from '../support/tandem.ts'

const registerForm = { firstName: 'Jo', lastName: 'Park', password: 'another long password', locale: 'en' }

describe('Adding a customer and registering', () => {
  it('[M7] [C1] a jointly managed customer is invited, registers from the link and both sides see it', async () => {
    await using tandem = await Tandem.start()
    const msp = await tandem.setUp()
    expect((await msp.addCustomer()).answer.outcome).toBe('accepted')

    const [mail] = await tandem.mails('jo@acme.example')
    expect(mail?.subject).toBe('Northwind IT invites Acme Tools to Tandem')
    const person = tandem.person()
    const link = linkIn(mail, '/register')
    const view = await (await person.post('/api/invitation/look-up', { link })).json()
    expect(view).toMatchObject({ mspName: 'Northwind IT', companyName: 'Acme Tools', email: 'jo@acme.example', replyTo: 'mina@northwind.example' })

    const response = await person.post('/api/invitation/register', { link, ...registerForm })
    expect(response.status).toBe(201)
    const { user } = (await response.json()) as { user: NonNullable<typeof person.user> }
    person.user = user
    expect(user).toMatchObject({ organisationKind: 'customer', organisationName: 'Acme Tools', role: 'super-admin', emailVerified: true })
    expect((await person.relationships())[0]).toMatchObject({ mspName: 'Northwind IT', status: 'active', invitation: { state: 'registered' }, mspPrivate: null })
    expect((await msp.relationships())[0]?.invitation?.state).toBe('registered')
  })
})

import { describe, expect, it } from 'vitest'
import type { OrganisationId } from '#shared/domain/ids.ts'
import { localeSchema } from '#shared/domain/organisation.ts'
import type { MailData, MailKind } from '../../server/mail/all-mails.ts'
import { readMailData } from '../../server/mail/mail-data.ts'
import { renderMail } from '../../server/mail/render.ts'

const now = Date.UTC(2026, 10, 20, 14, 2)
const hostile = '<b>A&B</b> "x"\r\nBcc: eve@evil.example'
const invitation = {
  linkId: 'link1',
  mspName: 'Northwind IT',
  companyName: hostile,
  firstName: 'Jo',
  services: ['Knox Suite'],
  replyTo: 'mina@northwind.example',
  isConverted: false,
}
const delink = {
  mspName: 'Northwind IT',
  companyName: hostile,
  customerId: '1234567890',
  requestedBy: 'msp',
  reader: 'customer',
  person: 'm•••@northwind.example',
} as const
const registered = {
  companyName: hostile,
  mspName: 'Northwind IT',
  firstName: 'Jo',
  lastName: 'Park',
  email: 'jo@acme.example',
  customerId: '1234567890',
}

const person = {
  linkId: 'link3',
  organisationName: hostile,
  organisationKind: 'msp',
  invitedBy: 'Mina Cho',
  firstName: 'Kim',
  role: 'admin',
  roleName: null,
  details: 'Asked for by Bo',
  replyTo: 'mina@northwind.example',
} as const

const request = {
  mspName: hostile,
  companyName: hostile,
  customerId: '1234567890',
  managementType: 'jointly',
  services: ['knox-manage'],
  reader: 'customer',
  person: 'm•••@northwind.example',
  again: false,
  expiresAt: now,
} as const

const { managementType: _type, again: _again, expiresAt: _expiresAt, ...services } = request

const accountAdded = {
  mspName: hostile,
  companyName: hostile,
  firstName: 'Jo',
  services: ['Knox Suite'],
  replyTo: 'mina@northwind.example',
  sender: {
    mspId: '1234567890' as OrganisationId,
    name: hostile,
    address: hostile,
    contact: hostile,
    phone: '',
    replyAddress: '',
  },
}
const service = { serviceName: 'Knox Manage', companyName: hostile, customerId: '1234567890' as OrganisationId }

const release = {
  mspName: hostile,
  companyName: hostile,
  customerId: '1234567890',
  reader: 'msp',
  supportEmail: 'help@tandem.example',
} as const

const examples: MailData = {
  'account-shared': { ...delink, reader: 'customer' },
  invitation,
  'invitation-reminder': { ...invitation, expiresAt: now },
  'delink-request': delink,
  'delink-reminder': delink,
  'delink-accepted': { ...delink, reader: 'msp' },
  'delink-rejected': { ...delink, reader: 'msp' },
  'delink-withdrawn': delink,
  'verify-email': { linkId: 'link2', firstName: 'Jo', organisationName: hostile },
  'application-approved': service,
  'application-rejected': { ...service, reason: 'No devices yet' },
  'sign-up': { linkId: 'link5', expiresAt: now, invitedBy: hostile },
  'sign-up-known': { firstName: hostile },
  'reset-password': { linkId: 'link3', firstName: hostile, expiresAt: now },
  'password-changed': { firstName: hostile, at: now },
  'change-email': { linkId: 'link4', expiresAt: now },
  'email-changed': { firstName: hostile, newEmail: 'j•••@acme.example', at: now },
  'new-device': { firstName: hostile, browser: 'Chrome', system: 'Android', at: now },
  'second-factor-changed': { firstName: hostile, isOn: true, at: now },
  'customer-registered': registered,
  'invitation-declined': registered,
  'invitation-taken': registered,
  'person-joined': { fullName: hostile, organisationName: hostile },
  'person-invitation': person,
  'person-invitation-reminder': { ...person, expiresAt: now },
  'management-request': { ...request, services: [...request.services] },
  'joint-management-asked': { ...delink, reader: 'msp', again: true },
  'request-withdrawn': { ...request, services: [...request.services] },
  'request-accepted': { ...request, services: [], managementType: 'fully' },
  'request-rejected': { ...request, services: [], reader: 'msp' },
  'request-closed': { ...request, services: [], reader: 'msp' },
  'service-request': { ...services, services: ['knox-guard'] },
  'service-withdrawn': { ...services, services: ['knox-guard'] },
  'service-accepted': { ...services, services: ['knox-guard', 'gone-since'], reader: 'msp' },
  'service-rejected': { ...services, services: ['knox-guard'], reader: 'msp' },
  'ticket-opened': {
    mspName: hostile,
    companyName: hostile,
    customerId: '1234567890',
    ticketId: 'ticket1',
    serviceName: 'Knox Guard',
    person: 'm•••@northwind.example',
    text: '<b>A&B</b>',
  },
  'ticket-answered': {
    companyName: hostile,
    customerId: '1234567890',
    serviceName: 'Knox Guard',
    text: '<b>A&B</b>',
    answer: 'Done',
    state: 'answered',
  },
  'service-alert': {
    companyName: hostile,
    customerId: '1234567890',
    category: 'battery',
    title: hostile,
    text: '<b>A&B</b>\nHealth is 58 %',
    device: '356938035643809',
    at: now,
    place: '',
    side: 'customer',
    why: 'all-admins',
  },
  'confirm-alert-address': { linkId: 'link9', companyName: hostile, customerId: '1234567890', expiresAt: now },
  'account-added': accountAdded,
  'account-closed': accountAdded,
  'service-added': accountAdded,
  'contact-changed': {
    mspName: hostile,
    companyName: hostile,
    reader: 'former',
    isInvited: true,
    firstName: '',
    replyTo: 'mina@northwind.example',
    sender: {
      mspId: '1234567890' as OrganisationId,
      name: hostile,
      address: hostile,
      contact: hostile,
      phone: '',
      replyAddress: '',
    },
  },
  appointment: { linkId: 'link5', organisationName: hostile, firstName: 'Kim', expiresAt: now, supportEmail: null },
  'appointment-announced': {
    linkId: 'link6',
    organisationName: hostile,
    firstName: 'Kim',
    fullName: hostile,
    email: 'kim@northwind.example',
    dueAt: now,
    supportEmail: 'help@tandem.example',
  },
  'release-announced': { ...release, linkId: 'link7', dueAt: now },
  'release-stopped': { ...release, reader: 'customer' },
  'customer-released': { ...release, reader: 'customer', isAnsweredFor: true },
  'admins-managed': {
    event: 'person-invited',
    mspName: hostile,
    companyName: hostile,
    person: 'm•••@northwind.example',
    fullName: hostile,
    roleName: hostile,
    sender: {
      mspId: '1234567890' as OrganisationId,
      name: hostile,
      address: hostile,
      contact: hostile,
      phone: '',
      replyAddress: '',
    },
  },
}

const context = {
  publicUrl: 'https://tandem.example',
  now,
  linkToken: (purpose: string, id: string) => `${id}.${purpose}`,
  logo: '',
}

/** As it comes out of the queue. */
const stored = (data: object) => readMailData(JSON.stringify(data))

function render(kind: MailKind, locale: 'en' | 'de' | 'ko') {
  return renderMail({ kind, locale, data: stored(examples[kind]) }, context)
}

describe('Mail templates', () => {
  for (const locale of localeSchema.options) {
    it.each(Object.keys(examples) as MailKind[])(
      `[X3] %s in ${locale}: one-line subject, escaped, with its reason`,
      (kind) => {
        const { subject, html, text } = render(kind, locale)
        expect(subject).not.toBe('')
        expect(subject).not.toMatch(/[\r\n]/)
        expect(html).not.toContain('<b>A&B')
        expect(html).toContain(`<html lang="${locale}">`)
        expect(`${html}${text}${subject}`).not.toMatch(/undefined|\[object|NaN/)
        expect(text).toMatch(/-- \n.{20,}/)
        // Where anybody's words are in it at all: what confirms a new address names nobody.
        expect(html.includes('&lt;b&gt;A&amp;B')).toBe(kind !== 'change-email')
      },
    )
  }

  it('[X2][X3] a second factor turned off and new recovery codes are told as what they are, in each language', () => {
    for (const locale of localeSchema.options) {
      const changes = [{ isOn: true }, { isOn: false }, { isOn: true, hasNewCodes: true }]
      const told = changes.map((change) =>
        renderMail(
          { kind: 'second-factor-changed', locale, data: stored({ firstName: 'Jo', at: now, ...change }) },
          context,
        ),
      )
      expect(new Set(told.map(({ subject }) => subject)).size, locale).toBe(3)
      expect(new Set(told.map(({ text }) => text)).size, locale).toBe(3)
      for (const { text } of told) expect(text).toContain('https://tandem.example/forgot-password')
    }
  })

  /** What is a code of ours, a number, or was checked to be an address. */
  const codes = new Set([
    ...['linkId', 'ticketId', 'customerId', 'mspId', 'email', 'newEmail', 'replyTo', 'replyAddress', 'supportEmail'],
    ...['person', 'reader', 'requestedBy', 'organisationKind', 'managementType', 'role', 'state', 'category', 'side'],
    ...['why', 'event', 'browser', 'system'],
  ])

  /** The same data with this text wherever somebody's words may be; those that are read in lines get two. */
  const forge = (data: object, words: string): object =>
    JSON.parse(JSON.stringify(data), (key, value: unknown) => {
      const isWords = typeof value === 'string' && key !== '' && !codes.has(key) && !/^\d+$/.test(key)
      return isWords ? words : value
    }) as object

  it('[FB10] nothing that somebody wrote can start a paragraph, a header or a link', () => {
    const words =
      'Acme\u202e\r\n\r\nSign in at https://evil.example/in or www.evil.example, mail eve@evil.example\u2028Bcc: x'
    const context = { publicUrl: 'https://tandem.example', now, linkToken: () => 'token', logo: '' }
    for (const kind of Object.keys(examples) as MailKind[]) {
      const plain = renderMail({ kind, locale: 'en', data: stored(forge(examples[kind], 'Acme')) }, context)
      const { subject, html, text } = renderMail(
        { kind, locale: 'en', data: stored(forge(examples[kind], words)) },
        context,
      )
      expect(`${subject}${html}${text}`, kind).not.toMatch(/evil\.example|\/\/(?!tandem\.example)|[\u202e\u2028\r]/)
      // What is read in lines has one more, with the empty one before it.
      const { text: said, answer } = { text: undefined, answer: undefined, ...examples[kind] }
      const more = 2 * [said, answer].filter((each) => each !== undefined).length
      expect(text.split('\n').length, kind).toBe(plain.text.split('\n').length + more)
      expect(subject, kind).not.toMatch(/\n/)
    }
  })

  it('[FB13] a language that a newer server stored is written in English', () => {
    const context = { publicUrl: 'https://tandem.example', now, linkToken: () => 'token', logo: '' }
    const mail = { kind: 'delink-accepted', locale: 'fr' as 'en', data: stored(examples['delink-accepted']) }
    expect(renderMail(mail, context).subject).toBe(render('delink-accepted', 'en').subject)
  })

  it('[FA21] mails carry the app’s mark and colours, and their dark ones', () => {
    const { html } = render('invitation', 'en')
    expect(html).toContain('background:#0b666c;color:#ffffff')
    expect(html).toContain('#0b5c63')
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
    expect(html).toContain('@media (prefers-color-scheme:dark)')
  })

  it('[X3] languages really differ', () => {
    for (const kind of Object.keys(examples) as MailKind[]) {
      expect(new Set(localeSchema.options.map((locale) => render(kind, locale).subject)).size, kind).toBe(3)
    }
  })

  it('[M7] the invitation prints the deadline of this attempt with its zone, the reminder the one it has', () => {
    expect(render('invitation', 'en').text).toContain('Register before: 27 Nov 2026, 14:02 UTC')
    expect(render('invitation', 'de').text).toContain('27. Nov. 2026, 14:02 UTC')
    expect(render('invitation-reminder', 'en').text).toContain('Register before: 20 Nov 2026, 14:02 UTC')
    expect(render('invitation', 'en').text).toContain('https://tandem.example/register#link=link1.invitation')
    expect(render('invitation', 'en').text).toContain('https://tandem.example/decline#link=link1.invitation')
  })
})

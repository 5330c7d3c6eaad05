import { describe, expect, it } from 'vitest'
import { readMailLink } from '../../src/routes/mail-link.ts'

const link = 'Vb3_x-9.aB-c_D'
const read = (address: string) => readMailLink(new URL(address, 'https://tandem.example'))

describe('Links in mails', () => {
  it('[FB12] carry their secret behind #; those of before, in the query, go on working', () => {
    expect(read(`/register#link=${link}`)).toBe(link)
    expect(read(`/register?link=${link}`)).toBe(link)
  })

  it.each(['.', ')', '>', '%3E', ').', '&gt;', '"', ',', '%20', '…'])('[FC14] works with a trailing %s', (tail) => {
    expect(read(`/register#link=${link}${tail}`)).toBe(link)
    expect(read(`/register?link=${link}${tail}`)).toBe(link)
  })

  it('[C1] nothing else is a link', () => {
    for (const address of ['/register', '/register#link=', '/register#top', '/register?link=abc', '/register#link=.x'])
      expect(read(address), address).toBe('')
  })
})

import { describe, expect, it } from 'vitest'
import { isGuessable, normalisePassword, passwordSchema } from '#shared/domain/password.ts'

describe('Passwords', () => {
  it.each([
    '1234567890',
    '0987654321',
    '12345678910',
    '1111111111',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    'abcdefghij',
    'qwertyuiop',
    'qwertzuiop',
    'QWERTYUIOP123',
    '1q2w3e4r5t',
    '1qaz2wsx3edc',
    'password123',
    'Password1234!',
    'P@ssw0rd2024',
    'passwordpassword',
    'mypassword1',
    'iloveyou12',
    'ILoveYou!!',
    'welcome2026',
    'Sommer2026!',
    'administrator',
    'changeme123',
    'letmein2024',
    'princess123',
    'sunshine99',
    'footballfan'.replace('fan', '123'),
    'qlalfqjsgh1',
    '비밀번호비밀번호비밀',
    '비밀번호123456',
  ])('[FB12] %s is too common for a password', (password) => {
    expect(passwordSchema.safeParse(password).error?.issues[0]?.message).toBe('password-common')
  })

  it.each([
    'correct horse battery',
    'another good phrase',
    'another long password',
    'tr0mbone-Lake-77',
    'xK9#mQ2$vL',
    'Bäckerei am Markt 12',
    '초록우산과 노란기차',
    '8372910465',
  ])('[FB12] %s is taken', (password) => {
    expect(passwordSchema.safeParse(password).success).toBe(true)
  })

  it('[FB12] one’s own address, company and name are no password either', () => {
    const about = ['Acme Brewing', 'mina.cho@acme.example', 'Mina', 'Cho']
    for (const password of ['mina.cho@acme.example', 'AcmeBrewing2026', 'minacho1234', 'acmepassword1'])
      expect(isGuessable(password, about), password).toBe(true)
    for (const password of ['AcmeBrewing2026', 'minacho1234']) expect(isGuessable(password), password).toBe(false)
    expect(isGuessable('a lake behind Acme', about)).toBe(false)
  })

  it('[FC9] ten signs are ten signs, whichever way the keyboard wrote them', () => {
    expect(normalisePassword('Ho\u0308hle')).toBe(normalisePassword('H\u00f6hle'))
    expect(passwordSchema.safeParse('가나다라마'.normalize('NFD')).error?.issues[0]?.message).toBe('password-short')
  })
})

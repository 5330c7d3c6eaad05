import { describe, expect, it } from 'vitest'
import { deviceWords } from '#lib/ui/words/device-words.ts'

describe('Naming a signed-in device', () => {
  it.each([
    ['Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/120.0 Safari/537.36', 'Chrome on Android'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0', 'Edge on Windows'],
    ['Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1', 'Safari on iPad'],
    ['Mozilla/5.0 (Linux; Android 14) SamsungBrowser/23.0 Chrome/115.0 Safari/537.36', 'Samsung Internet on Android'],
    ['curl/8.4.0', 'Unknown browser'],
  ])('[X2] %s', (userAgent, words) => {
    expect(deviceWords(userAgent)).toBe(words)
  })
})

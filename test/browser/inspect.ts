// What every page must be for everyone: checked by axe, by measuring, and by trying each target with a finger.
import { AxeBuilder } from '@axe-core/playwright'
import type { CDPSession, Page } from 'playwright-core'
import { expect } from 'vitest'

const wcag22aa = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** CSS pixels: what a thumb needs. */
const targetSize = 44

const laptop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
const narrowPhone = { width: 360, height: 740 }

const sessions = new WeakMap<Page, CDPSession>()

/** `pointer: coarse` and fingers, or a mouse again. */
async function useTouch(page: Page, enabled: boolean): Promise<void> {
  const session = sessions.get(page) ?? (await page.context().newCDPSession(page))
  sessions.set(page, session)
  await session.send('Emulation.setTouchEmulationEnabled', { enabled, maxTouchPoints: enabled ? 5 : 1 })
}

/** Chromium recomputes colours with the next frame but one. */
async function useColours(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

/** On a laptop and on a phone, in light and in dark; leaves the page as it came. */
export async function inspect(page: Page): Promise<void> {
  const complaints: string[] = []
  const complain = (where: string, found: string[]) => complaints.push(...found.map((each) => `${where}: ${each}`))
  for (const [where, size] of [
    ['1280 px', laptop],
    ['390 px', phone],
  ] as const) {
    await useTouch(page, size === phone)
    await page.setViewportSize(size)
    await useColours(page, 'light')
    complain(`${where}, light`, await findViolations(page))
    await useColours(page, 'dark')
    // The same elements in other colours: only those can differ.
    complain(`${where}, dark`, await findViolations(page, ['color-contrast']))
    if (size === phone) complain('by touch', await findSmallTargets(page))
  }
  await page.setViewportSize(narrowPhone)
  complain('360 px', await findOverflow(page))
  await useTouch(page, false)
  await page.setViewportSize(laptop)
  await useColours(page, 'light')
  // The pages after this one are looked at all the same.
  expect.soft(complaints).toEqual([])
}

async function findViolations(page: Page, rules?: string[]): Promise<string[]> {
  const runOnly = rules ? { type: 'rule' as const, values: rules } : { type: 'tag' as const, values: wcag22aa }
  // Once a document: bringing it along is most of what asking costs.
  const isThere = await page.evaluate(() => 'axe' in window)
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: 'void 0' }) })
    .setLegacyMode()
    .options({ runOnly, resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${id} at ${html.slice(0, 160)}: ${failureSummary?.split('\n')[1]?.trim()}`,
    ),
  )
}

/** Nothing to scroll sideways to, neither as a page nor cut off at its edge. */
async function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    for (const box of [document.documentElement, document.body, ...document.querySelectorAll('main')]) {
      if (box.scrollWidth > box.clientWidth) found.push(`${box.tagName} is ${box.scrollWidth} px wide`)
    }
    for (const element of document.querySelectorAll('a, button, input, select, textarea, h1, h2, h3, p')) {
      const { left, right, width, height } = element.getBoundingClientRect()
      // What is there for screen readers alone lies in a box of one pixel.
      const isForEyes = (box: Element | null): boolean =>
        box === null || (box.clientWidth > 1 && box.clientHeight > 1 && isForEyes(box.parentElement))
      const isShown = width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true })
      if (isShown && isForEyes(element.parentElement) && (left < -1 || right > innerWidth + 1))
        found.push(`cut off: ${element.outerHTML.slice(0, 120)}`)
    }
    return found
  })
}

/**
 * Controls that a finger misses: touched 21 px beside their middle, something else answers. Links within
 * a sentence are exempt, as in WCAG's target sizes.
 */
async function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate((size) => {
    const controls =
      'a[href], button, input, select, textarea, summary, [role="menuitem"], [role="option"], [role="tab"]'
    const reach = size / 2 - 1
    const isInSentence = (element: Element) =>
      element.tagName === 'A' &&
      getComputedStyle(element).display === 'inline' &&
      [...(element.parentElement?.childNodes ?? [])].some((node) => node !== element && node.textContent?.trim())
    const answers = (x: number, y: number, element: HTMLElement) => {
      const hit = document.elementFromPoint(x, y)
      if (hit === null) return false
      // A message that passes by lies over the page for a few seconds.
      return element.contains(hit) || hit.closest('label')?.control === element || hit.closest('[data-tone]') !== null
    }
    const found: string[] = []
    // Behind an open dialog nothing can be touched.
    const dialog = document.querySelector('dialog:modal')
    for (const element of (dialog ?? document).querySelectorAll<HTMLElement>(controls)) {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || isInSentence(element))
        continue
      element.scrollIntoView({ block: 'center', inline: 'center' })
      const box = element.getBoundingClientRect()
      // Hidden for the eye: what is shown in its place is a control of its own.
      if (box.width <= 1 || box.height <= 1 || element.closest('.sr-only')) continue
      const labels = [...((element as HTMLInputElement).labels ?? [])].map((label) => label.getBoundingClientRect())
      const isLarge = [box, ...labels].some(({ width, height }) => width >= size - 0.5 && height >= size - 0.5)
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      const points = [
        [x - reach, y],
        [x + reach, y],
        [x, y - reach],
        [x, y + reach],
      ] as const
      if (isLarge || points.every(([left, top]) => answers(left, top, element))) continue
      found.push(`${Math.round(box.width)} × ${Math.round(box.height)} px: ${element.outerHTML.slice(0, 140)}`)
    }
    return found
  }, targetSize)
}

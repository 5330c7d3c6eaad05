/** What is typed into: it, and nothing else, is held. */
function isTypedInto(element: Element | null): element is HTMLElement {
  return element?.matches('input:not([type=checkbox], [type=radio]), textarea, select') ?? false
}

function scrollerOf(element: HTMLElement): HTMLElement | null {
  for (let parent = element.parentElement; parent; parent = parent.parentElement)
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent
  return null
}

/**
 * Keeps the field that has the focus where it is on the screen: what appears or goes away above it (somebody's change, an
 * error of another field, a text that grows) scrolls the page instead. An attachment for the content of a page.
 */
export function holdStill(content: HTMLElement): (() => void) | undefined {
  const scroller = scrollerOf(content)
  if (!scroller) return
  let held: { element: HTMLElement; top: number; width: number } | null = null

  const look = () => {
    const element = document.activeElement
    held =
      isTypedInto(element) && content.contains(element)
        ? { element, top: element.getBoundingClientRect().top, width: content.clientWidth }
        : null
    // The browser's own way of doing this goes by what is in sight, not by what is typed into.
    scroller.style.overflowAnchor = held ? 'none' : ''
  }
  const resized = new ResizeObserver(() => {
    const isSame = held && held.element === document.activeElement && held.width === content.clientWidth
    if (held && isSame) scroller.scrollTop += held.element.getBoundingClientRect().top - held.top
    look()
  })
  resized.observe(content)
  content.addEventListener('focusin', look)
  content.addEventListener('focusout', look)
  scroller.addEventListener('scroll', look, { passive: true })
  return () => {
    resized.disconnect()
    content.removeEventListener('focusin', look)
    content.removeEventListener('focusout', look)
    scroller.removeEventListener('scroll', look)
    scroller.style.overflowAnchor = ''
  }
}

/** Runs in the page (Playwright serialises it): scrolls the list for a while, by so much each frame; resolves to the time between frames, ms. */
export function scrollList({ pixels, forMs }: { pixels: number; forMs: number }): Promise<number[]> {
  let scroller = document.querySelector('[role=row] [role=cell]') as HTMLElement
  while (scroller.scrollHeight <= scroller.clientHeight || getComputedStyle(scroller).overflowY === 'visible')
    scroller = scroller.parentElement!
  return new Promise((resolve) => {
    const frames: number[] = []
    let before = 0
    let startedAt = 0
    const step = (now: number) => {
      if (before > 0) frames.push(now - before)
      startedAt ||= now
      before = now
      scroller.scrollTop += pixels
      if (now - startedAt < forMs) requestAnimationFrame(step)
      else resolve(frames)
    }
    requestAnimationFrame(step)
  })
}

/** Runs `work` in a task after the next frame, or soon where no frame comes: in a tab that nobody sees. */
export function afterPaint(work: () => void): void {
  let done = false
  const once = () => {
    if (done) return
    done = true
    work()
  }
  requestAnimationFrame(() => setTimeout(once))
  setTimeout(once, 200)
}

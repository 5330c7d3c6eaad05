/**
 * Reads an answer on while what came of it is stored: a link that is cut takes with it what nobody has read yet.
 */

/** Thrown for an answer that began and didn't end. */
export class CutError extends Error {
  override readonly name = 'CutError'
  /** How much of it came whole and is stored, in pages. */
  stored = 0

  constructor(cause?: unknown) {
    super(cause instanceof Error ? cause.message : 'an answer without its end', { cause })
  }
}

/** So much waits to be stored at most. */
const aheadBytes = 8 * 1024 * 1024

/** All that came, then its end or CutError. */
export async function* readAhead(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const ahead: Uint8Array[] = []
  let waitingBytes = 0
  let cut: CutError | null = null
  let ended = false
  let came = () => {}
  let taken = () => {}
  const read = async () => {
    for await (const chunk of body) {
      if (ended) return
      ahead.push(chunk)
      waitingBytes += chunk.length
      came()
      if (waitingBytes > aheadBytes) await new Promise<void>((resolve) => (taken = resolve))
    }
  }
  const reading = read()
    .catch((error: unknown) => (cut = new CutError(error)))
    .finally(() => {
      ended = true
      came()
    })
  try {
    for (;;) {
      const chunk = ahead.shift()
      if (chunk) {
        waitingBytes -= chunk.length
        taken()
        yield chunk
      } else if (ended) break
      else await new Promise<void>((resolve) => (came = resolve))
    }
    await reading
    if (cut) throw cut as CutError
  } finally {
    ended = true
    taken()
  }
}

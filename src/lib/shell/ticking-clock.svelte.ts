/** The time for what is on screen: countdowns and relative times follow it, half a minute apart. */
export class TickingClock {
  #now = $state(Date.now())

  constructor() {
    setInterval(() => (this.#now = Date.now()), 30_000)
  }

  get now(): number {
    return this.#now
  }
}

/**
 * What a list shows as its address says it: the address is written after what was chosen has been painted, or when the typing
 * rests, so that no letter waits for a navigation.
 */
import { onDestroy, untrack } from 'svelte'
import { goto, replaceState } from '$app/navigation'
import { navigating, page } from '$app/state'
import { afterPaint } from '#lib/ui/layout/after-paint.ts'

interface Written<Filters> {
  parse: (search: string) => Filters
  write: (filters: Filters) => string
  /** Of the page that is open now, resolved, without its query. */
  path: () => string
  /** Something else is shown; `isEntry`: as another entry of the history. */
  onshown: (isEntry: boolean) => void
}

/** Between the letters of somebody who types slowly, ms. */
const typingRestsMs = 600

export class ListAddress<Filters extends { text: string }> {
  readonly #told: Written<Filters>
  /** As just chosen, until the address has it. */
  #ahead = $state<string | null>(null)
  #isGone = false
  readonly #query = $derived(this.#ahead ?? page.url.search)
  readonly #url = $derived.by(() => this.#told.parse(this.#query))
  /** What is typed. */
  text = $state('')
  /** The search as the address has it, or is about to. */
  #written = $state('')
  // As text: what is searched must not filter and sort everything anew when the address follows.
  readonly #chosenQuery = $derived.by(() => this.#told.write({ ...this.#url, text: '' }))
  /** All but what is typed. */
  readonly chosen = $derived.by(() => this.#told.parse(this.#chosenQuery))
  /** For links of rows: where Back leads to. */
  readonly linkQuery = $derived.by(() => this.#told.write({ ...this.#url, text: this.#written }))

  /** For a component's beginning. */
  constructor(told: Written<Filters>) {
    this.#told = told
    const { text } = told.parse(untrack(() => page.url.search))
    this.text = text
    this.#written = text
    $effect(() => {
      if (this.text === this.#written || navigating.to) return
      const timer = setTimeout(() => this.writeText(), typingRestsMs)
      return () => clearTimeout(timer)
    })
    $effect(() => {
      const inUrl = this.#url.text
      untrack(() => {
        if (inUrl === this.#written) return
        this.#written = inUrl
        this.text = inUrl
      })
    })
    onDestroy(() => (this.#isGone = true))
  }

  /** At once; the address follows. */
  show(next: Filters, options = { replaceState: false }): void {
    const search = this.#told.write(next)
    this.#ahead = search
    this.text = next.text
    this.#told.onshown(!options.replaceState)
    afterPaint(() => {
      if (this.#isGone) return
      // A row opened meanwhile has the address of its link, which names what was chosen.
      const written = navigating.complete ?? (search === page.url.search ? Promise.resolve() : this.#go(next, options))
      void written
        .catch(() => undefined)
        .then(() => {
          if (this.#ahead === search) this.#ahead = null
        })
    })
  }

  /** What is typed, into the address: the field is left. */
  writeText(): void {
    // A row that is just being opened must not be closed by the address catching up.
    if (this.text === this.#written || navigating.to) return
    this.#written = this.text
    const next = { ...this.#url, text: this.text }
    // At once, for Back: a row may be opened by the click that left the field, before the page has followed.
    // eslint-disable-next-line svelte/no-navigation-without-resolve -- resolved, with its query
    replaceState(this.#told.path() + this.#told.write(next), page.state)
    void this.#go(next, { replaceState: true })
  }

  #go(next: Filters, options: { replaceState: boolean }): Promise<void> {
    const href = this.#told.path() + this.#told.write(next)
    // eslint-disable-next-line svelte/no-navigation-without-resolve -- resolved, with its query
    return goto(href, { ...options, keepFocus: true, noScroll: true })
  }
}

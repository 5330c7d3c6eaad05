/** Rows of which something is true, or not asked. */
export interface FilterMark {
  readonly title: string
  readonly isOn: boolean
  readonly ontoggle: () => void
}

/** Something that rows are filtered by, for {@link FilterMenus}. */
export interface FilterField<Name extends string> {
  readonly name: Name
  readonly title: string
  readonly values: readonly string[]
  readonly chosen: readonly string[]
  /** Asked no sooner than it is shown. */
  readonly labelOf: (value: string) => string
  /** In order of labels, and found by them: there are many. */
  readonly searchLabel?: string
  readonly searchedBy?: (value: string) => string
}

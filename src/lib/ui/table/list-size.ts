/** What is in sight of the list, px. */
export interface ListSize {
  width: number
  height: number
}

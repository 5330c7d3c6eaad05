import { formatDate, formatDateTime } from './time-words.ts'

/** A time as a cell shows it. */
export class Moment {
  readonly date: string
  private readonly at: number

  constructor(at: number) {
    this.at = at
    this.date = formatDate(at)
  }

  /** For whoever points at it. */
  get full(): string {
    return formatDateTime(this.at)
  }
}

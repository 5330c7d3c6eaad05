/** What is chosen in `UPLOAD DEVICES`: a file, to whom it goes, and what comes of it before anything is sent (R5). */
import { readBeside } from '#lib/commands/uploads/read-beside.ts'
import type { DeviceFile, FileTrouble } from '#lib/commands/uploads/read-device-file.ts'
import { commonOrderNumber, planUpload } from '#lib/commands/uploads/plan-upload.ts'
import type { UploadTarget } from '#lib/commands/uploads/send-upload.ts'
import type { ResellerCustomer } from '#lib/queries/resellers/reseller-customers.svelte.ts'
import type { UploadedBefore } from '#lib/queries/resellers/uploaded-before.svelte.ts'
import type { OrganisationId } from '#shared/domain/ids.ts'

/** To whom each row says. */
export const byColumn = 'by-column'

export class UploadChoice {
  /** A customer's ID, or {@link byColumn}; empty: nobody yet. */
  to = $state('')
  fileName = $state('')
  orderNumber = $state('')
  orderDate = $state('')
  reading = $state(false)
  #read = $state.raw<DeviceFile | FileTrouble | null>(null)

  readonly file = $derived(typeof this.#read === 'object' ? this.#read : null)
  readonly fileTrouble = $derived(typeof this.#read === 'string' ? this.#read : null)
  readonly hasPartyColumn = $derived(this.file?.columns.places.party !== undefined)
  readonly plan = $derived.by(() => {
    if (!this.file || this.to === '') return null
    const partyId = this.to === byColumn ? null : (this.to as OrganisationId)
    const { isUploaded } = this.#before
    return planUpload(this.file.rows, { partyId, isUploaded })
  })
  readonly troubles = $derived([...(this.file?.troubles ?? []), ...(this.plan?.troubles ?? [])].toSorted(byRow))
  readonly count = $derived([...(this.plan?.targets.values() ?? [])].reduce((sum, rows) => sum + rows.length, 0))

  readonly #before: UploadedBefore

  constructor(before: UploadedBefore, to = '') {
    this.#before = before
    this.to = to
  }

  /** A file that was chosen meanwhile takes its place. */
  async take(file: File): Promise<void> {
    this.fileName = file.name
    this.reading = true
    this.#read = null
    const read = await readBeside(file).catch((): FileTrouble => 'unreadable')
    if (this.fileName !== file.name) return
    this.reading = false
    this.#read = read
    if (typeof read === 'string') return
    if (this.orderNumber === '') this.orderNumber = commonOrderNumber(read.rows)
    if (read.columns.places.party === undefined && this.to === byColumn) this.to = ''
    if (read.columns.places.party !== undefined && this.to === '') this.to = byColumn
  }

  targets(customers: readonly ResellerCustomer[]): UploadTarget[] {
    return [...(this.plan?.targets ?? [])].map(([partyId, rows]) => {
      const customer = customers.find((each) => each.partyId === partyId)
      const name = customer ? (customer.ownName ?? customer.name) : ''
      return { partyId, rows, linkId: customer?.linkId ?? null, name }
    })
  }
}

const byRow = (left: { row: number }, right: { row: number }) => left.row - right.row

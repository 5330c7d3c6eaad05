/** What is chosen in `UPLOAD DEVICES`: a file, to whom it goes, and what comes of it before anything is sent (R5). */
import type { ChosenColumns } from '#lib/commands/uploads/guess-columns.ts'
import { recallColumns, rememberColumns } from '#lib/commands/uploads/remember-columns.ts'
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
  /** Which column holds what is being said: until then nothing is reckoned. */
  isChoosingColumns = $state(false)
  /** Nobody was asked about the columns: they are as they were last said to be for such a list. */
  isRemembered = $state(false)
  #read = $state.raw<DeviceFile | FileTrouble | null>(null)

  readonly file = $derived(typeof this.#read === 'object' ? this.#read : null)
  readonly fileTrouble = $derived(typeof this.#read === 'string' ? this.#read : null)
  readonly hasPartyColumn = $derived(this.file?.columns.places.party !== undefined)
  readonly plan = $derived.by(() => {
    if (!this.file || this.to === '' || this.isChoosingColumns) return null
    const partyId = this.to === byColumn ? null : (this.to as OrganisationId)
    const { isUploaded } = this.#before
    return planUpload(this.file.rows, { partyId, isUploaded })
  })
  readonly troubles = $derived([...(this.file?.troubles ?? []), ...(this.plan?.troubles ?? [])].toSorted(byRow))
  readonly count = $derived([...(this.plan?.targets.values() ?? [])].reduce((sum, rows) => sum + rows.length, 0))

  readonly #before: UploadedBefore
  #chosen: File | null = null

  constructor(before: UploadedBefore, to = '') {
    this.#before = before
    this.to = to
  }

  /** A file that was chosen meanwhile takes its place. */
  async take(file: File): Promise<void> {
    this.fileName = file.name
    await this.#readAs(file, null)
  }

  /** The same file once more, with the columns as somebody says they are. */
  async useColumns(columns: ChosenColumns): Promise<void> {
    if (!this.#chosen) return
    // One that can't be kept is asked for again next time.
    if (this.file) await rememberColumns(this.file.told, columns).catch(() => undefined)
    await this.#readAs(this.#chosen, columns)
  }

  async #readAs(file: File, columns: ChosenColumns | null): Promise<void> {
    this.#chosen = file
    this.reading = true
    this.isChoosingColumns = false
    this.#read = null
    this.isRemembered = false
    let read = await readBeside(file, columns).catch((): FileTrouble => 'unreadable')
    const known = columns === null && typeof read === 'object' ? await recallColumns(read.told).catch(() => null) : null
    if (known) read = await readBeside(file, known).catch((): FileTrouble => 'unreadable')
    if (this.#chosen !== file) return
    this.isRemembered = known !== null
    this.reading = false
    this.#read = read
    if (typeof read === 'string') return
    this.isChoosingColumns = !read.columns.isCertain
    this.#follow(read)
  }

  #follow(read: DeviceFile): void {
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

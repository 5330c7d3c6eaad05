/** Which column of a list holds what: by its header in the words that people use, without one by what stands there. */
import { readImeiOrMeid } from '#shared/domain/device/device-identifier.ts'
import type { DeviceColumn } from '#shared/domain/device/device-row.ts'
import { readOrderDate } from '#shared/domain/device/order-date.ts'

/** Which column holds what, as somebody says it: the place of each that the file has. */
export interface ChosenColumns {
  hasHeader: boolean
  places: Readonly<Partial<Record<DeviceColumn, number>>>
}

/** As far as it was found. */
export interface GuessedColumns extends ChosenColumns {
  /** One column holds IMEIs and serial numbers alike. */
  anyKind: boolean
  /** Every header is known, or there is one column alone: nobody has to be asked. */
  isCertain: boolean
}

/** In the form that {@link headerName} gives them. What comes first is looked for first. */
const names: [column: DeviceColumn, any: RegExp][] = [
  [
    'party',
    /^(customermspid|(knox)?customerid|mspid|customernumber|kundenid|kundennummer|고객mspid|고객id|고객아이디)$/,
  ],
  [
    'orderDate',
    /^(orderdate|orderedon|podate|purchasedate|date|bestelldatum|auftragsdatum|datum|주문일자?|주문날짜|날짜)$/,
  ],
  [
    'orderNumber',
    /^(order(number|no|nr|id)?|po(number|no)?|purchaseorder(number|no)?|transactionid|bestellnummer|bestellnr|bestellung|auftragsnummer|auftragsnr|주문번호|주문)$/,
  ],
  [
    'model',
    /^((device)?model(name|number|no|code)?|device|produkt|product(name|code)?|sku|modell(name|nummer)?|geraet|gerat|모델(명|번호)?)$/,
  ],
  ['serial', /^(serial(number|no|nr|num)?s?|sn|seriennummern?|seriennr|일련번호|시리얼(번호)?)$/],
  [
    'identifier',
    /^(imei[12]?(meid)?(number|no)?s?|meid(imei)?|imei(or)?meid|deviceids?|identifiers?|geraeteid|imeinummer|기기id|단말기?번호)$/,
  ],
]
const anyKindNames =
  /^(deviceids?|identifiers?|geraeteid|기기id|imeimeidserial(number|no)?|imeiserial(number|no)?|imei(meid)?seriennummer|imeimeid일련번호)$/

/** `IMEI / MEID` → `imeimeid` */
function headerName(cell: string): string {
  return cell
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** `first`: the first row; `below`: some after it. */
export function guessColumns(first: readonly string[], below: readonly (readonly string[])[]): GuessedColumns {
  const headers = first.map(headerName)
  const places: Partial<Record<DeviceColumn, number>> = {}
  const taken = new Set<number>()
  const anyKindPlace = headers.findIndex((header) => anyKindNames.test(header))
  if (anyKindPlace >= 0) {
    places.identifier = anyKindPlace
    taken.add(anyKindPlace)
  }
  for (const [column, any] of names) {
    const place = headers.findIndex((header, at) => !taken.has(at) && any.test(header))
    if (place < 0 || places[column] !== undefined) continue
    places[column] = place
    taken.add(place)
  }
  if (taken.size === 0) return guessByContent(first, below)
  const isKnown = headers.every((header, place) => header === '' || taken.has(place))
  return {
    hasHeader: true,
    places,
    anyKind: anyKindPlace >= 0,
    isCertain: isKnown && identifies({ places }),
  }
}

/** Whether anything tells one device from another. */
export function identifies({ places }: Pick<ChosenColumns, 'places'>): boolean {
  return places.identifier !== undefined || places.serial !== undefined
}

/** What somebody chose. A column of IMEIs may hold serial numbers, too, where no other one does. */
export function columnsAsChosen(chosen: ChosenColumns): GuessedColumns {
  return { ...chosen, anyKind: chosen.places.serial === undefined, isCertain: true }
}

const samples = 50

/** A column is what most of its cells are; the rest, serial numbers among others, can't be told apart so. */
function guessByContent(first: readonly string[], below: readonly (readonly string[])[]): GuessedColumns {
  const looked = [first, ...below].slice(0, samples)
  const width = Math.max(0, ...looked.map((row) => row.length))
  const places: Partial<Record<DeviceColumn, number>> = {}
  const isMostly = (place: number, is: (cell: string) => boolean) => {
    const cells = looked.map((row) => row[place]?.trim() ?? '').filter(Boolean)
    return cells.length > 0 && cells.filter(is).length * 2 > cells.length
  }
  for (let place = 0; place < width; place++) {
    if (isMostly(place, (cell) => 'kind' in readImeiOrMeid(cell))) places.identifier ??= place
    else if (isMostly(place, isDay)) places.orderDate ??= place
    else if (isMostly(place, (cell) => /^[1-9]\d{9}$/.test(cell))) places.party ??= place
  }
  // Names of columns that nobody knows: words above what has digits.
  const hasHeader = below.length > 0 && first.every((cell) => !/\d/.test(cell)) && below.some(hasDigits)
  return { hasHeader, places, anyKind: true, isCertain: !hasHeader && width === 1 && identifies({ places }) }
}

const hasDigits = (cells: readonly string[]) => cells.some((cell) => /\d/.test(cell))

function isDay(cell: string): boolean {
  const read = readOrderDate(cell)
  return 'date' in read && read.date !== ''
}

/** Customers of this device that may be the company that is being entered (M29), each with what is alike. */
import type { CustomerForm } from '#shared/domain/account/customer-form.ts'
import {
  companyHost,
  companyKeys,
  companyMailDomain,
  isNearlySame,
  isSamePhone,
  phoneTail,
  type Likeness,
} from '#shared/domain/search/company-likeness.ts'
import { fold, foldBoth } from '#shared/domain/search/fold.ts'
import { cleanEmail } from '#shared/domain/text/clean-email.ts'
import { cleanPhone } from '#shared/domain/text/clean-phone.ts'
import { Slices } from '../../list/breathe.ts'
import type { CustomerListRow } from './customer-row.ts'

export type EnteredCompany = Pick<CustomerForm, 'companyName' | 'workEmail' | 'phone' | 'contactPhone' | 'website'>

export interface PossibleDuplicate {
  row: CustomerListRow
  alike: Likeness[]
}

const rowsInSlice = 500
/** Digits that two spellings of one number have in common at least. */
const fewestShared = 6

/** Null when `isOver` says so meanwhile. */
export async function findPossibleDuplicates(
  rows: readonly CustomerListRow[],
  entered: EnteredCompany,
  isOver: () => boolean = () => false,
): Promise<PossibleDuplicate[] | null> {
  const wanted = wantedOf(entered)
  const slices = new Slices('background')
  const found: PossibleDuplicate[] = []
  for (let start = 0; start < rows.length; start += rowsInSlice) {
    if (isOver()) return null
    for (const row of rows.slice(start, start + rowsInSlice)) {
      if (row.pending) continue
      const alike = likenessOf(row, wanted)
      if (alike.length > 0) found.push({ row, alike })
    }
    await slices.breathe()
  }
  return found.toSorted((left, right) => right.alike.length - left.alike.length)
}

interface Wanted {
  names: string[]
  email: string
  mailDomain: string
  host: string
  phone: string | null
  contactPhone: string | null
}

function wantedOf({ companyName, workEmail, phone, contactPhone, website }: EnteredCompany): Wanted {
  const email = cleanEmail(workEmail)
  const digitsOf = (text: string) => cleanPhone(text).replace(/\D/g, '')
  return {
    names: companyKeys(foldBoth(companyName.trim())),
    email: email.includes('@') ? email : '',
    mailDomain: companyMailDomain(email),
    host: companyHost(website),
    phone: phoneTail(digitsOf(phone)),
    contactPhone: phoneTail(digitsOf(contactPhone)),
  }
}

/** The row's record is read only where its text has what is wanted. */
function likenessOf(row: CustomerListRow, { names, email, mailDomain, host, phone, contactPhone }: Wanted): Likeness[] {
  const alike: Likeness[] = []
  const text = row.searchText
  if (names.length > 0 && companyKeys(row.sortName).some((key) => names.some((name) => isNearlySame(key, name))))
    alike.push('companyName')
  if (email !== '' && text.includes(email) && row.workEmail === email) alike.push('workEmail')
  else if (mailDomain !== '' && text.includes(mailDomain) && domainsOf(row).includes(mailDomain))
    alike.push('mailDomain')
  if (host !== '' && text.includes(fold(host)) && domainsOf(row).includes(host)) alike.push('website')
  if (phone !== null && hasPhone(row, phone)) alike.push('phone')
  if (contactPhone !== null && hasPhone(row, contactPhone)) alike.push('contactPhone')
  return alike
}

/** Of mail and web: most companies have one for both. */
function domainsOf({ record }: CustomerListRow): string[] {
  return [companyMailDomain(record.workEmail), ...record.facts.searched.split('\n')]
}

function hasPhone(row: CustomerListRow, tail: string): boolean {
  if (!row.searchText.includes(tail.slice(-fewestShared))) return false
  return row.record.facts.searched.split('\n').some((line) => /^\d+$/.test(line) && isSamePhone(tail, line))
}

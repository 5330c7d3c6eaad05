import { foldBoth } from '#shared/domain/search/fold.ts'
import type { ListedReseller } from './columns-of-resellers.ts'
import type { ResellerView } from './reseller-view.ts'

/** As rows of a table: by name, found by name, Reseller ID and company. */
export function listResellers<Link extends Omit<ResellerView, 'company'>>(
  links: readonly Link[],
  companyOf: (link: Link) => string,
): (Link & ListedReseller)[] {
  return links
    .map((link) => {
      const company = companyOf(link)
      const sortName = foldBoth(link.resellerName)
      const searchText = `${sortName}\n${link.resellerId}\n${foldBoth(company)}`
      return { ...link, company, sortName, searchText, pending: false as const }
    })
    .toSorted(
      (left, right) => left.resellerName.localeCompare(right.resellerName) || left.company.localeCompare(right.company),
    )
}

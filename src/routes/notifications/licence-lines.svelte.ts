import { resolve } from '$app/paths'
import { clock, session } from '#lib/app.ts'
import { licenceBook } from '#lib/queries/licences/licence-book.svelte.ts'
import { dayWords } from '#lib/ui/licences/licence-words.ts'
import type { AttentionLineView } from '#lib/ui/notification/AttentionList.svelte'
import { stateOfLicence, type LicenceTerms } from '#shared/domain/licence/licence.ts'
import * as m from '../../i18n/compiled/messages.js'

/** Licences that end within thirty days, for whoever manages them (M24): of what a customer has, whoever bought it. */
export function endingLicences(): { readonly all: readonly AttentionLineView[] } {
  const book = licenceBook()
  const isMsp = $derived(session.user?.organisationKind === 'msp')
  const all = $derived.by(() => {
    if (!session.may('manage-licenses')) return []
    const seen: readonly (LicenceTerms & { id: string; licenceId?: string })[] = isMsp ? book.licences : book.shares
    return seen
      .filter((terms) => stateOfLicence(terms, clock.now) === 'ending')
      .toSorted((left, right) => (left.endsOn < right.endsOn ? -1 : 1))
      .map(({ id, name, endsOn }): AttentionLineView => ({
        id: `licence ${id}`,
        words: m.attention_licence_ending({ name }),
        detail: m.attention_until({ time: dayWords(endsOn) }),
        href: isMsp ? resolve('/licenses/[id]', { id }) : resolve('/licenses'),
        action: m.attention_open(),
      }))
  })
  return {
    get all() {
      return all
    },
  }
}

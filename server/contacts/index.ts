import type { RawBuilder } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type Claim, claimAddress } from './claims.ts'
import { importJobs } from './importing/jobs.ts'
import { type MergingSettings, mergingChores } from './merging/jobs.ts'
import { toE164 } from './phone.ts'
import { contactRoutes } from './routes.ts'
import { contactOfSender, type Sender, touchContact } from './senders.ts'
import { visibleContactFields } from './visibility.ts'
import { countryOf } from './workspace-country.ts'

export type { AttributeValues } from './attribute-values.ts'
export { changedAttributes } from './attributes.ts'
export { blockIdentities } from './blocking/blocking.ts'
export { shownContactFor } from './cards.ts'
export { lastSaid, recordConsent } from './consent/ledger.ts'
export { marksOf } from './erased.ts'
export { standApart } from './merging/apart.ts'
export { propose as proposeDuplicates } from './merging/proposals.ts'
export { familyOf as cardsOf } from './merging/tree.ts'
export { toE164 } from './phone.ts'
export { countryOf } from './workspace-country.ts'

export interface ContactsDeps {
  settings: (tx: Tx) => Promise<MergingSettings>
  /** True, in SQL, for the contacts `p` of a segment. */
  holding: (tx: Tx, segmentId: string) => Promise<RawBuilder<boolean>>
}

/** People: how they are reached, what is known of them, what happened with them. */
export function createContacts(ground: Ground, deps: ContactsDeps) {
  return {
    chores: { ...mergingChores(ground, deps.settings), jobs: importJobs(ground) },
    router: contactRoutes(ground, deps),
    /** Whose address this is; a contact is made for an address that nobody has. */
    contactOfSender: (tx: Tx, sender: Sender) => contactOfSender(ground, tx, sender),
    /** Gives an address to whoever proved that it is theirs. */
    claimAddress: (tx: Tx, claim: Claim) => claimAddress(ground, tx, claim),
    touchContact,
    /** True for what can be dialled from the workspace's country. */
    isPhone: async (tx: Tx, text: string) => toE164(text, await countryOf(tx)) !== undefined,
    visibleContactFields,
  }
}

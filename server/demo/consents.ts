import type { Contact } from './address-book.ts'
import type { Row } from './plan.ts'
import type { CastKey } from './scenes/cast.ts'

const dayMs = 86_400_000

/** What people agreed to and refused: whoever has the newsletter asked for it, and some said more since. */
export function saidOfConsent({
  mint,
  contacts,
  newsletter,
  cast,
  adviserId,
  nowMs,
}: {
  mint: (atMs: number) => string
  contacts: readonly Contact[]
  /** Who has the newsletter, by card. */
  newsletter: ReadonlySet<string>
  cast: Record<CastKey, Contact>
  adviserId: string
  nowMs: number
}): Row<'consent_entries'>[] {
  type Said = Pick<Row<'consent_entries'>, 'purpose' | 'channel' | 'given' | 'wording_version' | 'source'>
  const entry = (contact: Contact, atMs: number, said: Said, by?: string): Row<'consent_entries'> => ({
    id: mint(atMs),
    contact_id: contact.contactId,
    ...said,
    at: new Date(atMs),
    recorded_kind: by ? 'member' : 'system',
    recorded_id: by ?? null,
  })
  const told = (who: CastKey, daysAgo: number, said: Said) =>
    entry(cast[who], Math.max(cast[who].createdMs + 1, nowMs - daysAgo * dayMs), said, adviserId)
  const marketing = { purpose: 'marketing', given: true, wording_version: 'lettre-2025-09' }
  const refused = { given: false, wording_version: null }
  return [
    ...contacts
      .filter(contact => newsletter.has(contact.contactId))
      .map(contact =>
        entry(contact, contact.createdMs, { ...marketing, channel: 'email', source: 'import' }),
      ),
    // Anna lets her calls be recorded, and wants nothing sold to her by telephone.
    told('anna', 40, {
      purpose: 'recording',
      channel: 'phone',
      given: true,
      wording_version: 'accueil-2026-02',
      source: 'phone',
    }),
    told('anna', 40, { ...refused, purpose: 'marketing', channel: 'phone', source: 'phone' }),
    // Gérard wants no program to read him; Josiane took back by e-mail what she had agreed to in a shop.
    told('gerard', 66, { ...refused, purpose: 'model', channel: null, source: 'phone' }),
    told('josiane', 210, { ...marketing, channel: 'phone', source: 'in_person' }),
    told('josiane', 18, { ...refused, purpose: 'marketing', channel: 'phone', source: 'email' }),
  ]
}

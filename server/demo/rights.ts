import type { Contact } from './address-book.ts'
import type { Row } from './plan.ts'

const dayMs = 86_400_000

/** Two people asked about their data: one answer is due soon, the other has time. */
export function openRights(
  mint: (atMs: number) => string,
  contacts: readonly Contact[],
  nowMs: number,
): Row<'rights_requests'>[] {
  const asked = [
    { kind: 'access', daysAgo: 24, contact: contacts[41] },
    { kind: 'erasure', daysAgo: 4, contact: contacts[97] },
  ] as const
  return asked.flatMap(({ kind, daysAgo, contact }) => {
    if (!contact) return []
    const atMs = nowMs - daysAgo * dayMs
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
    return [
      {
        id: mint(atMs),
        contact_id: contact.contactId,
        kind,
        received_on: day(atMs),
        // Four weeks, which no month is shorter than.
        due_on: day(atMs + 28 * dayMs),
        extended_at: null,
        extension_reason: null,
        extension_told: false,
        doubted_at: null,
        doubt_reason: null,
        doubt_told: false,
        identity_confirmed_at: null,
        decided_at: null,
        decision: null,
        decision_reason: null,
        refusal_ground: null,
        decision_told: false,
        told_days_before: null,
        opened_by: null,
        opened_at: new Date(atMs),
      },
    ]
  })
}

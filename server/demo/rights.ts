import type { Contact } from './address-book.ts'
import type { Row } from './plan.ts'

interface Asked {
  kind: Row<'rights_requests'>['kind']
  daysAgo: number
  contact: Contact | undefined
  doubt?: string
  extension?: string
  answer?: 'granted' | 'refused'
  ground?: 'claims'
  reason?: string
}

const dayMs = 86_400_000

/** People asked about their data: one answer is due soon, one waits for a name, one was given more time, two are answered. */
export function openRights(
  mint: (atMs: number) => string,
  contacts: readonly Contact[],
  nowMs: number,
): Row<'rights_requests'>[] {
  const asked: Asked[] = [
    { kind: 'access', daysAgo: 24, contact: contacts[41] },
    {
      kind: 'erasure',
      daysAgo: 4,
      contact: contacts[97],
      doubt: 'Demande faite par téléphone, sans numéro de commande.',
    },
    {
      kind: 'portability',
      daysAgo: 33,
      contact: contacts[152],
      extension: 'Neuf ans de commandes à rassembler.',
    },
    {
      ...{ kind: 'erasure', daysAgo: 41, contact: contacts[203], answer: 'refused', ground: 'claims' },
      reason: 'Un litige sur la livraison du 3 est en cours : nous gardons ces échanges jusqu’à son terme.',
    },
    {
      kind: 'rectification',
      daysAgo: 12,
      contact: contacts[260],
      answer: 'granted',
      reason: 'Nom corrigé sur la fiche.',
    },
  ]
  return asked.flatMap(({ kind, daysAgo, contact, ...more }) => {
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
        due_on: day(atMs + (more.extension ? 89 : 28) * dayMs),
        extended_at: more.extension ? new Date(atMs + 20 * dayMs) : null,
        extension_reason: more.extension ?? null,
        extension_told: more.extension !== undefined,
        doubted_at: more.doubt ? new Date(atMs + dayMs) : null,
        doubt_reason: more.doubt ?? null,
        doubt_told: more.doubt !== undefined,
        identity_confirmed_at: null,
        decided_at: more.answer ? new Date(atMs + 5 * dayMs) : null,
        decision: more.answer ?? null,
        decision_reason: more.reason ?? null,
        refusal_ground: more.ground ?? null,
        decision_told: more.answer !== undefined,
        told_days_before: null,
        opened_by: null,
        opened_at: new Date(atMs),
      },
    ]
  })
}

import type { Recovery } from '../../../contract/loops.ts'

/** A recovery for tests, that says only what matters to them. */
export function aRecovery(part: Partial<Recovery> = {}): Recovery {
  return {
    id: 'r1',
    contact: { id: 'c1', name: 'Anna Pereira', isVip: false },
    conversationId: 'v1',
    conversationNumber: 12,
    score: 2,
    comment: 'Deux jours de retard',
    language: 'fr',
    state: 'to_take',
    owner: { id: 'karim', name: 'Karim Haddad' },
    openedAt: '2026-11-20T09:00:00.000Z',
    dueAt: '2026-11-22T09:00:00.000Z',
    outcome: null,
    outcomeNote: null,
    customerToldAt: null,
    customerToldHow: null,
    closedAt: null,
    updatedAt: '2026-11-20T09:00:00.000Z',
    version: 1,
    ...part,
  }
}

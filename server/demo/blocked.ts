import type { Row, Rows } from './plan.ts'

const dayMs = 86_400_000

interface Blocked {
  kind: Row<'blocked_senders'>['kind']
  value: string
  reason: string
  by: string
  daysAgo: number
  tries: number
}

/** Senders the shop has had enough of: two whole domains and an address, and what they have tried since. */
export function blockedSenders(
  mint: (atMs: number) => string,
  by: { supervisorId: string; adviserId: string },
  nowMs: number,
): Pick<Rows, 'blocked_senders' | 'stopped_messages'> {
  const asked: Blocked[] = [
    {
      ...{ kind: 'domain', value: 'top-position-web.example', daysAgo: 41, by: by.supervisorId, tries: 23 },
      reason: 'Démarchage quotidien malgré deux refus écrits',
    },
    {
      ...{ kind: 'domain', value: 'banque-alerte.example', daysAgo: 12, by: by.supervisorId, tries: 6 },
      reason: 'Hameçonnage\u00a0: fausse banque',
    },
    {
      ...{ kind: 'email', value: 'gagnant@loterie-express.example', daysAgo: 3, by: by.adviserId, tries: 0 },
      reason: 'Signalé par la boutique de Nantes',
    },
  ]
  const stopped: Row<'stopped_messages'>[] = []
  const senders = asked.map(({ kind, value, daysAgo, by: blocked_by, tries, reason }) => {
    const atMs = nowMs - daysAgo * dayMs
    const id = mint(atMs)
    for (let count = 1; count <= tries; count++) {
      const triedMs = atMs + (count * (daysAgo * dayMs - 3_600_000)) / tries
      stopped.push({ blocked_id: id, id: mint(triedMs), at: new Date(triedMs) })
    }
    return {
      id,
      kind,
      value,
      shown: value,
      reason,
      blocked_by,
      conversation_id: null,
      blocked_at: new Date(atMs),
    }
  })
  return { blocked_senders: senders, stopped_messages: stopped }
}

import { ok } from './callers.ts'
import { inside, type Line } from './line.ts'

const write = { to: inside, scope: 'conversations:write' } as const
const proposed: Line['fresh'] = async ({ key, seen }) => {
  ok(
    await key({ method: 'POST', path: `/conversations/${seen.conversation}/complaint/confirmation` }),
    'confirmed',
  )
  return {}
}

/** Lines of contract/complaints.ts. */
export const complaintLines: Line[] = [
  {
    route: 'GET /conversations/{id}/complaint',
    to: inside,
    scope: 'conversations:read',
    ask: at => ({ path: `/conversations/${at.conversation}/complaint` }),
  },
  {
    route: 'POST /conversations/{id}/complaint',
    ...write,
    ask: (at, second) => ({
      path: `/conversations/${at.conversation}/complaint`,
      body: { messageId: second.message },
    }),
  },
  {
    route: 'POST /conversations/{id}/complaint/confirmation',
    ...write,
    ask: at => ({ path: `/conversations/${at.conversation}/complaint/confirmation` }),
  },
  {
    route: 'POST /conversations/{id}/complaint/dismissal',
    ...write,
    fresh: proposed,
    ask: at => ({
      path: `/conversations/${at.conversation}/complaint/dismissal`,
      body: { reason: 'Une simple question.' },
    }),
  },
  {
    route: 'POST /conversations/{id}/complaint/holding-letter',
    ...write,
    fresh: proposed,
    ask: at => ({
      path: `/conversations/${at.conversation}/complaint/holding-letter`,
      body: { reason: 'Une pièce manque.', until: '2999-01-01' },
    }),
  },
]

import { ok } from './callers.ts'
import { administrators, everybody, type Line, leads, writers } from './line.ts'

const write = { to: writers, scope: 'conversations:write' } as const
const configure = { to: administrators, scope: 'settings:write' } as const
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
    to: writers,
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
  {
    route: 'PUT /conversations/{id}/complaint/conclusion',
    ...write,
    foreignSecond: 404,
    fresh: proposed,
    ask: (at, second) => ({
      path: `/conversations/${at.conversation}/complaint/conclusion`,
      body: { causeId: second.complaintCause, outcome: 'upheld' },
    }),
  },
  {
    route: 'GET /complaints',
    to: leads,
    scope: 'conversations:read',
    ask: () => ({ path: '/complaints' }),
  },
  {
    route: 'GET /complaints/export',
    to: leads,
    scope: 'conversations:read',
    ask: () => ({ path: '/complaints/export' }),
  },
  {
    route: 'GET /complaint-counts',
    to: leads,
    scope: 'conversations:read',
    ask: () => ({ path: '/complaint-counts?from=2026-01-01&to=2026-03-31' }),
  },
  {
    route: 'GET /complaint-causes',
    to: everybody,
    scope: 'settings:read',
    ask: () => ({ path: '/complaint-causes' }),
  },
  {
    route: 'POST /complaint-causes',
    ...configure,
    ok: 201,
    ask: () => ({ path: '/complaint-causes', body: { labelFr: 'Météo', labelEn: 'Weather' } }),
  },
  {
    route: 'PATCH /complaint-causes/{id}',
    ...configure,
    ask: at => ({ path: `/complaint-causes/${at.complaintCause}`, body: { position: 3 } }),
  },
  {
    route: 'DELETE /complaint-causes/{id}',
    ...configure,
    fresh: async ({ key }) => {
      const body = { labelFr: 'Météo', labelEn: 'Weather' }
      const made = ok(await key({ method: 'POST', path: '/complaint-causes', body }), 'cause')
      return { complaintCause: (made as { id: string }).id }
    },
    ask: at => ({ path: `/complaint-causes/${at.complaintCause}` }),
  },
]

import { type Line, writers } from './line.ts'

const read = { to: writers, scope: 'conversations:read' } as const
const act = { to: writers, scope: 'conversations:write', peopleOnly: true } as const
/** Nobody of a house is offered anything: an offer is its person's alone. */
const nobodys = { ...act, ok: 404 } as const

/** Lines of contract/work.ts: the desk of routing. */
export const workLines: Line[] = [
  { route: 'GET /work-state', ...read, peopleOnly: true, ask: () => ({ path: '/work-state' }) },
  {
    route: 'PUT /work-state',
    ...act,
    ask: () => ({ path: '/work-state', body: { status: 'away' } }),
  },
  {
    route: 'POST /offers/{id}/acceptance',
    ...nobodys,
    ask: at => ({ path: `/offers/${at.conversation}/acceptance` }),
  },
  {
    route: 'POST /offers/{id}/refusal',
    ...nobodys,
    ask: at => ({ path: `/offers/${at.conversation}/refusal`, body: { reason: 'busy' } }),
  },
  { route: 'POST /work/next', ...act, ask: () => ({ path: '/work/next' }) },
  {
    route: 'GET /conversations/{id}/routing',
    ...read,
    ask: at => ({ path: `/conversations/${at.conversation}/routing` }),
  },
]

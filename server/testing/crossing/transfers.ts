import { aConversation } from './conversations.ts'
import { type Line, writers } from './line.ts'

const act = { to: writers, scope: 'conversations:write', peopleOnly: true } as const
const partner = { to: ['partner'], peopleOnly: true } as const

/** Lines of contract/transfers.ts: requests that people hand on. */
export const transferLines: Line[] = [
  {
    route: 'GET /conversations/{id}/transfers',
    ...{ to: writers, scope: 'conversations:read' },
    ask: at => ({ path: `/conversations/${at.conversation}/transfers` }),
  },
  {
    route: 'POST /conversations/{id}/transfers',
    ...act,
    ok: 201,
    except: { partner: 403 }, // to its own people alone
    fresh: aConversation,
    ask: (at, second) => ({
      path: `/conversations/${at.conversation}/transfers`,
      body: { memberId: second.member, reason: 'skill', note: '' },
    }),
  },
  {
    route: 'POST /conversations/{id}/escalation',
    ...partner,
    scope: 'conversations:write',
    ok: 409, // the house has not said where to
    fresh: aConversation,
    ask: at => ({ path: `/conversations/${at.conversation}/escalation`, body: { reason: 'skill' } }),
  },
  {
    route: 'GET /escalations',
    ...partner,
    scope: 'conversations:read',
    ask: () => ({ path: '/escalations' }),
  },
  {
    route: 'DELETE /transfers/{id}',
    ...act,
    ok: 404, // nobody handed anything on
    ask: at => ({ path: `/transfers/${at.conversation}` }),
  },
]

import { ok } from './callers.ts'
import { everybody, type Line } from './line.ts'

const read = { to: everybody, scope: 'conversations:read', peopleOnly: true } as const
const write = { to: everybody, scope: 'conversations:write', peopleOnly: true } as const

/** A view for everybody, which leads alone may change. */
const shared: Line['fresh'] = async ({ people }) => {
  const body = { name: 'VIP', isShared: true }
  const made = ok(await people.administrator({ method: 'POST', path: '/saved-views', body }), 'view')
  return { savedView: (made as { id: string }).id }
}
const forLeads = { ...write, except: { adviser: 403, collaborator: 403, partner: 403 } } as const

/** Lines of contract/saved-views.ts. */
export const savedViewLines: Line[] = [
  { route: 'GET /saved-views', ...read, ask: () => ({ path: '/saved-views' }) },
  {
    route: 'POST /saved-views',
    ...write,
    ok: 201,
    hidden: 201, // it names ids, and shows nothing of what they are
    hiddenSecond: 201,
    foreign: 201,
    foreignSecond: 201,
    ask: (_, second) => ({
      path: '/saved-views',
      body: {
        name: 'Retards',
        filters: { team: second.team, reason: second.reason, company: second.company },
      },
    }),
  },
  {
    route: 'PATCH /saved-views/{id}',
    ...forLeads,
    ask: at => ({ path: `/saved-views/${at.savedView}`, body: { name: 'VIP de Lyon' } }),
  },
  {
    route: 'DELETE /saved-views/{id}',
    ...forLeads,
    fresh: shared,
    ask: at => ({ path: `/saved-views/${at.savedView}` }),
  },
]

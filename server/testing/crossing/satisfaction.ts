import { aRecovery } from './customers.ts'
import { administrators, everybody, inside, type Line, leads } from './line.ts'

const follow = { to: inside, scope: 'loops:read' } as const
const act = { to: inside, scope: 'loops:write' } as const
const report = { to: leads, scope: 'surveys:read' } as const

const open: NonNullable<Line['fresh']> = async ({ id, seen, words }, app) => ({
  recovery: await aRecovery(app, id, {
    contact: seen.contact,
    conversation: seen.conversation,
    comment: words.own,
  }),
})

const closed: NonNullable<Line['fresh']> = async (house, app) => {
  const { recovery } = await open(house, app)
  const body = { outcome: 'explained', customerTold: { how: 'phone' } }
  await house.key({ method: 'PUT', path: `/recoveries/${recovery}/outcome`, body })
  return { recovery: recovery! }
}

/** Lines of contract/surveys.ts, contract/loops.ts, contract/insights.ts and contract/events.ts. */
export const satisfactionLines: Line[] = [
  { route: 'GET /surveys', ...report, ask: () => ({ path: '/surveys' }) },
  {
    route: 'PATCH /surveys/{id}',
    to: administrators,
    scope: 'settings:write',
    ask: at => ({ path: `/surveys/${at.survey}`, body: { quietDays: 31 } }),
  },
  {
    route: 'GET /surveys/{id}/csat',
    ...report,
    foreignSecond: 200,
    ask: (at, second) => ({ path: `/surveys/${at.survey}/csat`, query: { teamId: second.team } }),
  },
  {
    route: 'GET /surveys/{id}/answers',
    ...report,
    foreignSecond: 200,
    ask: (at, second) => ({ path: `/surveys/${at.survey}/answers`, query: { teamId: second.team } }),
  },
  {
    route: 'GET /recoveries',
    ...follow,
    foreign: 200,
    foreignSecond: 200,
    ask: (_, second) => ({ path: '/recoveries', query: { conversation: second.conversation } }),
  },
  {
    route: 'GET /recoveries',
    way: 'all',
    ...follow,
    ask: () => ({ path: '/recoveries', query: { limit: '100' } }),
  },
  { route: 'GET /recovery-counts', ...follow, ask: () => ({ path: '/recovery-counts' }) },
  { route: 'GET /recoveries/{id}', ...follow, ask: at => ({ path: `/recoveries/${at.recovery}` }) },
  {
    route: 'PATCH /recoveries/{id}',
    ...act,
    foreignSecond: 422,
    fresh: open,
    ask: (at, second) => ({ path: `/recoveries/${at.recovery}`, body: { ownerId: second.member } }),
  },
  {
    route: 'PUT /recoveries/{id}/outcome',
    ...act,
    fresh: open,
    ask: at => ({
      path: `/recoveries/${at.recovery}/outcome`,
      body: { outcome: 'explained', customerTold: { how: 'phone' } },
    }),
  },
  {
    route: 'DELETE /recoveries/{id}/outcome',
    ...act,
    fresh: closed,
    ask: at => ({ path: `/recoveries/${at.recovery}/outcome` }),
  },
  {
    route: 'GET /insights/conversations-created',
    to: leads,
    scope: 'conversations:read',
    ask: () => ({ path: '/insights/conversations-created' }),
  },
  {
    route: 'GET /insights/conversations-created',
    way: 'of a reason',
    to: leads,
    scope: 'conversations:read',
    ask: at => ({ path: '/insights/conversations-created', query: { reason: at.reason } }),
  },
  {
    route: 'GET /insights/conversations-created/conversations',
    to: leads,
    scope: 'conversations:read',
    ask: () => ({ path: '/insights/conversations-created/conversations' }),
  },
  {
    route: 'GET /insights/adviser-turnover',
    to: leads,
    scope: 'settings:read',
    ask: () => ({ path: '/insights/adviser-turnover' }),
  },
  {
    route: 'GET /events',
    to: everybody,
    scope: 'events:read',
    hidden: 200, // nothing of it is told
    foreign: 200,
    foreignSecond: 200,
    ask: (_, second) => ({
      path: '/events',
      query: { after: '0', limit: '1000', conversation: second.conversation },
    }),
  },
  {
    route: 'GET /events',
    way: 'all',
    to: everybody,
    scope: 'events:read',
    ask: () => ({ path: '/events', query: { after: '0', limit: '1000' } }),
  },
]

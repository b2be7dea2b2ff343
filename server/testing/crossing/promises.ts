import { ok } from './callers.ts'
import { administrators, type Line, leads } from './line.ts'

const read = { to: leads, scope: 'settings:read' } as const
const write = { to: administrators, scope: 'settings:write' } as const

const aPolicy = { name: 'Sous huit heures', first: { amount: 8, unit: 'openHour' } }

/** Lines of contract/promises.ts: time promises. */
export const promiseLines: Line[] = [
  { route: 'GET /sla-policies', ...read, ask: () => ({ path: '/sla-policies' }) },
  {
    route: 'POST /sla-policies',
    ...write,
    ok: 201,
    // A house has a number of them at most.
    fresh: async ({ id }, app) => {
      await app.ground.db.system
        .deleteFrom('sla_policies')
        .where('workspace_id', '=', id)
        .where('name', '=', 'Une de plus')
        .execute()
      return {}
    },
    ask: (_, second) => ({
      path: '/sla-policies',
      body: {
        ...aPolicy,
        name: 'Une de plus',
        calendarId: second.calendar,
        onWarning: { teamId: second.team },
        conditions: { channels: [second.channel], reasons: [second.reason], teams: [second.team] },
      },
    }),
  },
  {
    route: 'PATCH /sla-policies/{id}',
    ...write,
    ask: (at, second) => ({ path: `/sla-policies/${at.slaPolicy}`, body: { calendarId: second.calendar } }),
  },
  {
    route: 'DELETE /sla-policies/{id}',
    ...write,
    fresh: async ({ key }) => {
      const made = ok(await key({ method: 'POST', path: '/sla-policies', body: aPolicy }), 'promise')
      return { slaPolicy: (made as { id: string }).id }
    },
    ask: at => ({ path: `/sla-policies/${at.slaPolicy}` }),
  },
  { route: 'GET /sla-policies/kept', ...read, ask: () => ({ path: '/sla-policies/kept' }) },
  {
    route: 'POST /sla-policies/trial',
    ...read,
    ask: (_, second) => ({
      path: '/sla-policies/trial',
      body: { first: aPolicy.first, conditions: {}, calendarId: second.calendar },
    }),
  },
]

import { ok } from './callers.ts'
import { administrators, inside, type Line, leads, writers } from './line.ts'

const read = { to: leads, scope: 'settings:read' } as const
const write = { to: administrators, scope: 'settings:write' } as const

/** Lines of contract/queues.ts: who is given what. */
export const queueLines: Line[] = [
  { route: 'GET /routing/settings', ...read, ask: () => ({ path: '/routing/settings' }) },
  {
    route: 'PUT /routing/settings',
    ...write,
    ask: (_, second) => ({
      path: '/routing/settings',
      body: { isOn: false, vipWeight: 2, triageTeamId: second.team },
    }),
  },
  { route: 'GET /queues', ...read, ask: () => ({ path: '/queues' }) },
  {
    route: 'PUT /queues/{teamId}',
    ...write,
    // Nothing may overflow into itself: the second thing is told by what is needed.
    ask: (at, second) => ({
      path: `/queues/${at.team}`,
      body: {
        way: 'push',
        needs: [{ skillId: second.skill, level: 2, reasonIds: [second.reason] }],
        steps: [
          {
            ...{ afterSeconds: 60, anyLanguage: true },
            ...{ teamIds: [second.team], siteIds: [second.site], partnerIds: [second.partner] },
          },
        ],
      },
    }),
  },
  { route: 'GET /skills', to: inside, scope: 'settings:read', ask: () => ({ path: '/skills' }) },
  {
    route: 'POST /skills',
    ...write,
    ok: 201,
    ask: () => ({ path: '/skills', body: { name: `Savoir ${Math.random()}` } }),
    // A house has a number of them at most.
    fresh: async ({ id }, app) => {
      await app.ground.db.system
        .deleteFrom('skills')
        .where('workspace_id', '=', id)
        .where('name', 'like', 'Savoir 0.%')
        .execute()
      return {}
    },
  },
  {
    route: 'PATCH /skills/{id}',
    ...write,
    ask: at => ({ path: `/skills/${at.skill}`, body: { name: `Savoir de ${at.skill}` } }),
  },
  {
    route: 'DELETE /skills/{id}',
    ...write,
    fresh: async ({ key }) => {
      const made = await key({ method: 'POST', path: '/skills', body: { name: `Savoir ${Math.random()}` } })
      return { skill: (ok(made, 'skill') as { id: string }).id }
    },
    ask: at => ({ path: `/skills/${at.skill}` }),
  },
  { route: 'GET /work-profiles', ...read, ask: () => ({ path: '/work-profiles' }) },
  {
    route: 'PUT /work-profiles/{memberId}',
    to: leads,
    scope: 'settings:write',
    ask: (at, second) => ({
      path: `/work-profiles/${at.member}`,
      body: { skills: [{ skillId: second.skill, level: 3 }], capacity: 90, most: { chat: 2 } },
    }),
  },
  { route: 'GET /me/skills', to: writers, peopleOnly: true, ask: () => ({ path: '/me/skills' }) },
  { route: 'GET /partner-contracts', ...read, ask: () => ({ path: '/partner-contracts' }) },
  {
    route: 'PUT /partner-contracts/{partnerId}',
    ...write,
    ask: (at, second) => ({
      path: `/partner-contracts/${at.partner}`,
      body: { teamIds: [second.team], reasonIds: [second.reason], share: 30, mostOpen: 5 },
    }),
  },
]

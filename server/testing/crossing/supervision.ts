import { ok } from './callers.ts'
import { inside, type Line, leads } from './line.ts'

const read = { to: leads, scope: 'conversations:read' } as const
const write = { to: leads, scope: 'settings:write' } as const

const aLink: Line['fresh'] = async ({ key }) => {
  const made = ok(
    await key({ method: 'POST', path: '/wallboard-links', body: { name: 'Écran', board: 'all' } }),
    'link',
  )
  return { boardLink: (made as { id: string }).id }
}

const anAlert: Line['fresh'] = async ({ key }) => {
  const body = { figure: 'waiting', board: 'all', threshold: 10, back: 5, minutes: 3 }
  const made = ok(await key({ method: 'POST', path: '/wallboard-alerts', body }), 'alert')
  return { alert: (made as { id: string }).id }
}
/** Nobody is lent twice. */
const nobodyLent: Line['fresh'] = async (house, app) => {
  await app.ground.db.system.deleteFrom('lendings').where('workspace_id', '=', house.id).execute()
  return {}
}
const aLending: Line['fresh'] = async (house, app) => {
  await nobodyLent(house, app)
  const body = { memberId: house.seen.member, teamId: house.seen.team, leavesOthers: false }
  return {
    lending: (ok(await house.key({ method: 'POST', path: '/lendings', body }), 'lending') as { id: string })
      .id,
  }
}

/** No skill is lent to anybody. */
const noSkillLent: Line['fresh'] = async (house, app) => {
  await app.ground.db.system.deleteFrom('skill_lendings').where('workspace_id', '=', house.id).execute()
  return {}
}

const aLentSkill: Line['fresh'] = async (house, app) => {
  await noSkillLent(house, app)
  const body = { memberId: house.seen.member, skillId: house.seen.skill, level: 5 }
  const made = ok(await house.key({ method: 'POST', path: '/skill-lendings', body }), 'lent skill')
  return { skillLending: (made as { id: string }).id }
}

/** Lines of contract/supervision.ts. */
export const supervisionLines: Line[] = [
  { route: 'GET /wallboards', ...read, ask: () => ({ path: '/wallboards' }) },
  { route: 'GET /wallboards/{board}', ...read, ask: at => ({ path: `/wallboards/team-${at.team}` }) },
  {
    route: 'GET /wallboard-links',
    to: leads,
    scope: 'settings:read',
    ask: () => ({ path: '/wallboard-links' }),
  },
  {
    route: 'POST /wallboard-links',
    ...write,
    ok: 201,
    ask: (_, second) => ({
      path: '/wallboard-links',
      body: { name: 'Écran', board: `team-${second.team}` },
    }),
  },
  {
    route: 'DELETE /wallboard-links/{id}',
    ...write,
    fresh: aLink,
    ask: at => ({ path: `/wallboard-links/${at.boardLink}` }),
  },
  {
    route: 'GET /wallboard-alerts',
    to: leads,
    scope: 'settings:read',
    ask: () => ({ path: '/wallboard-alerts' }),
  },
  {
    route: 'POST /wallboard-alerts',
    ...write,
    ok: 201,
    ask: (_, second) => ({
      path: '/wallboard-alerts',
      body: {
        figure: 'waiting',
        board: `team-${second.team}`,
        threshold: 10,
        back: 5,
        minutes: 3,
        enabled: false,
      },
    }),
  },
  {
    route: 'PATCH /wallboard-alerts/{id}',
    ...write,
    ask: at => ({ path: `/wallboard-alerts/${at.alert}`, body: { minutes: 4 } }),
  },
  {
    route: 'DELETE /wallboard-alerts/{id}',
    ...write,
    fresh: anAlert,
    ask: at => ({ path: `/wallboard-alerts/${at.alert}` }),
  },
  {
    route: 'GET /wallboards/{board}/people',
    ...read,
    ask: at => ({ path: `/wallboards/team-${at.team}/people` }),
  },
  {
    route: 'GET /wallboards/{board}/waiting',
    ...read,
    ask: at => ({ path: `/wallboards/team-${at.team}/waiting` }),
  },
  {
    route: 'POST /lendings',
    ...write,
    ok: 201,
    fresh: nobodyLent,
    ask: (at, second) => ({
      path: '/lendings',
      body: { memberId: at.member, teamId: second.team, leavesOthers: false },
    }),
  },
  {
    route: 'DELETE /lendings/{id}',
    ...write,
    fresh: aLending,
    ask: at => ({ path: `/lendings/${at.lending}` }),
  },
  {
    route: 'POST /overflow-openings',
    ...write,
    ok: 409, // routing is off in these houses: that both teams are theirs is looked at first
    ask: (at, second) => ({
      path: '/overflow-openings',
      body: { teamId: at.team, toTeamId: second.otherTeam },
    }),
  },
  {
    route: 'DELETE /overflow-openings/{id}',
    ...write,
    ask: at => ({ path: `/overflow-openings/${at.opening}` }),
  },
  {
    route: 'POST /skill-lendings',
    ...write,
    ok: 201,
    fresh: noSkillLent,
    ask: (at, second) => ({
      path: '/skill-lendings',
      body: { memberId: at.member, skillId: second.skill, level: 5 },
    }),
  },
  {
    route: 'DELETE /skill-lendings/{id}',
    ...write,
    fresh: aLentSkill,
    ask: at => ({ path: `/skill-lendings/${at.skillLending}` }),
  },
  {
    route: 'GET /supervision/settings',
    to: leads,
    scope: 'settings:read',
    ask: () => ({ path: '/supervision/settings' }),
  },
  {
    route: 'PUT /supervision/settings',
    ...write,
    ask: () => ({
      path: '/supervision/settings',
      body: { serviceLevels: { chat: { withinSeconds: 60, target: 0.8 } } },
    }),
  },
  {
    route: 'POST /conversations/{id}/credit',
    to: leads,
    scope: 'conversations:write',
    ok: 409, // routing is off in these houses: that it is theirs is looked at first
    ask: at => ({ path: `/conversations/${at.conversation}/credit`, body: { minutes: 30 } }),
  },
  {
    route: 'GET /day-message',
    to: inside,
    scope: 'conversations:read',
    ask: () => ({ path: '/day-message' }),
  },
  {
    route: 'PUT /day-message',
    ...write,
    ask: () => ({ path: '/day-message', body: { text: 'Fête des mères' } }),
  },
  { route: 'GET /wallboard-picking', ...read, ask: () => ({ path: '/wallboard-picking' }) },
  {
    route: 'GET /teams/{id}/states',
    ...read,
    // The adviser of the crossing test leads nobody; the supervisor is in this team.
    ask: at => ({ path: `/teams/${at.team}/states` }),
  },
  {
    route: 'GET /members/{id}/work-state-history',
    to: [...inside, 'partner'],
    peopleOnly: true,
    // The adviser asks of themselves, and the supervisor shares a team with them.
    except: { administrator: 403, partner: 403 },
    ask: at => ({ path: `/members/${at.member}/work-state-history` }),
  },
  {
    route: 'PUT /me/work-state-history/{id}/note',
    to: [...inside, 'partner'],
    peopleOnly: true,
    // The adviser’s own: nobody says it for them.
    except: { administrator: 404, supervisor: 404, partner: 404 },
    ask: at => ({ path: `/me/work-state-history/${at.workStretch}/note`, body: { text: 'Panne de réseau' } }),
  },
]

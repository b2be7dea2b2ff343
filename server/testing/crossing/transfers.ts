import { sql } from 'kysely'
import { ok } from './callers.ts'
import { aConversation } from './conversations.ts'
import { type Line, writers } from './line.ts'

const act = { to: writers, scope: 'conversations:write', peopleOnly: true } as const
const partner = { to: ['partner'], peopleOnly: true } as const

type Fresh = NonNullable<Line['fresh']>

/** Somebody has it: it can be handed over to its own team. */
export const held: Fresh = async (house, app) => {
  const made = await aConversation(house, app)
  const path = `/conversations/${made.conversation}/assignment`
  ok(await house.key({ method: 'PUT', path, body: { memberId: house.memberIds.adviser } }), 'assignment')
  return made
}

/** The house has said to which team its partner escalates. */
const withContract: Fresh = async (house, app) => {
  const path = `/partner-contracts/${house.seen.partner}`
  const body = { escalationTeamId: house.seen.team }
  ok(await house.key({ method: 'PUT', path, body }), 'contract')
  return aConversation(house, app)
}

/** Of the adviser: their own, and for those who lead. */
const tellsAbsence = { to: writers, scope: 'settings:write', peopleOnly: true } as const
const later = '2999-01-01T08:00:00Z'
const absent: Fresh = async (house, app) => {
  const { db, newId } = app.ground
  const member = house.memberIds.adviser
  await sql`
    insert into absences (workspace_id, id, member_id, from_at)
    values (${house.seen.workspace}, ${newId()}, ${member}, ${later})
    on conflict (workspace_id, member_id) where ended_at is null do nothing`.execute(db.system)
  return {}
}

/** Lines of contract/transfers.ts and contract/absences.ts: requests that people hand on. */
export const transferLines: Line[] = [
  {
    route: 'GET /conversations/{id}/transfers',
    ...{ to: writers, scope: 'conversations:read' },
    ask: at => ({ path: `/conversations/${at.conversation}/transfers` }),
  },
  {
    route: 'POST /conversations/{id}/transfers',
    ...act,
    ...{ ok: 201, hiddenSecond: 403 }, // a partner hands over within its teams alone
    fresh: held,
    ask: (at, second) => ({
      path: `/conversations/${at.conversation}/transfers`,
      body: { teamId: second.team, reason: 'skill', note: '' },
    }),
  },
  {
    route: 'POST /conversations/{id}/escalation',
    ...partner,
    scope: 'conversations:write',
    ...{ ok: 201, foreign: 403 },
    fresh: withContract,
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
  {
    route: 'GET /absences',
    to: writers,
    scope: 'settings:read',
    peopleOnly: true,
    ask: () => ({ path: '/absences' }),
  },
  {
    route: 'PUT /members/{id}/absence',
    ...tellsAbsence,
    except: { partner: 404 },
    ask: at => ({ path: `/members/${at.member}/absence`, body: { from: later } }),
  },
  {
    route: 'DELETE /members/{id}/absence',
    ...tellsAbsence,
    except: { partner: 404 },
    fresh: absent,
    ask: at => ({ path: `/members/${at.member}/absence` }),
  },
]

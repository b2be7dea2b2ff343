import { ok } from './callers.ts'
import { inside, type Line, leads } from './line.ts'

const read = { to: leads, scope: 'settings:read' } as const
const write = { to: leads, scope: 'settings:write' } as const
const tagged = { actions: [{ do: 'addTag', tag: 'colis' }] }

const aRule: Line['fresh'] = async ({ key }) => {
  const body = { name: 'Colis', state: 'off', body: tagged }
  return { rule: (ok(await key({ method: 'POST', path: '/rules', body }), 'rule') as { id: string }).id }
}
/** A rule that held in the conversation that is seen, and raised its priority. */
const held: Line['fresh'] = async (house, app) => {
  const { rule } = await aRule(house, app)
  const { conversation: id, message } = house.seen
  const row = await app.ground.db.system
    .selectFrom('conversations')
    .selectAll()
    .where('workspace_id', '=', house.id)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const stands = {
    ...{ assigneeId: row.assignee_id, teamId: row.team_id, reasonId: row.reason_id, tags: row.tags },
    ...{ isSpam: row.is_spam, status: row.status, snoozedUntil: null, closedAt: null },
  }
  await app.ground.db.system
    .insertInto('rule_hits')
    .values({
      ...{ workspace_id: house.id, message_id: message, rule_id: rule!, version: 1, conversation_id: id },
      ...{ at: new Date(), is_watched: false, done: '["setPriority"]', left_out: '[]' },
      changed: JSON.stringify({
        before: { ...stands, priority: row.priority === 'low' ? 'high' : 'low' },
        after: { ...stands, priority: row.priority },
      }),
    })
    .execute()
  return { rule: rule! }
}

/** Lines of contract/rules.ts. */
export const ruleLines: Line[] = [
  { route: 'GET /rules', ...read, ask: () => ({ path: '/rules' }) },
  {
    route: 'POST /rules',
    ...write,
    ok: 201,
    ask: (_, second) => ({
      path: '/rules',
      body: {
        name: 'Retard',
        state: 'off',
        body: {
          all: [{ on: 'channel', is: [second.channel] }],
          actions: [
            { do: 'setTeam', teamId: second.team },
            { do: 'setReason', reasonId: second.reason },
            { do: 'reply', cannedAnswerId: second.cannedAnswer },
            { do: 'notify', memberIds: [second.member] },
          ],
        },
      },
    }),
  },
  {
    route: 'PATCH /rules/{id}',
    ...write,
    ask: (at, second) => ({
      path: `/rules/${at.rule}`,
      body: { body: { actions: [{ do: 'setTeam', teamId: second.team }] } },
    }),
  },
  {
    route: 'PUT /rules/order',
    ...write,
    ok: 422, // each rule must be named: that it is ours is looked at first
    ask: at => ({ path: '/rules/order', body: { ids: [at.rule, at.rule] } }),
  },
  { route: 'DELETE /rules/{id}', ...write, fresh: aRule, ask: at => ({ path: `/rules/${at.rule}` }) },
  {
    route: 'POST /rules/{id}/restoration',
    ...write,
    fresh: async (house, app) => {
      const made = await aRule(house, app)
      ok(await house.key({ method: 'DELETE', path: `/rules/${made.rule}` }), 'away')
      return made
    },
    ask: at => ({ path: `/rules/${at.rule}/restoration` }),
  },
  { route: 'GET /rules/{id}/versions', ...read, ask: at => ({ path: `/rules/${at.rule}/versions` }) },
  {
    route: 'POST /rules/{id}/versions/{version}/restoration',
    ...write,
    ask: at => ({ path: `/rules/${at.rule}/versions/1/restoration` }),
  },
  { route: 'GET /rules/{id}/hits', ...read, ask: at => ({ path: `/rules/${at.rule}/hits` }) },
  {
    route: 'POST /rule-trials',
    to: leads,
    scope: 'conversations:read',
    ask: (at, second) => ({
      path: '/rule-trials',
      body: { ruleId: at.rule, body: { actions: [{ do: 'setTeam', teamId: second.team }] } },
    }),
  },
  {
    route: 'GET /conversations/{id}/rule-hits',
    to: inside,
    scope: 'conversations:read',
    ask: at => ({ path: `/conversations/${at.conversation}/rule-hits` }),
  },
  {
    route: 'DELETE /conversations/{id}/rule-hits/{messageId}/{ruleId}',
    to: inside,
    scope: 'conversations:write',
    fresh: held,
    ask: (at, second) => ({
      path: `/conversations/${at.conversation}/rule-hits/${at.message}/${second.rule}`,
    }),
  },
]

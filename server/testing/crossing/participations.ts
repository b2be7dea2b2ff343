import { aConversation } from './conversations.ts'
import { everybody, type Line, writers } from './line.ts'

const act = { to: writers, scope: 'conversations:write', peopleOnly: true } as const

type Fresh = NonNullable<Line['fresh']>

/** The adviser takes part in it. */
const withAdviser: Fresh = async (house, app) => {
  const made = await aConversation(house, app)
  await app.ground.db.system
    .insertInto('participations')
    .values({
      ...{ workspace_id: house.seen.workspace, id: app.ground.newId(), conversation_id: made.conversation! },
      ...{ member_id: house.memberIds.adviser, by_id: house.memberIds.supervisor },
      at: app.ground.clock.now(),
    })
    .execute()
  return made
}

/** Lines of contract/participations.ts: several write to one customer. */
export const participationLines: Line[] = [
  {
    route: 'GET /participations',
    ...{ to: writers, scope: 'conversations:read', peopleOnly: true },
    ask: () => ({ path: '/participations' }),
  },
  {
    route: 'GET /conversations/{id}/participants',
    ...{ to: everybody, scope: 'conversations:read' },
    ask: at => ({ path: `/conversations/${at.conversation}/participants` }),
  },
  {
    route: 'PUT /conversations/{id}/participants/{memberId}',
    ...act,
    except: { partner: 409 }, // somebody of the house
    fresh: aConversation,
    ask: (at, second) => ({ path: `/conversations/${at.conversation}/participants/${second.member}` }),
  },
  {
    route: 'DELETE /conversations/{id}/participants/{memberId}',
    ...act,
    foreignSecond: 404,
    fresh: withAdviser,
    ask: (at, second) => ({ path: `/conversations/${at.conversation}/participants/${second.member}` }),
  },
]

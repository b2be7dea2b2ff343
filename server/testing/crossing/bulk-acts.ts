import { ok } from './callers.ts'
import { type Line, writers } from './line.ts'

const write = { to: writers, scope: 'conversations:write' } as const

/** Lines of contract/bulk-acts.ts: what somebody may not see is refused one by one, and nothing of it is said. */
export const bulkActLines: Line[] = [
  {
    route: 'POST /bulk-acts',
    ...write,
    ok: 201,
    hidden: 201,
    hiddenSecond: 201,
    foreign: 201,
    foreignSecond: 201,
    ask: (r, second) => ({
      path: '/bulk-acts',
      body: { ids: [r.conversation, second.otherConversation], act: { kind: 'priority', priority: 'high' } },
    }),
  },
  {
    route: 'DELETE /bulk-acts/{id}',
    ...write,
    except: { supervisor: 404, adviser: 404, partner: 404 }, // another's
    key: 404,
    fresh: async house => {
      const body = { ids: [house.seen.conversation], act: { kind: 'tags', add: [crypto.randomUUID()] } }
      const done = ok(await house.people.administrator({ method: 'POST', path: '/bulk-acts', body }), 'bulk')
      return { bulkAct: (done as { id: string }).id }
    },
    ask: r => ({ path: `/bulk-acts/${r.bulkAct}` }),
  },
]

import { ok } from './callers.ts'
import { everybody, type Line, leads, writers } from './line.ts'

const read = { to: writers, scope: 'conversations:read' } as const
const write = { to: writers, scope: 'conversations:write' } as const
/** An answer for everybody is for leads to keep. */
const forEverybody = {
  ...write,
  except: { adviser: 403, partner: 403 },
} as const
const everybodys = { name: 'Retard', textFr: 'Désolés', audience: 'everyone' }

const kept: Line['fresh'] = async ({ key }) => {
  const made = ok(await key({ method: 'POST', path: '/canned-answers', body: everybodys }), 'canned answer')
  return { cannedAnswer: (made as { id: string }).id }
}

/** Lines of contract/knowledge.ts. */
export const knowledgeLines: Line[] = [
  { route: 'GET /canned-answers', ...read, ask: () => ({ path: '/canned-answers' }) },
  {
    route: 'POST /canned-answers',
    way: 'for one’s team',
    ...write,
    ok: 201,
    ask: (_, second) => ({
      path: '/canned-answers',
      body: { ...everybodys, audience: 'team', teamId: second.team },
    }),
  },
  {
    route: 'POST /canned-answers',
    way: 'for everybody, with all that a macro names',
    ...forEverybody,
    ok: 201,
    foreignSecond: 404,
    ask: (_, second) => ({
      path: '/canned-answers',
      body: { ...everybodys, acts: { reasonId: second.reason, teamId: second.team } },
    }),
  },
  {
    route: 'PATCH /canned-answers/{id}',
    ...forEverybody,
    ask: (at, second) => ({
      path: `/canned-answers/${at.cannedAnswer}`,
      body: { folder: 'Livraison', acts: { teamId: second.team } },
    }),
  },
  {
    route: 'DELETE /canned-answers/{id}',
    ...forEverybody,
    fresh: kept,
    ask: at => ({ path: `/canned-answers/${at.cannedAnswer}` }),
  },
  {
    route: 'POST /canned-answers/{id}/restoration',
    ...forEverybody,
    except: { adviser: 404, partner: 404 },
    fresh: async (house, app) => {
      const made = await kept(house, app)
      ok(await house.key({ method: 'DELETE', path: `/canned-answers/${made.cannedAnswer}` }), 'archive')
      return made
    },
    ask: at => ({ path: `/canned-answers/${at.cannedAnswer}/restoration` }),
  },
  {
    route: 'GET /conversations/{id}/canned-answers/{answerId}',
    ...read,
    ask: (at, second) => ({
      path: `/conversations/${at.conversation}/canned-answers/${second.cannedAnswer}`,
    }),
  },
  {
    route: 'POST /writing-checks',
    to: everybody,
    scope: 'conversations:read',
    ask: (_, second) => ({
      path: '/writing-checks',
      body: { text: 'Un bouqet', language: 'fr', conversationId: second.conversation },
    }),
  },
  {
    route: 'GET /known-words',
    to: everybody,
    scope: 'conversations:read',
    ask: () => ({ path: '/known-words' }),
  },
  { route: 'PUT /known-words/{word}', ...write, ask: () => ({ path: '/known-words/bleuet' }) },
  {
    route: 'DELETE /known-words/{word}',
    ...write,
    ask: () => ({ path: '/known-words/bleuet' }),
  },
  { route: 'GET /tone-guides', ...read, ask: () => ({ path: '/tone-guides' }) },
  {
    route: 'PUT /tone-guides/{channel}',
    to: leads,
    scope: 'settings:write',
    ask: () => ({ path: '/tone-guides/sms', body: { textFr: 'Bref', textEn: 'Brief' } }),
  },
]

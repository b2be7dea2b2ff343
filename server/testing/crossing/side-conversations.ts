import { newToken } from '#server/platform/secrets.ts'
import { ok } from './callers.ts'
import { arrive, share } from './customers.ts'
import { everybody, type Line, writers } from './line.ts'
import type { Records } from './world.ts'

const read = { to: everybody, scope: 'conversations:read' } as const
const write = { to: writers, scope: 'conversations:write' } as const

type Fresh = NonNullable<Line['fresh']>
const at = (records: Records, rest = '') => `/conversations/${records.conversation}/side-conversations${rest}`
const to = [{ name: 'Serres', address: 'ventes@serres.test' }]

/** A customer's conversation that collaborator and partner see, with a supplier asked beside it. */
const asked: Fresh = async (house, app) => {
  const { words, key, seen, memberIds } = house
  const arrived = await arrive(
    app,
    { ...seen, key },
    {
      name: `Camille ${words.own}`,
      address: `camille@${words.fields}.test`,
      subject: `Encore ${words.own}`,
      text: `Bonjour ${words.own}`,
      file: newToken().token.slice(0, 12),
    },
  )
  await share({ key, team: seen.team, memberIds }, arrived.conversation)
  const path = `/conversations/${arrived.conversation}/side-conversations`
  const body = { to, subject: `Lot ${words.own}`, text: 'Bonjour' }
  const side = ok(await house.key({ method: 'POST', path, body }), 'side') as {
    id: string
    messages: { id: string }[]
  }
  return {
    conversation: arrived.conversation,
    message: arrived.message,
    side: side.id,
    sideMessage: side.messages[0]!.id,
  }
}

/** Lines of contract/side-conversations.ts. */
export const sideConversationLines: Line[] = [
  { route: 'GET /conversations/{id}/side-conversations', ...read, ask: r => ({ path: at(r) }) },
  {
    route: 'POST /conversations/{id}/side-conversations',
    ...write,
    ok: 201,
    ask: r => ({ path: at(r), body: { to, subject: 'Lot', text: 'Bonjour' } }),
  },
  {
    route: 'POST /conversations/{id}/side-conversations',
    way: 'with a message and an address of ours',
    ...write,
    ok: 201,
    ask: (r, second) => ({
      path: at(r),
      body: { to, subject: 'Lot', text: 'Bonjour', includesMessageId: second.message, channelId: r.channel },
    }),
  },
  {
    route: 'POST /conversations/{id}/side-conversations/{sideId}/messages',
    ...write,
    ok: 201,
    fresh: asked,
    ask: (r, second) => ({ path: at(r, `/${second.side}/messages`), body: { text: 'Encore' } }),
  },
  {
    route: 'DELETE /conversations/{id}/side-conversations/{sideId}/messages/{messageId}',
    ...write,
    fresh: asked,
    ask: (r, second) => ({ path: at(r, `/${second.side}/messages/${second.sideMessage}`) }),
  },
  {
    route: 'PUT /conversations/{id}/side-conversations/{sideId}/closure',
    ...write,
    fresh: asked,
    ask: (r, second) => ({ path: at(r, `/${second.side}/closure`) }),
  },
  {
    route: 'DELETE /conversations/{id}/side-conversations/{sideId}/closure',
    ...write,
    fresh: asked,
    ask: (r, second) => ({ path: at(r, `/${second.side}/closure`) }),
  },
  {
    route: 'PUT /conversations/{id}/side-conversations/{sideId}/reading',
    ...read,
    scope: 'conversations:write',
    fresh: asked,
    ask: (r, second) => ({ path: at(r, `/${second.side}/reading`) }),
  },
]

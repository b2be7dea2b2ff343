import { newToken } from '#server/platform/secrets.ts'
import { ok } from './callers.ts'
import { arrive, share } from './customers.ts'
import { everybody, type Line, writers } from './line.ts'
import type { Records } from './world.ts'

const write = { to: writers, scope: 'conversations:write', peopleOnly: true } as const

type Fresh = NonNullable<Line['fresh']>
const at = (records: Records, rest = '') => `/conversations/${records.conversation}/scheduled-replies${rest}`
const later = () => new Date(Date.now() + 20 * 86_400_000).toISOString()

/** A customer's conversation that collaborator and partner see. */
const open: Fresh = async (house, app) => {
  const { words, key, seen, memberIds } = house
  const { conversation, message } = await arrive(
    app,
    { ...seen, key },
    {
      name: `Camille ${words.own}`,
      address: `camille@${words.fields}.test`,
      subject: `Bientôt ${words.own}`,
      text: `Bonjour ${words.own}`,
      file: newToken().token.slice(0, 12),
    },
  )
  await share({ key, team: seen.team, memberIds }, conversation)
  return { conversation, message }
}

/** The same with a reply that leaves later. */
const scheduled: Fresh = async (house, app) => {
  const made = await open(house, app)
  const path = `/conversations/${made.conversation}/scheduled-replies`
  const body = { text: 'Bonjour', leavesAt: later() }
  const reply = ok(await house.people.administrator({ method: 'POST', path, body }), 'scheduled reply')
  return { ...made, scheduledReply: (reply as { id: string }).id }
}

/** Lines of contract/scheduled-replies.ts. */
export const scheduledReplyLines: Line[] = [
  {
    route: 'GET /conversations/{id}/scheduled-replies',
    to: everybody,
    scope: 'conversations:read',
    ask: r => ({ path: at(r) }),
  },
  {
    route: 'POST /conversations/{id}/scheduled-replies',
    ...write,
    ok: 201,
    fresh: open,
    ask: r => ({ path: at(r), body: { text: 'Bonjour', leavesAt: later() } }),
  },
  {
    route: 'POST /conversations/{id}/scheduled-replies',
    way: 'passing a message on',
    ...write,
    ok: 201,
    fresh: open,
    ask: (r, second) => ({
      path: at(r),
      body: { text: 'Bonjour', leavesAt: later(), forwardMessageId: second.message, channelId: r.channel },
    }),
  },
  {
    route: 'PUT /conversations/{id}/scheduled-replies/{replyId}/departure',
    ...write,
    fresh: scheduled,
    ask: (r, second) => ({
      path: at(r, `/${second.scheduledReply}/departure`),
      body: { leavesAt: later() },
    }),
  },
  {
    route: 'POST /conversations/{id}/scheduled-replies/{replyId}/departure',
    ...write,
    ok: 201,
    fresh: scheduled,
    ask: (r, second) => ({ path: at(r, `/${second.scheduledReply}/departure`) }),
  },
  {
    route: 'DELETE /conversations/{id}/scheduled-replies/{replyId}',
    ...write,
    fresh: scheduled,
    ask: (r, second) => ({ path: at(r, `/${second.scheduledReply}`) }),
  },
]

import { newToken } from '#server/platform/secrets.ts'
import { ok } from './callers.ts'
import { arrive, share } from './customers.ts'
import { administrators, everybody, inside, type Line, writers } from './line.ts'
import type { Records } from './world.ts'

const read = { to: everybody, scope: 'conversations:read' } as const
const answer = { to: writers, scope: 'conversations:write' } as const
const note = { to: everybody, scope: 'conversations:write' } as const
const mine = { to: everybody, scope: 'conversations:read', peopleOnly: true } as const
const configure = { to: administrators, scope: 'settings:write' } as const

type Fresh = NonNullable<Line['fresh']>
const anew = () => newToken().token.slice(0, 12)
const at = (records: Records, rest = '') => `/conversations/${records.conversation}${rest}`

/** A new conversation of the customer whom collaborator and partner know, shown to both. */
export const aConversation: Fresh = async (house, app) => {
  const { words, key, seen, memberIds } = house
  const arrived = await arrive(
    app,
    { ...seen, key },
    {
      name: `Camille ${words.own}`,
      address: `camille@${words.fields}.test`,
      subject: `Encore ${words.own}`,
      text: `Bonjour ${words.own}`,
      file: words.own,
    },
  )
  await share({ key, team: seen.team, memberIds }, arrived.conversation)
  return { conversation: arrived.conversation, message: arrived.message }
}

const andThen =
  (method: string, rest: string, body?: object): Fresh =>
  async (house, app) => {
    const made = await aConversation(house, app)
    ok(await house.key({ method, path: `/conversations/${made.conversation}${rest}`, body }), rest)
    return made
  }

const closed = andThen('POST', '/closure', {})
const snoozed = andThen('PUT', '/snooze', { until: new Date(Date.now() + 86_400_000).toISOString() })

/** Linked to one that collaborator and partner see too, so that joining stays in their sight. */
const linked: Fresh = async (house, app) => {
  await aConversation(house, app)
  return aConversation(house, app)
}
const joined: Fresh = async (house, app) => {
  const made = await linked(house, app)
  ok(await house.key({ method: 'POST', path: `/conversations/${made.conversation}/joining` }), 'joining')
  return made
}
const answered: Fresh = async (house, app) => {
  const made = await aConversation(house, app)
  const path = `/conversations/${made.conversation}/messages`
  const reply = ok(await house.key({ method: 'POST', path, body: { text: 'Bonjour' } }), 'reply')
  return { ...made, reply: (reply as { id: string }).id }
}

/** Two of them, for what names two. */
const two: Fresh = async (house, app) => {
  const other = await aConversation(house, app)
  return { ...(await aConversation(house, app)), otherConversation: other.conversation! }
}

/** Another message in it, so that one can be split off. */
const longer: Fresh = async (house, app) => {
  const made = await aConversation(house, app)
  const path = `/conversations/${made.conversation}/messages`
  const reply = ok(await house.key({ method: 'POST', path, body: { text: 'Bonjour' } }), 'reply')
  await app.ground.db.system
    .updateTable('messages')
    .set({ delivery_status: 'sent' })
    .where('id', '=', (reply as { id: string }).id)
    .execute()
  return { ...made, reply: (reply as { id: string }).id }
}
const splitOff: Fresh = async (house, app) => {
  const made = await longer(house, app)
  const path = `/conversations/${made.conversation}/splits`
  const body = { messageIds: [made.reply] }
  const split = ok(await house.key({ method: 'POST', path, body }), 'split') as { id: string }
  await share({ key: house.key, team: house.seen.team, memberIds: house.memberIds }, split.id)
  return { conversation: split.id }
}

/** Lines of contract/conversations.ts. */
export const conversationLines: Line[] = [
  ...[
    'mine',
    'unassigned',
    'team',
    'oldest',
    'mentions',
    'snoozed',
    'drafts',
    'scheduled',
    'closed',
    'spam',
    'all',
  ].map(
    (view): Line => ({
      route: 'GET /conversations',
      way: `view ${view}`,
      ...read,
      ask: () => ({ path: '/conversations', query: { view, limit: '100' } }),
    }),
  ),
  {
    route: 'GET /conversations',
    way: 'searched by words',
    ...read,
    hidden: 200, // nothing found
    foreign: 200,
    foreignSecond: 200,
    ask: (_, second) => ({ path: '/conversations', query: { q: `#${second.number}` } }),
  },
  ...(['contact', 'company', 'assignee', 'team', 'reason'] as const).map(
    (filter): Line => ({
      route: 'GET /conversations',
      way: `of one ${filter}`,
      ...read,
      ...(filter === 'company' && { except: { partner: 403 } }),
      hidden: 200,
      hiddenSecond: 200,
      foreign: 200,
      foreignSecond: 200,
      ask: (_, second) => ({
        path: '/conversations',
        query: { [filter]: filter === 'assignee' ? second.administrator : second[filter] },
      }),
    }),
  ),
  { route: 'GET /views', ...read, ask: () => ({ path: '/views' }) },
  {
    route: 'POST /conversations',
    ...answer,
    ok: 201,
    ask: (_, second) => ({
      path: '/conversations',
      body: {
        contactId: second.contact,
        subject: 'Suite',
        message: { direction: 'in', text: 'Au téléphone' },
      },
    }),
  },
  {
    route: 'POST /conversations',
    way: 'written to the customer, with everything it can name',
    to: inside,
    except: { partner: 201 },
    scope: 'conversations:write',
    ok: 201,
    foreignSecond: 404,
    ask: (at, second) => ({
      path: '/conversations',
      body: {
        contactId: at.contact,
        subject: 'Suite',
        channelId: second.channel,
        teamId: second.team,
        reasonId: second.reason,
        message: { text: 'Bonjour' },
      },
    }),
  },
  {
    route: 'POST /conversations',
    way: 'with somebody else’s file',
    to: [],
    except: { administrator: 422, supervisor: 422, adviser: 422, partner: 422 },
    scope: 'conversations:write',
    hidden: 404,
    foreign: 404,
    foreignSecond: 422,
    hiddenSecond: 422,
    ask: (at, second) => ({
      path: '/conversations',
      body: { contactId: at.contact, message: { text: 'Voici', attachmentIds: [second.attachment] } },
    }),
  },
  { route: 'GET /conversations/{id}', ...read, ask: records => ({ path: at(records) }) },
  {
    route: 'GET /conversation-numbers/{number}',
    ...read,
    foreign: 200, // each workspace counts its own: the number is one of theirs
    ask: ({ number }) => ({ path: `/conversation-numbers/${number}` }),
  },
  {
    route: 'PATCH /conversations/{id}',
    ...answer,
    fresh: aConversation,
    ask: (records, second) => ({
      path: at(records),
      body: { reasonId: second.reason, teamId: second.team, tags: ['neuf'] },
    }),
  },
  {
    route: 'GET /messages',
    ...read,
    ask: () => ({ path: '/messages', query: { limit: '100' } }),
  },
  {
    route: 'GET /conversations/{id}/messages',
    ...read,
    ask: records => ({ path: at(records, '/messages') }),
  },
  {
    route: 'GET /conversations/{id}/messages',
    way: 'after a message',
    ...read,
    hiddenSecond: 200, // a place in time: nothing of that message is told
    foreignSecond: 200,
    ask: (records, second) => ({ path: at(records, '/messages'), query: { after: second.message } }),
  },
  {
    route: 'POST /conversations/{id}/messages',
    way: 'a reply',
    ...answer,
    ok: 201,
    fresh: aConversation,
    ask: records => ({ path: at(records, '/messages'), body: { text: 'Bonjour' } }),
  },
  {
    route: 'POST /conversations/{id}/messages',
    way: 'a note',
    ...note,
    ok: 201,
    fresh: aConversation,
    ask: records => ({ path: at(records, '/messages'), body: { kind: 'note', text: 'Vu' } }),
  },
  {
    route: 'POST /conversations/{id}/messages',
    way: 'a note that mentions somebody',
    ...note,
    ok: 201,
    foreignSecond: 422,
    fresh: aConversation,
    ask: (records, second) => ({
      path: at(records, '/messages'),
      body: { kind: 'note', text: 'Vu', mentions: [second.member] },
    }),
  },
  {
    route: 'POST /conversations/{id}/messages',
    way: 'from a channel',
    ...answer,
    ok: 201,
    fresh: aConversation,
    ask: (records, second) => ({
      path: at(records, '/messages'),
      body: { text: 'Bonjour', channelId: second.channel },
    }),
  },
  {
    route: 'POST /conversations/{id}/messages',
    way: 'forwarding a message',
    ...answer,
    ok: 201,
    ask: (records, second) => ({
      path: at(records, '/messages'),
      body: {
        text: 'Pour suite',
        to: [{ address: 'atelier@mail.test' }],
        forwardMessageId: second.message,
      },
    }),
  },
  {
    route: 'POST /conversations/{id}/messages',
    way: 'with a file that another person uploaded',
    key: 422,
    to: [],
    except: { administrator: 201, supervisor: 422, adviser: 422, partner: 422 },
    scope: 'conversations:write',
    foreignSecond: 422,
    hiddenSecond: 422,
    fresh: async ({ people }) => {
      const file = { name: 'privé.txt', bytes: Buffer.from('privé') }
      const upload = ok(await people.administrator({ method: 'POST', path: '/uploads', file }), 'upload')
      return { upload: (upload as { id: string }).id }
    },
    ask: (records, second) => ({
      path: at(records, '/messages'),
      body: { text: 'Voici', attachmentIds: [second.upload] },
    }),
  },
  {
    route: 'POST /conversations/{id}/messages/{messageId}/cancellation',
    ...answer,
    fresh: answered,
    ask: (records, second) => ({ path: at(records, `/messages/${second.reply}/cancellation`) }),
  },
  {
    route: 'POST /conversations/{id}/messages/{messageId}/redactions',
    to: inside,
    scope: 'conversations:write',
    ok: 201,
    fresh: aConversation,
    ask: (records, second) => ({
      path: at(records, `/messages/${second.message}/redactions`),
      body: { words: 'Bonjour', reason: 'Donnée de santé', confirmed: true },
    }),
  },
  {
    route: 'POST /conversations/{id}/closure',
    ...answer,
    ok: 201,
    foreignSecond: 404,
    fresh: aConversation,
    ask: (records, second) => ({ path: at(records, '/closure'), body: { reasonId: second.reason } }),
  },
  {
    route: 'DELETE /conversations/{id}/closure',
    ...answer,
    fresh: closed,
    ask: r => ({ path: at(r, '/closure') }),
  },
  {
    route: 'PUT /conversations/{id}/assignment',
    ...answer,
    fresh: aConversation,
    ask: (records, second) => ({
      path: at(records, '/assignment'),
      body: { memberId: second.member, teamId: second.team },
    }),
  },
  {
    route: 'PUT /conversations/{id}/status',
    ...answer,
    fresh: aConversation,
    ask: r => ({ path: at(r, '/status'), body: { status: 'on_hold' } }),
  },
  {
    route: 'PUT /conversations/{id}/snooze',
    ...answer,
    fresh: aConversation,
    ask: r => ({ path: at(r, '/snooze'), body: { until: new Date(Date.now() + 86_400_000).toISOString() } }),
  },
  {
    route: 'DELETE /conversations/{id}/snooze',
    ...answer,
    fresh: snoozed,
    ask: r => ({ path: at(r, '/snooze') }),
  },
  {
    route: 'PUT /conversations/{id}/spam',
    ...answer,
    fresh: aConversation,
    ask: r => ({ path: at(r, '/spam'), body: { isSpam: true } }),
  },
  {
    route: 'POST /conversations/{id}/joining',
    ...answer,
    fresh: linked,
    ask: r => ({ path: at(r, '/joining') }),
  },
  {
    route: 'DELETE /conversations/{id}/joining',
    ...answer,
    fresh: joined,
    ask: r => ({ path: at(r, '/joining') }),
  },
  {
    route: 'POST /conversations/{id}/joining',
    way: 'into the one that is named',
    ...answer,
    fresh: two,
    ask: (records, second) => ({
      path: at(records, '/joining'),
      body: { into: second.otherConversation, otherPerson: true },
    }),
  },
  {
    route: 'POST /conversations/{id}/splits',
    ...answer,
    ok: 201,
    fresh: longer,
    ask: (records, second) => ({ path: at(records, '/splits'), body: { messageIds: [second.reply] } }),
  },
  {
    route: 'DELETE /conversations/{id}/split',
    ...answer,
    fresh: splitOff,
    ask: r => ({ path: at(r, '/split') }),
  },
  {
    route: 'PUT /conversations/{id}/links/{otherId}',
    ...answer,
    fresh: two,
    ask: (records, second) => ({ path: at(records, `/links/${second.otherConversation}`) }),
  },
  {
    route: 'DELETE /conversations/{id}/links/{otherId}',
    ...answer,
    fresh: two,
    ask: (records, second) => ({ path: at(records, `/links/${second.otherConversation}`) }),
  },
  {
    route: 'PUT /conversations/{id}/shares/{memberId}',
    to: inside,
    scope: 'conversations:write',
    fresh: aConversation,
    ask: (records, second) => ({ path: at(records, `/shares/${second.member}`) }),
  },
  {
    route: 'DELETE /conversations/{id}/shares/{memberId}',
    to: inside,
    scope: 'conversations:write',
    fresh: aConversation,
    ask: (records, second) => ({ path: at(records, `/shares/${second.member}`) }),
  },
  {
    route: 'PUT /conversations/{id}/reading',
    ...mine,
    ask: (records, second) => ({
      path: at(records, '/reading'),
      body: { lastReadMessageId: second.message },
    }),
  },
  { route: 'GET /conversations/{id}/drafts', ...mine, ask: r => ({ path: at(r, '/drafts') }) },
  {
    route: 'PUT /conversations/{id}/drafts/{kind}',
    ...note,
    peopleOnly: true,
    hiddenSecond: 200, // kept as written, and shows nothing of the file
    foreignSecond: 200,
    ask: (records, second) => ({
      path: at(records, '/drafts/note'),
      body: { body: { text: 'À suivre', attachmentIds: [second.upload, second.attachment] } },
    }),
  },
  {
    route: 'DELETE /conversations/{id}/drafts/{kind}',
    ...note,
    peopleOnly: true,
    ask: r => ({ path: at(r, '/drafts/note') }),
  },

  { route: 'GET /reasons', to: everybody, scope: 'settings:read', ask: () => ({ path: '/reasons' }) },
  {
    route: 'POST /reasons',
    ...configure,
    ok: 201,
    ask: (_, second) => ({
      path: '/reasons',
      body: { labelFr: anew(), labelEn: anew(), parentId: second.reason },
    }),
  },
  {
    route: 'PATCH /reasons/{id}',
    ...configure,
    ask: records => ({ path: `/reasons/${records.reason}`, body: { position: 2 } }),
  },
  {
    route: 'DELETE /reasons/{id}',
    ...configure,
    fresh: async ({ key }) => {
      const body = { labelFr: anew(), labelEn: anew() }
      return {
        reason: (ok(await key({ method: 'POST', path: '/reasons', body }), 'reason') as { id: string }).id,
      }
    },
    ask: records => ({ path: `/reasons/${records.reason}` }),
  },
  { route: 'GET /tags', to: everybody, scope: 'settings:read', ask: () => ({ path: '/tags' }) },
  {
    route: 'POST /tags',
    to: inside,
    scope: 'conversations:write',
    ok: 201,
    ask: () => ({ path: '/tags', body: { name: anew() } }),
  },
  {
    route: 'PATCH /tags/{id}',
    ...configure,
    fresh: async ({ key }) => {
      const made = ok(await key({ method: 'POST', path: '/tags', body: { name: anew() } }), 'tag')
      return { tag: (made as { id: string }).id }
    },
    ask: records => ({ path: `/tags/${records.tag}`, body: { isMoment: true } }),
  },
  {
    route: 'DELETE /tags/{id}',
    ...configure,
    fresh: async ({ key }) => {
      const made = ok(await key({ method: 'POST', path: '/tags', body: { name: anew() } }), 'tag')
      return { tag: (made as { id: string }).id }
    },
    ask: records => ({ path: `/tags/${records.tag}` }),
  },
]

import type { Line } from './line.ts'

/** A route of the widget: whoever asks, without the token of a session there is nothing to see. */
const closed = (method: 'GET' | 'POST', name: string, body?: object): Line => ({
  route: `${method} /widget/v1/:key/${name}`,
  to: 'anyone',
  ok: 401,
  foreign: 401,
  key: 401,
  nobody: 401,
  ask: at => ({ path: `/widget/v1/${at.chatKey}/${name}`, ...(body && { body }) }),
})

/** Lines of contract/chat.ts: the key of a chat is public, and the token of a session is the whole right. */
export const visitorLines: Line[] = [
  {
    route: 'GET /chat/:key',
    to: 'anyone',
    foreign: 200,
    ask: at => ({ path: `/chat/${at.chatKey}` }),
  },
  {
    route: 'GET /widget/v1/:key/settings',
    to: 'anyone',
    foreign: 200,
    ask: at => ({ path: `/widget/v1/${at.chatKey}/settings` }),
  },
  {
    // Anybody may open a session, which is a new row; one in somebody's name needs the signature of the site.
    route: 'POST /widget/v1/:key/sessions',
    to: 'anyone',
    ok: 403,
    foreign: 403,
    ask: at => ({
      path: `/widget/v1/${at.chatKey}/sessions`,
      body: {
        language: 'fr',
        identity: { userId: 'boss', signedAt: Math.floor(Date.now() / 1000), hash: 'a'.repeat(64) },
      },
    }),
  },
  closed('GET', 'conversation'),
  closed('GET', 'messages'),
  closed('POST', 'messages', { id: '019ab3f0-0000-7000-8000-000000000000', text: 'Bonjour' }),
  closed('POST', 'reading', { messageId: '019ab3f0-0000-7000-8000-000000000000', state: 'read' }),
  closed('POST', 'address', { address: 'anna@mail.test' }),
  closed('POST', 'address/code', { code: '123456' }),
  closed('POST', 'transcript'),
  closed('GET', 'transcript'),
  closed('POST', 'end', {}),
  closed('POST', 'survey', { id: '019ab3f0-0000-7000-8000-000000000000', score: 5 }),
  {
    ...closed('POST', 'files'),
    ask: at => ({
      path: `/widget/v1/${at.chatKey}/files`,
      file: { name: 'note.txt', bytes: Buffer.from('Bonjour') },
    }),
  },
  {
    route: 'GET /widget/v1/:key/files/:id',
    to: 'anyone',
    ok: 404,
    ask: at => ({
      path: `/widget/v1/${at.chatKey}/files/${at.attachment}`,
      query: { until: '999999', s: 'x' },
    }),
  },
  {
    route: 'GET /widget/v1/:key/photos/:id',
    to: 'anyone',
    ok: 404,
    ask: at => ({ path: `/widget/v1/${at.chatKey}/photos/${at.administrator}`, query: { s: 'x' } }),
  },
]

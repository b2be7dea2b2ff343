import { newToken } from '#server/platform/secrets.ts'
import { administrators, everybody, inside, type Line, leads } from './line.ts'

const configure = { to: administrators, scope: 'channels:write' } as const
const watch = { to: leads, scope: 'channels:read' } as const
const act = { to: leads, scope: 'channels:write' } as const

const anew = () =>
  newToken()
    .token.slice(0, 12)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, 'x')

const parked: NonNullable<Line['fresh']> = async ({ id, seen }, app) => {
  await app.ground.db.system
    .updateTable('receipts')
    .set({ state: 'parked', reason: 'unreadable' })
    .where('workspace_id', '=', id)
    .where('id', '=', seen.receipt)
    .execute()
  return {}
}

const failed: NonNullable<Line['fresh']> = async ({ id, seen }, app) => {
  await app.ground.db.system
    .updateTable('deliveries')
    .set({ state: 'failed' })
    .where('workspace_id', '=', id)
    .where('id', '=', seen.delivery)
    .execute()
  return {}
}

/** A chat of its own, to be deleted or brought back. */
const spare: NonNullable<Line['fresh']> = async ({ id }, app) => {
  const chat = app.ground.newId()
  await app.ground.db.system
    .insertInto('channels')
    .values({ workspace_id: id, id: chat, kind: 'chat', name: 'De rechange', enabled: false })
    .execute()
  return { chat }
}

/** Lines of contract/channels.ts, and of the raw mail that is outside it. */
export const channelLines: Line[] = [
  { route: 'GET /channels', to: everybody, scope: 'channels:read', ask: () => ({ path: '/channels' }) },
  {
    route: 'GET /channels/{id}',
    to: everybody,
    scope: 'channels:read',
    ask: at => ({ path: `/channels/${at.channel}` }),
  },
  {
    route: 'POST /channels',
    ...configure,
    ok: 201,
    foreign: 422,
    foreignSecond: 422,
    ask: (_, second) => ({
      path: '/channels',
      body: {
        name: 'Boutique',
        address: `${anew()}@boutique.test`,
        language: 'fr',
        teamId: second.team,
        calendarId: second.calendar,
      },
    }),
  },
  {
    route: 'PATCH /channels/{id}',
    ...configure,
    foreignSecond: 422,
    ask: (at, second) => ({ path: `/channels/${at.channel}`, body: { calendarId: second.calendar } }),
  },
  {
    route: 'POST /channels',
    way: 'a chat',
    ...configure,
    ok: 201,
    foreign: 422,
    foreignSecond: 422,
    ask: (_, second) => ({
      path: '/channels',
      body: {
        kind: 'chat',
        name: 'Site',
        language: 'fr',
        enabled: false,
        teamId: second.team,
        calendarId: second.calendar,
      },
    }),
  },
  {
    route: 'PATCH /channels/{id}',
    way: 'a chat',
    ...configure,
    foreignSecond: 422,
    ask: (at, second) => ({
      path: `/channels/${at.chat}`,
      body: { kind: 'chat', calendarId: second.calendar },
    }),
  },
  {
    route: 'GET /channels/{id}/dependents',
    ...configure,
    ask: at => ({ path: `/channels/${at.chat}/dependents` }),
  },
  {
    route: 'DELETE /channels/{id}',
    ...configure,
    fresh: spare,
    ask: at => ({ path: `/channels/${at.chat}` }),
  },
  {
    route: 'POST /channels/{id}/restoration',
    ...configure,
    fresh: spare,
    ask: at => ({ path: `/channels/${at.chat}/restoration` }),
  },
  {
    route: 'POST /channels/{id}/identity-secret',
    ...configure,
    ok: 201,
    ask: at => ({ path: `/channels/${at.chat}/identity-secret` }),
  },
  {
    route: 'POST /channels/{id}/tests',
    ...configure,
    ok: 201,
    ask: at => ({ path: `/channels/${at.channel}/tests` }),
  },
  {
    route: 'GET /channels/{id}/tests/{testId}',
    ...configure,
    ask: (at, second) => ({ path: `/channels/${at.channel}/tests/${second.channelTest}` }),
  },
  { route: 'GET /channels/{id}/dns', ...configure, ask: at => ({ path: `/channels/${at.channel}/dns` }) },
  {
    route: 'GET /receipts',
    ...watch,
    foreign: 200,
    foreignSecond: 200,
    ask: (_, second) => ({ path: '/receipts', query: { channelId: second.channel } }),
  },
  {
    route: 'GET /receipts/{id}',
    to: inside,
    scope: 'channels:read',
    ask: at => ({ path: `/receipts/${at.receipt}` }),
  },
  {
    route: 'POST /receipts/{id}/retry',
    ...act,
    fresh: parked,
    ask: at => ({ path: `/receipts/${at.receipt}/retry` }),
  },
  {
    route: 'GET /deliveries',
    ...watch,
    foreign: 200,
    foreignSecond: 200,
    ask: (_, second) => ({ path: '/deliveries', query: { conversationId: second.conversation } }),
  },
  {
    route: 'GET /deliveries',
    way: 'all',
    ...watch,
    ask: () => ({ path: '/deliveries', query: { limit: '100' } }),
  },
  { route: 'GET /deliveries/{id}', ...watch, ask: at => ({ path: `/deliveries/${at.delivery}` }) },
  {
    route: 'GET /deliveries/{id}',
    way: 'an invitation',
    ...watch,
    ask: at => ({ path: `/deliveries/${at.invitationDelivery}` }),
  },
  {
    route: 'GET /deliveries/{id}',
    way: 'a new password',
    ...watch,
    ask: at => ({ path: `/deliveries/${at.signInDelivery}` }),
  },
  {
    route: 'POST /deliveries/{id}/retry',
    ...act,
    fresh: failed,
    ask: at => ({ path: `/deliveries/${at.delivery}/retry` }),
  },
  {
    route: 'POST /api/v1/channels/:id/raw',
    ...configure,
    ok: 201,
    ask: at => ({
      path: `/channels/${at.channel}/raw`,
      raw: {
        type: 'message/rfc822',
        bytes: `From: zoe@gmail.com\r\nMessage-ID: <${anew()}@x>\r\n\r\nBonjour\r\n`,
      },
    }),
  },

  {
    route: 'POST /channels',
    way: 'a form',
    ...configure,
    ok: 201,
    foreign: 422,
    foreignSecond: 422,
    ask: (_, second) => ({
      path: '/channels',
      body: { kind: 'form', name: 'Formulaire', language: 'fr', teamId: second.team },
    }),
  },
  {
    route: 'GET /channels/{id}/form',
    to: everybody,
    scope: 'channels:read',
    ask: at => ({ path: `/channels/${at.form}/form`, query: { language: 'fr' } }),
  },
  {
    route: 'POST /channels/{id}/form-versions',
    ...configure,
    ok: 201,
    ask: at => ({ path: `/channels/${at.form}/form-versions` }),
  },
  {
    route: 'GET /f/:key',
    to: 'anyone',
    foreign: 200, // a form is there to be filled in
    ask: at => ({ path: `/f/${at.formKey}` }),
  },
  {
    route: 'POST /f/:key',
    to: 'anyone',
    ok: 422,
    foreign: 422,
    ask: at => ({
      path: `/f/${at.formKey}`,
      raw: { type: 'application/x-www-form-urlencoded', bytes: 'email=x' },
    }),
  },
]

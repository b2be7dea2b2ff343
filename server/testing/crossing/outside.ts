import { newToken } from '#server/platform/secrets.ts'
import { everybody, type Line } from './line.ts'
import { aPasskey } from './world.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const open = (path: string): Line => ({ route: `GET ${path}`, to: 'anyone', ask: () => ({ path }) })

/** What signs people in: global, in no workspace. Refused here for want of a proof, never answered with anybody's data. */
const signIn = (
  method: 'GET' | 'POST',
  path: string,
  { person, nobody, body = () => ({}) }: { person: number; nobody: number; body?: () => object },
): Line => ({
  route: `${method} /api/auth${path}`,
  to: everybody,
  peopleOnly: true,
  ok: person,
  nobody,
  key: nobody, // keys are no sign-in: they are not even read here
  ask: () => ({ path: `/api/auth${path}`, ...(method === 'POST' && { body: body() }) }),
})

/** Lines of the routes that Fastify has beside the contract. */
export const outsideLines: Line[] = [
  open('/healthz'),
  open('/readyz'),
  open('/metrics'),
  // Nobody is named in tests.
  { ...open('/.well-known/security.txt'), ok: 404, nobody: 404, foreign: 404 },
  open('/api/v1/openapi.json'),
  { ...open('/api/docs'), ok: 301 },
  { ...open('/api/docs/'), route: 'GET /api/docs*' },
  { ...open('/api/docs/js/scalar.js'), route: 'GET /api/docs*', way: 'its script' },
  open('/'),
  { ...open('/shop'), ok: 404 }, // only where there is a demonstration
  open('/index.html'),
  open('/assets/desk.js'),

  {
    route: 'POST /api/v1/uploads',
    to: everybody,
    scope: 'conversations:write',
    ok: 201,
    ask: () => ({ path: '/uploads', file: { name: 'note.txt', bytes: Buffer.from('Bonjour') } }),
  },
  {
    route: 'GET /api/v1/attachments/:id',
    to: everybody,
    scope: 'conversations:read',
    ask: at => ({ path: `/attachments/${at.attachment}` }),
  },
  {
    route: 'GET /api/v1/attachments/:id',
    way: 'not sent yet',
    key: 404,
    to: [],
    except: { administrator: 200, supervisor: 404, adviser: 404, collaborator: 404, partner: 404 },
    scope: 'conversations:read',
    ask: at => ({ path: `/attachments/${at.upload}` }),
  },
  {
    route: 'GET /api/v1/messages/:id/pictures',
    way: 'one that the mail does not point to',
    to: everybody,
    ok: 404,
    scope: 'conversations:read',
    ask: at => ({ path: `/messages/${at.reply}/pictures?url=https://picture.test/a.png` }),
  },
  {
    route: 'POST /api/v1/me/photo',
    to: everybody,
    peopleOnly: true,
    ok: 201,
    ask: () => ({ path: '/me/photo', file: { name: 'moi.png', bytes: png } }),
  },
  {
    route: 'GET /api/v1/members/:id/photo',
    to: everybody,
    scope: 'settings:read',
    ask: at => ({ path: `/members/${at.administrator}/photo` }),
  },

  {
    route: 'GET /s/:token',
    to: 'anyone',
    foreign: 200, // the token is the whole right, for whoever holds it
    ask: at => ({ path: `/s/${at.surveyToken}` }),
  },
  {
    route: 'GET /s/:token',
    way: 'guessed',
    to: 'anyone',
    ok: 404,
    ask: () => ({ path: `/s/${'a'.repeat(43)}` }),
  },
  {
    route: 'POST /s/:token',
    to: 'anyone',
    ok: 422,
    foreign: 422,
    ask: at => ({
      path: `/s/${at.surveyToken}`,
      raw: { type: 'application/x-www-form-urlencoded', bytes: 'score=9' },
    }),
  },
  {
    route: 'GET /s/:token/opt-out',
    to: 'anyone',
    foreign: 200,
    ask: at => ({ path: `/s/${at.surveyToken}/opt-out` }),
  },
  {
    route: 'POST /s/:token/opt-out',
    to: 'anyone',
    ok: 404,
    ask: () => ({
      path: `/s/${'a'.repeat(43)}/opt-out`,
      raw: { type: 'application/x-www-form-urlencoded', bytes: 'given=1' },
    }),
  },

  signIn('POST', '/sign-in/email', {
    person: 401,
    nobody: 401,
    body: () => ({ email: 'personne@mail.test', password: 'no such password' }),
  }),
  signIn('POST', '/sign-in/social', { person: 404, nobody: 404, body: () => ({ provider: 'oidc' }) }),
  signIn('GET', '/callback/oidc', { person: 302, nobody: 302 }),
  {
    ...signIn('POST', '/sign-out', { person: 200, nobody: 200 }),
    // Not the session that the other lines need.
    ask: () => ({ path: '/api/auth/sign-out', body: {}, headers: { cookie: '' } }),
  },
  signIn('GET', '/session', { person: 200, nobody: 401 }),
  signIn('POST', '/methods', { person: 200, nobody: 200, body: () => ({ email: 'personne@mail.test' }) }),
  signIn('POST', '/request-password-reset', {
    person: 200,
    nobody: 200,
    // Each address has a limit of its own.
    body: () => ({ email: `${newToken().token}@mail.test` }),
  }),
  signIn('POST', '/reset-password', {
    person: 400,
    nobody: 400,
    body: () => ({ newPassword: 'correct horse battery', token: 'x' }),
  }),
  signIn('POST', '/change-password', {
    person: 400,
    nobody: 401,
    body: () => ({ newPassword: 'correct horse battery', currentPassword: 'no such password' }),
  }),
  signIn('POST', '/revoke-other-sessions', { person: 200, nobody: 401 }),
  signIn('POST', '/two-factor/enable', {
    person: 400,
    nobody: 401,
    body: () => ({ password: 'no such password' }),
  }),
  signIn('POST', '/two-factor/disable', {
    person: 400,
    nobody: 401,
    body: () => ({ password: 'no such password' }),
  }),
  signIn('POST', '/two-factor/verify-totp', { person: 400, nobody: 401, body: () => ({ code: '123456' }) }),
  signIn('POST', '/two-factor/verify-backup-code', {
    person: 400,
    nobody: 401,
    body: () => ({ code: 'abcde-fghij' }),
  }),
  signIn('POST', '/two-factor/generate-backup-codes', {
    person: 400,
    nobody: 401,
    body: () => ({ password: 'no such' }),
  }),
  signIn('GET', '/passkey/generate-authenticate-options', { person: 200, nobody: 200 }),
  signIn('POST', '/passkey/verify-authentication', {
    person: 400,
    nobody: 400,
    body: () => ({ response: {} }),
  }),
  signIn('GET', '/passkey/generate-register-options', { person: 200, nobody: 401 }),
  signIn('POST', '/passkey/verify-registration', {
    person: 400,
    nobody: 401,
    body: () => ({ response: {} }),
  }),
  signIn('GET', '/passkey/list-user-passkeys', { person: 200, nobody: 401 }),
  {
    route: 'POST /api/auth/passkey/update-passkey',
    to: [],
    except: { administrator: 200, supervisor: 401, adviser: 401, collaborator: 401, partner: 401 },
    peopleOnly: true,
    key: 401,
    foreign: 401,
    ask: at => ({ path: '/api/auth/passkey/update-passkey', body: { id: at.passkey, name: 'clef' } }),
  },
  {
    route: 'POST /api/auth/passkey/delete-passkey',
    to: [],
    except: { administrator: 200, supervisor: 401, adviser: 401, collaborator: 401, partner: 401 },
    peopleOnly: true,
    key: 401,
    foreign: 401,
    fresh: async (house, app) => ({ passkey: await aPasskey(app, house.id, house.memberIds.administrator) }),
    ask: at => ({ path: '/api/auth/passkey/delete-passkey', body: { id: at.passkey } }),
  },
]

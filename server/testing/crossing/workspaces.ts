import { newToken } from '#server/platform/secrets.ts'
import { ok } from './callers.ts'
import { administrators, everybody, inside, type Line } from './line.ts'

const read = { to: everybody, scope: 'settings:read' } as const
const readAsAdministrator = { to: administrators, scope: 'settings:read' } as const
const write = { to: administrators, scope: 'settings:write' } as const
const me = { to: everybody, peopleOnly: true } as const
const keys = { to: administrators, peopleOnly: true } as const

/** A word that is new each time: names are unique. */
const anew = () => newToken().token.slice(0, 12)

const team = { kind: 'digital', positions: null } as const
const site = { country: 'FR', city: null, timeZone: 'Europe/Paris' } as const
const hours = {
  timeZone: 'Europe/Paris',
  holidays: 'none',
  exceptions: [],
  weeklyHours: { mon: [['09:00', '12:00']] },
}

/** A colleague to change, who is nobody the other lines need. */
async function aColleague(...[{ id }, app]: Parameters<NonNullable<Line['fresh']>>) {
  const member = app.ground.newId()
  await app.ground.db.system
    .insertInto('members')
    .values({ workspace_id: id, id: member, role: 'adviser', name: anew(), email: `${member}@people.test` })
    .execute()
  return { member }
}

async function somebodyWhoLeft(...[house, app]: Parameters<NonNullable<Line['fresh']>>) {
  const { member } = await aColleague(house, app)
  const path = `/members/${member}/deactivation`
  ok(await house.people.administrator({ method: 'POST', path }), 'deactivation')
  return { member }
}

/** Lines of contract/workspaces.ts. */
export const workspaceLines: Line[] = [
  { route: 'GET /start', to: 'anyone', ask: () => ({ path: '/start' }) },
  {
    route: 'POST /set-up',
    to: 'anyone',
    ok: 409, // there is a workspace already
    ask: () => ({
      path: '/set-up',
      body: {
        workspaceName: 'Intrus',
        language: 'fr',
        name: 'Intrus',
        email: 'intrus@mail.test',
        password: 'correct horse battery',
      },
    }),
  },
  {
    route: 'POST /demo-sessions',
    to: 'anyone',
    ok: 404, // neither workspace is a demonstration
    ask: () => ({ path: '/demo-sessions', body: { role: 'administrator' } }),
  },
  { route: 'GET /me', ...me, ask: () => ({ path: '/me' }) },
  { route: 'PATCH /me', ...me, ask: () => ({ path: '/me', body: { jobTitle: 'Fleuriste' } }) },
  { route: 'GET /workspace', ...read, ask: () => ({ path: '/workspace' }) },
  {
    route: 'PATCH /workspace',
    ...write,
    ask: (_, second) => ({ path: '/workspace', body: { settings: { calendarId: second.calendar } } }),
  },
  { route: 'DELETE /workspace/demo', ...write, ok: 409, ask: () => ({ path: '/workspace/demo' }) },

  { route: 'GET /members', ...read, ask: () => ({ path: '/members', query: { status: 'all' } }) },
  {
    route: 'PATCH /members/{id}',
    ...write,
    fresh: aColleague,
    ask: (at, second) => ({
      path: `/members/${at.member}`,
      body: { jobTitle: 'Chef', siteId: second.site, teamIds: [second.team] },
    }),
  },
  {
    route: 'PATCH /members/{id}',
    way: 'as a partner’s adviser',
    ...write,
    fresh: aColleague,
    ask: (at, second) => ({
      path: `/members/${at.member}`,
      body: { role: 'partner', partnerId: second.partner },
    }),
  },
  {
    route: 'POST /members/{id}/deactivation',
    ...write,
    fresh: aColleague,
    ask: at => ({ path: `/members/${at.member}/deactivation` }),
  },
  {
    route: 'POST /members/{id}/deactivation',
    way: 'giving their work',
    ...write,
    fresh: aColleague,
    ask: (at, second) => ({
      path: `/members/${at.member}/deactivation`,
      body: { toMemberId: second.administrator, note: 'Bonne suite' },
    }),
  },
  {
    route: 'POST /members/{id}/deactivation',
    way: 'giving their work to a team',
    ...write,
    fresh: aColleague,
    ask: (at, second) => ({
      path: `/members/${at.member}/deactivation`,
      body: { toTeamId: second.team, note: 'Bonne suite' },
    }),
  },
  {
    route: 'GET /members/{id}/open-work',
    ...readAsAdministrator,
    ask: at => ({ path: `/members/${at.member}/open-work` }),
  },
  {
    route: 'DELETE /members/{id}/deactivation',
    ...write,
    fresh: somebodyWhoLeft,
    ask: at => ({ path: `/members/${at.member}/deactivation` }),
  },
  { route: 'GET /invitations', ...write, ask: () => ({ path: '/invitations' }) },
  {
    route: 'POST /invitations',
    ...write,
    ok: 201,
    ask: (_, second) => ({
      path: '/invitations',
      body: {
        email: `${anew()}@mail.test`,
        name: 'Zoé',
        role: 'adviser',
        language: 'fr',
        teamIds: [second.team],
      },
    }),
  },
  {
    route: 'POST /invitations/{id}/mails',
    ...write,
    ok: 201,
    fresh: async ({ people }) => {
      const body = { email: `${anew()}@mail.test`, name: 'Zoé', role: 'adviser', language: 'fr' }
      const made = ok(
        await people.administrator({ method: 'POST', path: '/invitations', body }),
        'invitation',
      )
      return { invitation: (made as { id: string }).id }
    },
    ask: at => ({ path: `/invitations/${at.invitation}/mails` }),
  },
  {
    route: 'DELETE /invitations/{id}',
    ...write,
    fresh: async ({ people }) => {
      const body = { email: `${anew()}@mail.test`, name: 'Zoé', role: 'adviser', language: 'fr' }
      const made = ok(
        await people.administrator({ method: 'POST', path: '/invitations', body }),
        'invitation',
      )
      return { invitation: (made as { id: string }).id }
    },
    ask: at => ({ path: `/invitations/${at.invitation}` }),
  },
  {
    route: 'GET /invitation-links/{token}',
    to: 'anyone',
    foreign: 200, // whoever holds the link is its guest, from wherever they ask
    ask: at => ({ path: `/invitation-links/${at.invitationToken}` }),
  },
  {
    route: 'POST /invitation-links/{token}/acceptance',
    to: 'anyone',
    ok: 422, // without a password nobody is created: that it is read is what this line needs
    foreign: 422,
    ask: at => ({ path: `/invitation-links/${at.invitationToken}/acceptance`, body: { name: 'Zoé' } }),
  },

  { route: 'GET /teams', ...read, ask: () => ({ path: '/teams' }) },
  {
    route: 'POST /teams',
    ...write,
    ok: 201,
    ask: (_, second) => ({
      path: '/teams',
      body: {
        ...team,
        name: anew(),
        siteId: second.site,
        partnerId: second.partner,
        calendarId: second.calendar,
        memberIds: [second.member],
      },
    }),
  },
  {
    route: 'PATCH /teams/{id}',
    ...write,
    fresh: async ({ key }) => {
      const body = { ...team, name: anew(), siteId: null, partnerId: null, calendarId: null }
      return { team: (ok(await key({ method: 'POST', path: '/teams', body }), 'team') as { id: string }).id }
    },
    ask: (at, second) => ({
      path: `/teams/${at.team}`,
      body: { siteId: second.site, calendarId: second.calendar, memberIds: [second.member] },
    }),
  },
  { route: 'GET /sites', ...read, ask: () => ({ path: '/sites' }) },
  {
    route: 'POST /sites',
    ...write,
    ok: 201,
    ask: (_, second) => ({
      path: '/sites',
      body: {
        ...site,
        name: anew(),
        kind: 'partner',
        partnerId: second.partner,
        calendarId: second.calendar,
      },
    }),
  },
  {
    route: 'PATCH /sites/{id}',
    ...write,
    ask: (at, second) => ({ path: `/sites/${at.site}`, body: { calendarId: second.calendar } }),
  },
  { route: 'GET /partners', ...read, ask: () => ({ path: '/partners' }) },
  {
    route: 'POST /partners',
    ...write,
    ok: 201,
    ask: () => ({ path: '/partners', body: { name: anew(), visibleContactFields: [] } }),
  },
  {
    route: 'PATCH /partners/{id}',
    ...write,
    ask: at => ({ path: `/partners/${at.partner}`, body: { visibleContactFields: ['name', 'language'] } }),
  },
  { route: 'GET /calendars', ...read, ask: () => ({ path: '/calendars' }) },
  {
    route: 'POST /calendars',
    ...write,
    ok: 201,
    ask: () => ({ path: '/calendars', body: { ...hours, name: anew() } }),
  },
  {
    route: 'PATCH /calendars/{id}',
    ...write,
    ask: at => ({ path: `/calendars/${at.calendar}`, body: { holidays: 'FR' } }),
  },
  { route: 'GET /calendars/{id}/hours', ...read, ask: at => ({ path: `/calendars/${at.calendar}/hours` }) },

  { route: 'GET /api-keys', ...keys, ask: () => ({ path: '/api-keys' }) },
  {
    route: 'POST /api-keys',
    ...keys,
    ok: 201,
    ask: () => ({ path: '/api-keys', body: { name: anew(), scopes: ['contacts:read'] } }),
  },
  {
    route: 'DELETE /api-keys/{id}',
    ...keys,
    fresh: async ({ people }) => {
      const body = { name: anew(), scopes: ['contacts:read'] }
      const made = ok(await people.administrator({ method: 'POST', path: '/api-keys', body }), 'key')
      return { apiKey: (made as { id: string }).id }
    },
    ask: at => ({ path: `/api-keys/${at.apiKey}` }),
  },
  {
    route: 'GET /audit',
    to: administrators,
    scope: 'audit:read',
    ask: () => ({ path: '/audit' }),
  },
  {
    route: 'GET /audit',
    way: 'about one thing and one person',
    to: administrators,
    scope: 'audit:read',
    foreign: 200, // nothing there is about it
    foreignSecond: 200,
    ask: (_, second) => ({
      path: '/audit',
      query: { subjectId: second.conversation, memberId: second.administrator },
    }),
  },
  { route: 'GET /presence', to: inside, scope: 'settings:read', ask: () => ({ path: '/presence' }) },
]

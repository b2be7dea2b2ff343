import { ok } from './callers.ts'
import { administrators, type Line, leads } from './line.ts'
import type { House } from './world.ts'

const read = { to: leads, scope: 'contacts:read' } as const
const act = { to: leads, scope: 'contacts:write' } as const
const configured = { to: administrators, scope: 'settings:read' } as const
const configure = { to: administrators, scope: 'settings:write' } as const

const made = async (house: House, path: string, body: unknown) =>
  (ok(await house.key({ method: 'POST', path, body }), `POST ${path}`) as { id: string }).id

/** Somebody who may be erased: each call takes one. */
const somebody: NonNullable<Line['fresh']> = async house => ({
  contact: await made(house, '/contacts', { name: `Éphémère ${house.words.own}` }),
})
const request: NonNullable<Line['fresh']> = async house => ({
  rightsRequest: await made(house, `/contacts/${house.seen.contact}/rights-requests`, { kind: 'access' }),
})
const doubted: NonNullable<Line['fresh']> = async (house, ...how) => {
  const found = await request(house, ...how)
  const path = `/rights-requests/${found.rightsRequest}/identity-doubt`
  ok(await house.key({ method: 'PUT', path, body: { reason: 'Autre adresse' } }), `PUT ${path}`)
  return found
}
/** Somebody of long ago, in the archive. */
const archived: NonNullable<Line['fresh']> = async (house, app) => {
  const contact = await made(house, '/contacts', { name: `Lointaine ${house.words.own}` })
  await app.ground.db.system
    .updateTable('contacts')
    .set({ archived_at: new Date() })
    .where('id', '=', contact)
    .execute()
  return { contact }
}
const copy: NonNullable<Line['fresh']> = async house => ({
  dataExport: await made(house, `/contacts/${house.seen.contact}/data-exports`, { language: 'fr' }),
})

/** Lines of contract/privacy.ts. */
export const privacyLines: Line[] = [
  { route: 'GET /privacy/purposes', ...configured, ask: () => ({ path: '/privacy/purposes' }) },
  {
    route: 'GET /contacts/{id}/erasure-preview',
    ...read,
    ask: at => ({ path: `/contacts/${at.contact}/erasure-preview` }),
  },
  {
    route: 'POST /contacts/{id}/erasure',
    to: administrators,
    scope: 'contacts:write',
    fresh: somebody,
    ask: at => ({ path: `/contacts/${at.contact}/erasure`, body: { typed: 'erase' } }),
  },
  {
    route: 'POST /contacts/{id}/archive-exit',
    to: administrators,
    scope: 'contacts:write',
    fresh: archived,
    ask: at => ({ path: `/contacts/${at.contact}/archive-exit`, body: { reason: 'Litige rouvert' } }),
  },
  {
    route: 'GET /workspace-erasure',
    to: administrators,
    peopleOnly: true,
    ask: () => ({ path: '/workspace-erasure' }),
  },
  {
    route: 'POST /workspace-erasure',
    to: administrators,
    peopleOnly: true,
    ok: 422, // another name: the house stays for the other lines
    ask: () => ({ path: '/workspace-erasure', body: { typed: 'une autre maison' } }),
  },
  {
    route: 'POST /workspace-erasure/confirmation',
    to: administrators,
    peopleOnly: true,
    ok: 409,
    ask: () => ({ path: '/workspace-erasure/confirmation', body: { typed: 'effacer' } }),
  },
  {
    route: 'DELETE /workspace-erasure',
    to: administrators,
    peopleOnly: true,
    ask: () => ({ path: '/workspace-erasure' }),
  },
  {
    route: 'GET /erasure-certificates/key',
    to: 'anyone',
    foreign: 200, // a public key
    ask: () => ({ path: '/erasure-certificates/key' }),
  },
  ...['', '/file'].map(
    (part): Line => ({
      route: `GET /erasure-certificates/:token${part}`,
      way: 'guessed',
      to: 'anyone',
      ok: 404,
      ask: () => ({ path: `/erasure-certificates/${'a'.repeat(43)}${part}` }),
    }),
  ),
  { route: 'GET /erasures', ...configured, ask: () => ({ path: '/erasures' }) },
  {
    route: 'PUT /contacts/{id}/legal-hold',
    ...act,
    ask: at => ({ path: `/contacts/${at.contact}/legal-hold`, body: { reason: 'Litige' } }),
  },
  {
    route: 'DELETE /contacts/{id}/legal-hold',
    ...act,
    ask: at => ({ path: `/contacts/${at.contact}/legal-hold` }),
  },
  {
    route: 'GET /contacts/{id}/access-preview',
    ...read,
    ask: at => ({ path: `/contacts/${at.contact}/access-preview` }),
  },
  {
    route: 'POST /contacts/{id}/data-exports',
    ...read,
    ok: 201,
    ask: at => ({ path: `/contacts/${at.contact}/data-exports`, body: { language: 'fr' } }),
  },
  { route: 'POST /data-exports', ...configure, ok: 201, ask: () => ({ path: '/data-exports' }) },
  { route: 'GET /data-exports', ...configured, ask: () => ({ path: '/data-exports' }) },
  {
    route: 'GET /data-exports/{id}',
    ...read,
    ask: at => ({ path: `/data-exports/${at.dataExport}` }),
  },
  {
    route: 'DELETE /data-exports/{id}',
    ...configure,
    fresh: copy,
    ask: at => ({ path: `/data-exports/${at.dataExport}` }),
  },
  { route: 'GET /privacy/sensitive-notes', ...read, ask: () => ({ path: '/privacy/sensitive-notes' }) },
  { route: 'GET /rights-requests', ...read, ask: () => ({ path: '/rights-requests' }) },
  {
    route: 'POST /contacts/{id}/rights-requests',
    ...act,
    ok: 201,
    ask: at => ({ path: `/contacts/${at.contact}/rights-requests`, body: { kind: 'access' } }),
  },
  {
    route: 'PUT /rights-requests/{id}/extension',
    ...act,
    fresh: request,
    ask: at => ({ path: `/rights-requests/${at.rightsRequest}/extension`, body: { reason: 'Complexe' } }),
  },
  {
    route: 'PUT /rights-requests/{id}/identity-doubt',
    ...act,
    fresh: request,
    ask: at => ({
      path: `/rights-requests/${at.rightsRequest}/identity-doubt`,
      body: { reason: 'Autre adresse' },
    }),
  },
  {
    route: 'DELETE /rights-requests/{id}/identity-doubt',
    ...act,
    fresh: doubted,
    ask: at => ({ path: `/rights-requests/${at.rightsRequest}/identity-doubt` }),
  },
  {
    route: 'PUT /rights-requests/{id}/decision',
    ...act,
    fresh: request,
    ask: at => ({ path: `/rights-requests/${at.rightsRequest}/decision`, body: { decision: 'granted' } }),
  },
  { route: 'GET /retention', ...configured, ask: () => ({ path: '/retention' }) },
  {
    route: 'PATCH /retention',
    ...configure,
    ask: () => ({ path: '/retention', body: { months: { prospects: 35 } } }),
  },
  { route: 'GET /retention/trial', ...configured, ask: () => ({ path: '/retention/trial' }) },
  { route: 'GET /backups', ...configured, ask: () => ({ path: '/backups' }) },
  {
    route: 'GET /api/v1/data-exports/:id/file',
    to: 'anyone',
    nobody: 404, // without our signature it opens for no one
    ok: 404,
    ask: at => ({ path: `/api/v1/data-exports/${at.dataExport}/file` }),
  },
]

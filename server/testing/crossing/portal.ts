import { newToken } from '#server/platform/secrets.ts'
import { ok } from './callers.ts'
import { administrators, everybody, type Line } from './line.ts'
import { type House, png } from './world.ts'

const read = { to: everybody, scope: 'settings:read' } as const
const write = { to: administrators, scope: 'settings:write' } as const

/** A word that is new each time: names are unique. */
const anew = () => newToken().token.slice(0, 12)

const form = 'application/x-www-form-urlencoded'
const guessed = 'a'.repeat(43)

/** A number that is new each time: each is there once. */
const phone = () => ({
  number: `02 61 ${String(Math.floor(Math.random() * 1_000_000)).padStart(6, '0')}`,
  labelFr: 'Service clients',
  labelEn: 'Customer care',
  purpose: 'support',
})

const aSubProcessor = {
  name: 'Traduction',
  country: 'Portugal',
  purposeFr: 'Traduit',
  purposeEn: 'Translates',
}
const announced = async ({ key }: House) => {
  const made = ok(
    await key({ method: 'POST', path: '/sub-processors', body: aSubProcessor }),
    'sub-processor',
  )
  return { subProcessor: (made as { id: string }).id }
}

/** Lines of what customers reach by themselves, and of its settings: brands, phones, pages, forms. */
export const portalLines: Line[] = [
  { route: 'GET /brands', ...read, ask: () => ({ path: '/brands' }) },
  { route: 'POST /brands', ...write, ok: 201, ask: () => ({ path: '/brands', body: { name: anew() } }) },
  {
    route: 'PATCH /brands/{id}',
    ...write,
    ask: at => ({ path: `/brands/${at.brand}`, body: { colour: '#123456' } }),
  },
  {
    route: 'DELETE /brands/{id}',
    ...write,
    fresh: async ({ key }) => {
      const made = ok(await key({ method: 'POST', path: '/brands', body: { name: anew() } }), 'brand')
      return { brand: (made as { id: string }).id }
    },
    ask: at => ({ path: `/brands/${at.brand}` }),
  },
  {
    route: 'POST /api/v1/brands/:id/logo',
    ...write,
    ok: 201,
    ask: at => ({ path: `/api/v1/brands/${at.brand}/logo`, file: { name: 'logo.png', bytes: png } }),
  },
  {
    route: 'GET /brands/:id/logo',
    to: 'anyone',
    foreign: 200, // a logo is there to be seen
    ask: at => ({ path: `/brands/${at.brand}/logo` }),
  },

  { route: 'GET /phones', ...read, ask: () => ({ path: '/phones' }) },
  {
    route: 'POST /phones',
    ...write,
    ok: 201,
    ask: (_, second) => ({ path: '/phones', body: { ...phone(), calendarId: second.calendar } }),
  },
  {
    route: 'PATCH /phones/{id}',
    ...write,
    ask: (at, second) => ({ path: `/phones/${at.phone}`, body: { calendarId: second.calendar } }),
  },
  {
    route: 'DELETE /phones/{id}',
    ...write,
    fresh: async ({ key }) => {
      const made = ok(await key({ method: 'POST', path: '/phones', body: phone() }), 'phone')
      return { phone: (made as { id: string }).id }
    },
    ask: at => ({ path: `/phones/${at.phone}` }),
  },

  { route: 'GET /contact-page', ...read, ask: () => ({ path: '/contact-page' }) },
  {
    route: 'PATCH /contact-page',
    ...write,
    ask: () => ({ path: '/contact-page', body: { answerPromise: 'opening' } }),
  },
  {
    route: 'GET /contact-page/preview',
    ...read,
    ask: () => ({ path: '/contact-page/preview', query: { language: 'fr' } }),
  },
  {
    route: 'POST /contact-page/checks',
    ...write,
    ok: 201,
    ask: () => ({ path: '/contact-page/checks' }),
  },
  {
    route: 'POST /contact-page/publication',
    ...write,
    ok: 201,
    ask: () => ({ path: '/contact-page/publication' }),
  },
  {
    route: 'DELETE /contact-page/publication',
    ...write,
    // The page of the house stays published for the lines that read it.
    fresh: async ({ key }) => {
      ok(await key({ method: 'POST', path: '/contact-page/publication' }), 'publication')
      return {}
    },
    ask: () => ({ path: '/contact-page/publication' }),
  },
  { route: 'GET /accessibility-statement', ...read, ask: () => ({ path: '/accessibility-statement' }) },
  {
    route: 'PATCH /accessibility-statement',
    ...write,
    ask: () => ({ path: '/accessibility-statement', body: { conformity: 'partial' } }),
  },
  { route: 'GET /sub-processors', ...read, to: administrators, ask: () => ({ path: '/sub-processors' }) },
  {
    route: 'POST /sub-processors',
    ...write,
    ok: 201,
    ask: () => ({ path: '/sub-processors', body: aSubProcessor }),
  },
  {
    route: 'PATCH /sub-processors/{id}',
    ...write,
    fresh: announced,
    ask: at => ({ path: `/sub-processors/${at.subProcessor}`, body: { country: 'France' } }),
  },
  {
    route: 'DELETE /sub-processors/{id}',
    ...write,
    fresh: announced,
    ask: at => ({ path: `/sub-processors/${at.subProcessor}` }),
  },

  // Two houses: none is meant by an address that names none.
  { route: 'GET /contact', to: 'anyone', ok: 404, ask: () => ({ path: '/contact' }) },
  {
    route: 'GET /contact/:slug',
    to: 'anyone',
    ok: 404, // taken offline by the line above
    ask: at => ({ path: `/contact/${at.slug}` }),
  },
  {
    route: 'GET /accessibility/:slug',
    to: 'anyone',
    foreign: 200, // a statement is there to be read
    ask: at => ({ path: `/accessibility/${at.slug}` }),
  },
  {
    route: 'GET /subprocessors/:slug',
    to: 'anyone',
    foreign: 200, // so is who handles data
    ask: at => ({ path: `/subprocessors/${at.slug}` }),
  },
  {
    route: 'POST /subprocessors/:slug',
    to: 'anyone',
    ok: 422, // anybody may ask to be told; without an address nothing is kept
    foreign: 422,
    ask: at => ({ path: `/subprocessors/${at.slug}`, raw: { type: form, bytes: 'email=personne' } }),
  },
  // A token that nobody made opens a page that says no more than one that has left.
  ...['readers/:token', 'readers/:token/end'].map(
    (path): Line => ({
      route: `GET /subprocessors/:slug/${path}`,
      to: 'anyone',
      foreign: 200,
      ask: at => ({ path: `/subprocessors/${at.slug}/${path.replace(':token', guessed)}` }),
    }),
  ),
  {
    route: 'POST /subprocessors/:slug/readers/:token/confirmation',
    way: 'guessed',
    to: 'anyone',
    ok: 404,
    ask: at => ({
      path: `/subprocessors/${at.slug}/readers/${guessed}/confirmation`,
      raw: { type: form, bytes: 'lang=fr' },
    }),
  },
  {
    route: 'POST /subprocessors/:slug/readers/:token/end',
    way: 'guessed',
    to: 'anyone',
    foreign: 200,
    ask: at => ({
      path: `/subprocessors/${at.slug}/readers/${guessed}/end`,
      raw: { type: form, bytes: 'List-Unsubscribe=One-Click' },
    }),
  },

  {
    route: 'GET /r/:token',
    to: 'anyone',
    foreign: 200, // the token is the whole right, for whoever holds it
    ask: at => ({ path: `/r/${at.requestToken}` }),
  },
  { route: 'GET /r/:token', way: 'guessed', to: 'anyone', ok: 404, ask: () => ({ path: `/r/${guessed}` }) },
  {
    route: 'GET /r/:token/files/:id',
    way: 'of another conversation',
    to: 'anyone',
    ok: 404,
    ask: (at, second) => ({ path: `/r/${at.requestToken}/files/${second.upload}` }),
  },
  {
    route: 'POST /r/:token/messages',
    to: 'anyone',
    ok: 422,
    foreign: 422,
    ask: at => ({ path: `/r/${at.requestToken}/messages`, raw: { type: form, bytes: 'text=' } }),
  },
  ...['closure', 'reopening', 'renewal'].map(
    (act): Line => ({
      route: `POST /r/:token/${act}`,
      way: 'guessed',
      to: 'anyone',
      ok: 404,
      ask: () => ({ path: `/r/${guessed}/${act}`, raw: { type: form, bytes: 'lang=fr' } }),
    }),
  ),
  {
    route: 'GET /requests/:slug',
    to: 'anyone',
    foreign: 200,
    ask: at => ({ path: `/requests/${at.slug}` }),
  },
  {
    route: 'POST /requests/:slug',
    to: 'anyone',
    ok: 303, // the same for an address that is unknown
    foreign: 303,
    ask: at => ({
      path: `/requests/${at.slug}`,
      raw: { type: form, bytes: 'email=personne%40mail.test' },
    }),
  },
]

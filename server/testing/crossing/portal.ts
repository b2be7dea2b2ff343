import { newToken } from '#server/platform/secrets.ts'
import { ok } from './callers.ts'
import { administrators, everybody, type Line } from './line.ts'
import { png } from './world.ts'

const read = { to: everybody, scope: 'settings:read' } as const
const write = { to: administrators, scope: 'settings:write' } as const

/** A word that is new each time: names are unique. */
const anew = () => newToken().token.slice(0, 12)

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
]

import { ok } from './callers.ts'
import { inside, type Line, leads } from './line.ts'

const read = { to: inside, scope: 'settings:read' } as const
const write = { to: leads, scope: 'settings:write' } as const
const body = { all: [{ on: 'vip' }] }

const aSegment: Line['fresh'] = async ({ key }) => {
  const asked = { method: 'POST', path: '/segments', body: { name: 'VIP', body } }
  return { segment: (ok(await key(asked), 'segment') as { id: string }).id }
}

/** Lines of contract/segments.ts. */
export const segmentLines: Line[] = [
  { route: 'GET /segments', ...read, ask: () => ({ path: '/segments' }) },
  {
    route: 'POST /segments',
    ...write,
    ok: 201,
    ask: () => ({ path: '/segments', body: { name: 'VIP', body } }),
  },
  {
    route: 'PATCH /segments/{id}',
    ...write,
    ask: at => ({ path: `/segments/${at.segment}`, body: { name: 'VIP' } }),
  },
  {
    route: 'PUT /segments/order',
    ...write,
    ok: 422, // each segment must be named: that it is ours is looked at first
    ask: at => ({ path: '/segments/order', body: { ids: [at.segment, at.segment] } }),
  },
  {
    route: 'DELETE /segments/{id}',
    ...write,
    fresh: aSegment,
    ask: at => ({ path: `/segments/${at.segment}` }),
  },
  {
    route: 'POST /segments/{id}/restoration',
    ...write,
    fresh: async (house, app) => {
      const made = await aSegment(house, app)
      ok(await house.key({ method: 'DELETE', path: `/segments/${made.segment}` }), 'away')
      return made
    },
    ask: at => ({ path: `/segments/${at.segment}/restoration` }),
  },
  { route: 'GET /segment-counts', ...read, ask: () => ({ path: '/segment-counts' }) },
  {
    route: 'POST /segment-previews',
    to: leads,
    scope: 'contacts:read',
    ask: () => ({ path: '/segment-previews', body: { body } }),
  },
  {
    route: 'GET /contacts/{id}/segments',
    to: inside,
    scope: 'contacts:read',
    ask: at => ({ path: `/contacts/${at.contact}/segments` }),
  },
]

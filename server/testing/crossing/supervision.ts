import { ok } from './callers.ts'
import { type Line, leads } from './line.ts'

const read = { to: leads, scope: 'conversations:read' } as const
const write = { to: leads, scope: 'settings:write' } as const

const aLink: Line['fresh'] = async ({ key }) => {
  const made = ok(
    await key({ method: 'POST', path: '/wallboard-links', body: { name: 'Écran', board: 'all' } }),
    'link',
  )
  return { boardLink: (made as { id: string }).id }
}

/** Lines of contract/supervision.ts. */
export const supervisionLines: Line[] = [
  { route: 'GET /wallboards', ...read, ask: () => ({ path: '/wallboards' }) },
  { route: 'GET /wallboards/{board}', ...read, ask: at => ({ path: `/wallboards/team-${at.team}` }) },
  {
    route: 'GET /wallboard-links',
    to: leads,
    scope: 'settings:read',
    ask: () => ({ path: '/wallboard-links' }),
  },
  {
    route: 'POST /wallboard-links',
    ...write,
    ok: 201,
    ask: (_, second) => ({
      path: '/wallboard-links',
      body: { name: 'Écran', board: `team-${second.team}` },
    }),
  },
  {
    route: 'DELETE /wallboard-links/{id}',
    ...write,
    fresh: aLink,
    ask: at => ({ path: `/wallboard-links/${at.boardLink}` }),
  },
]

import { administrators, type Line, leads } from './line.ts'

const read = { to: leads, scope: 'settings:read' } as const
const write = { to: administrators, scope: 'settings:write' } as const

/** Lines of contract/queues.ts: who is given what. */
export const queueLines: Line[] = [
  { route: 'GET /routing/settings', ...read, ask: () => ({ path: '/routing/settings' }) },
  {
    route: 'PUT /routing/settings',
    ...write,
    ask: () => ({ path: '/routing/settings', body: { isOn: false, vipWeight: 2 } }),
  },
]

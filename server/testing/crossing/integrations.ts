import { ok } from './callers.ts'
import { administrators, type Line } from './line.ts'

const read = { to: administrators, scope: 'settings:read' } as const
const write = { to: administrators, scope: 'settings:write' } as const

let made = 0
const anew = () => `webhook ${++made}`

const aWebhook: NonNullable<Line['fresh']> = async ({ key }) => {
  const body = { name: anew(), url: 'https://shop.invalid/hook', types: ['survey.sent'] }
  const webhook = ok(await key({ method: 'POST', path: '/webhooks', body }), 'webhook')
  return { webhook: (webhook as { id: string }).id }
}

/** Lines of contract/integrations.ts. */
export const integrationLines: Line[] = [
  { route: 'GET /webhooks', ...read, ask: () => ({ path: '/webhooks' }) },
  { route: 'GET /webhook-events', ...read, ask: () => ({ path: '/webhook-events' }) },
  {
    route: 'POST /webhooks',
    ...write,
    ok: 201,
    ask: (_, second) => ({
      path: '/webhooks',
      body: {
        name: anew(),
        url: 'https://shop.invalid/hook',
        types: ['survey.sent'],
        teamIds: [second.team],
        channelIds: [second.channel],
      },
    }),
  },
  { route: 'GET /webhooks/{id}', ...read, ask: at => ({ path: `/webhooks/${at.webhook}` }) },
  {
    route: 'PATCH /webhooks/{id}',
    ...write,
    ask: (at, second) => ({ path: `/webhooks/${at.webhook}`, body: { teamIds: [second.team] } }),
  },
  {
    route: 'PUT /webhooks/{id}/pause',
    ...write,
    fresh: aWebhook,
    ask: at => ({ path: `/webhooks/${at.webhook}/pause` }),
  },
  {
    route: 'DELETE /webhooks/{id}/pause',
    ...write,
    fresh: aWebhook,
    ask: at => ({ path: `/webhooks/${at.webhook}/pause` }),
  },
  {
    route: 'DELETE /webhooks/{id}',
    ...write,
    fresh: aWebhook,
    ask: at => ({ path: `/webhooks/${at.webhook}` }),
  },
  {
    route: 'POST /webhooks/{id}/secrets',
    ...write,
    ok: 201,
    ask: at => ({ path: `/webhooks/${at.webhook}/secrets`, body: {} }),
  },
  {
    route: 'POST /webhooks/{id}/tests',
    ...write,
    ok: 201,
    ask: at => ({ path: `/webhooks/${at.webhook}/tests`, body: {} }),
  },
  {
    route: 'GET /webhooks/{id}/deliveries',
    ...read,
    foreignSecond: 200,
    ask: (at, second) => ({
      path: `/webhooks/${at.webhook}/deliveries`,
      query: { conversation: second.conversation },
    }),
  },
  {
    route: 'POST /webhooks/{id}/replays',
    ...write,
    ok: 201,
    fresh: aWebhook,
    ask: at => ({
      path: `/webhooks/${at.webhook}/replays`,
      body: { from: '2026-01-01T00:00:00Z', onlyMissed: true },
    }),
  },
  {
    route: 'POST /webhooks/{id}/replays',
    way: 'of one delivery',
    ...write,
    ok: 201,
    fresh: async (house, app) => {
      const { webhook = '' } = await aWebhook(house, app)
      const sent = await house.key({ method: 'POST', path: `/webhooks/${webhook}/tests`, body: {} })
      return { webhook, webhookDelivery: (ok(sent, 'test') as { id: string }).id }
    },
    ask: (at, second) => ({
      path: `/webhooks/${at.webhook}/replays`,
      body: { deliveryId: second.webhookDelivery },
    }),
    // On a webhook of their own that is paused, nothing is sent again, whoever's it is.
    foreignSecond: 409,
  },
]

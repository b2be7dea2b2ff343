import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Brand } from '#contract/brands.ts'
import type { Webhook, WebhookDelivery } from '#contract/integrations.ts'
import { aMail, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'
import { furnish } from './furnishing.ts'

let app: TestApp
const clock = { at: new Date(), now: () => new Date(clock.at) }
beforeAll(async () => {
  app = await testApp({ clock })
})
afterAll(() => app.close())

test('Q27: a demonstration has a logo, and a webhook that is disabled with what it told; done again, nothing changes', async () => {
  const now = clock.at
  clock.at = new Date(now.getTime() - 10 * 86_400_000)
  const shop = await aWorkspace(app)
  for (const place of [1, 2, 3, 4, 5, 6, 7])
    await shop.call(
      'POST',
      `/channels/${shop.channelId}/raw`,
      aMail({ from: `client${place}@mail.test`, to: shop.address, subject: `Demande ${place}` }),
    )
  await app.settle()
  clock.at = now
  for (const _ of ['once', 'again']) {
    await furnish(app.ground, shop.id)
    const { items } = (await shop.call<{ items: Webhook[] }>('GET', '/webhooks')).body
    expect(items).toMatchObject([{ state: 'disabled', lastProblem: 'status_503' }])
    // Plainly an example: no such host can exist.
    expect(new URL(items[0]!.url).hostname).toMatch(/\.example$/)
    const log = await shop.call<{ items: WebhookDelivery[] }>('GET', `/webhooks/${items[0]!.id}/deliveries`)
    const states = log.body.items.map(({ state }) => state)
    expect(states).toEqual(['failed', 'failed', 'failed', 'failed', 'failed', 'delivered', 'delivered'])
    expect(log.body.items[0]!.attempts).toHaveLength(3)
    const brands = await shop.call<{ items: Brand[] }>('GET', '/brands')
    const logo = await app.http.inject({ url: `/brands/${brands.body.items[0]!.id}/logo` })
    expect(logo).toMatchObject({
      statusCode: 200,
      headers: expect.objectContaining({ 'content-type': 'image/png' }),
    })
  }
})

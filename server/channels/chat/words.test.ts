import { afterAll, beforeAll, expect, test } from 'vitest'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
let shop: TestWorkspace
beforeAll(async () => {
  app = await testApp()
  shop = await aWorkspace(app)
})
afterAll(() => app?.close())

test('E46, TEL-1: a chat is not given words that promise hours, delays or dear numbers, in any of its texts', async () => {
  const made = await shop.call<{ id: string; welcome: { fr: string } }>('POST', '/channels', {
    ...{ kind: 'chat', name: 'Boutique', language: 'fr', teamId: shop.teamId },
  })
  expect(made.status).toBe(201)
  const change = (change: object) =>
    shop.call<{ code?: string; message?: string; welcome?: object }>('PATCH', `/channels/${made.body.id}`, {
      ...{ kind: 'chat', ...change },
    })
  const rule = { id: 'aide', page: '/', afterSeconds: 5, onlyWhenOpen: false }
  const field = { key: 'order', type: 'text', required: false, choices: [], labelEn: 'Order' }
  for (const [words, code] of [
    [{ welcome: { fr: 'Réponse 24h/24', en: 'Hello' } }, 'chat.words_promise'],
    [{ welcome: { fr: 'Bonjour', en: 'Open 24/7' } }, 'chat.words_promise'],
    [{ away: { fr: 'Revenez lundi, nous répondons dès 9 h', en: 'Away' } }, 'chat.words_promise'],
    [{ notice: { fr: 'Réponse immédiate', en: 'Hello', url: null } }, 'chat.words_promise'],
    [{ proactive: [{ ...rule, text: { fr: 'Une aide ?', en: 'Instant help?' } }] }, 'chat.words_promise'],
    [{ preChat: [{ ...field, labelFr: 'Ou appelez le 0892 123 456' }] }, 'chat.words_dear'],
  ] as const) {
    const refused = await change(words)
    expect([refused.status, refused.body.code], JSON.stringify(words)).toEqual([422, code])
  }
  const fair = { fr: 'Bonjour, une question sur un bouquet ?', en: 'Hello, a question about a bouquet?' }
  const kept = await change({ welcome: fair, proactive: [{ ...rule, text: fair }] })
  expect(kept.status, JSON.stringify(kept.body)).toBe(200)
  expect(kept.body.welcome).toEqual(fair)
})

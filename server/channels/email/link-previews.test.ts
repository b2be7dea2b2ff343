import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

let app: TestApp
let shop: TestWorkspace
let outside: Server
const asked: string[] = []
let base = ''
beforeAll(async () => {
  outside = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('<title>Aperçu</title><meta property="og:image" content="/apercu.png">')
  })
  await new Promise<void>(done => outside.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`
  app = await testApp()
  shop = await aWorkspace(app)
})
afterAll(async () => {
  await app.close()
  await new Promise(done => outside.close(done))
})

test('SEC-1: a message with links and pictures arrives, is searched and shown, and nothing outside is asked', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch')
  const raw = aMail({
    from: 'anna@mail.test',
    to: shop.address,
    subject: `Regardez ${base}/sujet`,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    text: `<p>Voici <a href="${base}/lien">la page</a> ${base}/page?quand=lu <img src="${base}/pixel.gif"></p>`,
  })
  const { body } = await shop.call<{ conversationId: string }>('POST', `/channels/${shop.channelId}/raw`, raw)
  await app.settle()
  const path = `/conversations/${body.conversationId}`
  const messages = await shop.call<{ items: { text: string; html: string | null }[] }>(
    'GET',
    `${path}/messages`,
  )
  await shop.call('GET', path)
  await shop.call('GET', '/conversations?view=all&q=page')
  await app.settle()
  // The words are all there: it is not for want of a link that nothing was asked.
  expect(JSON.stringify(messages.body)).toContain(`${base}/lien`)
  expect(asked).toEqual([])
  expect(fetched.mock.calls.map(([url]) => String(url))).toEqual([])
  fetched.mockRestore()
})

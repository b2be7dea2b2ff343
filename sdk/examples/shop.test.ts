import { once } from 'node:events'
import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readNetworks } from '../../server/platform/outside.ts'
import { newToken } from '../../server/platform/secrets.ts'
import { type OwnDatabase, ownDatabase } from '../../server/platform/testing/postgres.ts'
import { aWorkspace, type TestApp, type TestWorkspace, testApp } from '../../server/testing/app.ts'
import { type Boucle, createBoucle, type WebhookPayload } from '../src/index.ts'
import { hearBoucle, type Order, tellOrder } from './shop.ts'

let database: OwnDatabase
let app: TestApp
let shop: TestWorkspace
let boucle: Boucle
const servers: Server[] = []
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, config: { webhookNetworks: readNetworks('127.0.0.1')! } })
  shop = await aWorkspace(app)
  const { token, hash } = newToken('bcl_')
  await app.ground.db.system
    .insertInto('api_keys')
    .values({
      workspace_id: shop.id,
      id: app.ground.newId(),
      name: 'shop',
      token_hash: hash,
      token_end: token.slice(-4),
      scopes: ['contacts:read', 'contacts:write', 'events:read', 'settings:read', 'settings:write'],
      role: 'administrator',
    })
    .execute()
  const url = await app.http.listen({ host: '127.0.0.1', port: 0 })
  boucle = createBoucle({ url, key: token })
})
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  await app?.close()
  await database?.drop()
})

const order: Order = {
  number: '88213',
  status: 'paid',
  total: 42.5,
  customer: { name: 'Anna Pereira', email: 'anna@mail.test' },
  placedAt: '2026-11-20T10:00:00.000Z',
}

test('D26 Q27: a shop tells an order, again when it changes, and both times it is one order of one customer', async () => {
  const first = await tellOrder(boucle, order)
  expect(await tellOrder(boucle, { ...order, status: 'sent' })).toBe(first)
  const { items } = await boucle.contacts.listRecords({ id: first })
  expect(items).toMatchObject([{ externalId: '88213', status: 'sent', amount: 42.5 }])
  const found = await boucle.contacts.listContacts({ q: 'Pereira' })
  expect(found.items).toHaveLength(1)
})

test('SEC-3: a shop hears of it by a signed webhook once, and refuses what is forged or altered', async () => {
  const heard: WebhookPayload[] = []
  let secret = ''
  // It learns its secret when the webhook is made.
  const server = hearBoucle(await makeWebhook(), async event => void heard.push(event))
  servers.push(server)
  server.listen(port)
  await once(server, 'listening')
  await tellOrder(boucle, { ...order, status: 'delivered' })
  await app.settle()
  expect(heard).toHaveLength(1)
  expect(heard[0]).toMatchObject({
    type: 'record.updated',
    data: { values: { recordType: 'order', externalId: '88213', statusAfter: 'delivered' } },
  })
  const { items } = await boucle.integrations.listWebhooks()
  await boucle.integrations.replayWebhook({ id: items[0]!.id, deliveryId: heard[0]!.data.eventId })
  await app.settle()
  expect(heard).toHaveLength(1) // it was known
  const body = JSON.stringify(heard[0])
  const forged = {
    'webhook-id': 'x',
    'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
    'webhook-signature': 'v1,Zm9yZ2Vk',
  }
  expect(await posted(forged, body)).toBe(400)
  expect(await posted({}, body)).toBe(400)
  expect(heard).toHaveLength(1)
  expect(secret).toMatch(/^whsec_/)

  async function makeWebhook() {
    const made = await boucle.integrations.createWebhook({
      name: 'Shop',
      url: `http://127.0.0.1:${await freePort()}/boucle`,
      types: ['record.updated'],
    })
    secret = made.secret
    return made.secret
  }
})

let port = 0
async function freePort(): Promise<number> {
  const server = hearBoucle('', async () => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  server.close()
  await once(server, 'close')
  return port
}

function posted(headers: Record<string, string>, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const post = request({ host: '127.0.0.1', port, method: 'POST', headers }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    })
    post.on('error', reject)
    post.end(body)
  })
}

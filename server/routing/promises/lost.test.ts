import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Conversation } from '#contract/conversations.ts'
import { setDeliveryStatus } from '#server/conversations/index.ts'
import { ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

// A Tuesday in Paris, where houses are there from Monday to Friday, nine to six.
let now = new Date('2026-03-10T09:00:00Z')
let app: TestApp
let database: Awaited<ReturnType<typeof ownDatabase>>
let shop: TestWorkspace
let id: string

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})
beforeEach(async () => {
  at('10T09:00')
  shop = await aWorkspace(app)
  const target = { amount: 4, unit: 'openHour' }
  const made = await shop.call('POST', '/sla-policies', { name: 'Vive', first: target })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const raw = aMail({ to: shop.address, from: 'anna@mail.test' })
  const { body } = await shop.call<{ conversationId: string }>('POST', `/channels/${shop.channelId}/raw`, raw)
  id = body.conversationId
  await app.settle()
})

const at = (time: string) => {
  now = new Date(`2026-03-${time}:00Z`)
}
const replied = async () => {
  const { body, status } = await shop.call<{ id: string }>('POST', `/conversations/${id}/messages`, {
    text: 'Bonjour',
    afterwards: 'wait',
  })
  expect(status, JSON.stringify(body)).toBe(201)
  await app.settle()
  return body.id
}
/** A mail that failed for good, or that its server gave back. */
const lost = async (messageId: string, status: 'failed' | 'bounced') => {
  await app.ground.db.inWorkspace(shop.id, async tx => {
    await tx
      .updateTable('deliveries')
      .set({ state: 'failed' })
      .where('workspace_id', '=', shop.id)
      .where('message_id', '=', messageId)
      .execute()
    await setDeliveryStatus(app.ground, tx, messageId, status, 'Nobody answers')
  })
  await app.settle()
}
const firsts = async () => {
  const { body } = await shop.call<Conversation>('GET', `/conversations/${id}`)
  return body.clocks
    .filter(({ kind }) => kind === 'first_response')
    .map(({ state, startedAt, dueAt, metAt }) => [
      state,
      ...[startedAt, dueAt, metAt].map(one => one?.slice(8, 16)),
    ])
}
const running = ['running', '10T09:00', '10T13:00', undefined]

test.each(['failed', 'bounced'] as const)(
  'a first reply that %s answered nobody: its clock runs on from when they asked, and the next reply meets it',
  async status => {
    at('10T10:00')
    const message = await replied()
    expect((await firsts()).map(([state, , , metAt]) => [state, metAt])).toEqual([['met', '10T10:00']])
    at('10T11:00')
    await lost(message, status)
    expect(await firsts()).toEqual([running])
    at('10T12:00')
    await replied()
    expect((await firsts()).map(([state, , , metAt]) => [state, metAt])).toEqual([['met', '10T12:00']])
  },
)

test('a first reply that is sent again counts from then on', async () => {
  at('10T10:00')
  const message = await replied()
  at('10T11:00')
  await lost(message, 'failed')
  at('10T12:00')
  const delivery = await app.ground.db.system
    .selectFrom('deliveries')
    .select('id')
    .where('workspace_id', '=', shop.id)
    .where('message_id', '=', message)
    .executeTakeFirstOrThrow()
  expect((await shop.call('POST', `/deliveries/${delivery.id}/retry`)).status).toBeLessThan(300)
  await app.settle()
  expect((await firsts()).map(([state, , , metAt]) => [state, metAt])).toEqual([['met', '10T12:00']])
})

test('of two replies of which the first was lost, the other is the first', async () => {
  at('10T10:00')
  const message = await replied()
  at('10T14:00')
  await replied()
  await lost(message, 'bounced')
  const { body } = await shop.call<Conversation>('GET', `/conversations/${id}`)
  expect(body.clocks.find(({ kind }) => kind === 'first_response')).toMatchObject({
    ...{ state: 'met', metAt: '2026-03-10T14:00:00.000Z', breachedAt: '2026-03-10T13:00:00.000Z' },
  })
})

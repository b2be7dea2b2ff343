import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Conversation } from '#contract/conversations.ts'
import { ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

// A Tuesday in Paris, where houses are there from Monday to Friday, nine to six.
let now = new Date('2026-03-10T09:00:00Z')
let app: TestApp
let database: Awaited<ReturnType<typeof ownDatabase>>
let shop: TestWorkspace

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
  const made = await shop.call('POST', '/sla-policies', {
    name: 'Vive',
    first: { amount: 4, unit: 'openHour' },
    resolution: { amount: 8, unit: 'openHour' },
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
})

const at = (time: string) => {
  now = new Date(`2026-03-${time}:00Z`)
}
const received = async (subject: string) => {
  const raw = aMail({ to: shop.address, from: 'anna@mail.test', subject })
  const { body } = await shop.call<{ conversationId: string }>('POST', `/channels/${shop.channelId}/raw`, raw)
  await app.settle()
  return body.conversationId
}
const clocksOf = async (id: string) => {
  await app.settle()
  const { body } = await shop.call<Conversation>('GET', `/conversations/${id}`)
  return Object.fromEntries(
    body.clocks.map(({ kind, dueAt, startedAt }) => [kind, [startedAt, dueAt].map(one => one?.slice(8, 16))]),
  )
}
const changed = async (method: string, path: string, body?: object) => {
  const answer = await shop.call(method, path, body)
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  await app.settle()
}
const of = {
  early: { first_response: ['10T09:00', '10T13:00'], resolution: ['10T09:00', '10T17:00'] },
  late: { first_response: ['10T11:00', '10T15:00'], resolution: ['10T11:00', '11T10:00'] },
}

test.each(['early', 'late'] as const)(
  'invariant 12: whichever of two requests goes on, here the %s one, is due as the earlier, and each has its own again once apart',
  async stays => {
    const ids = { early: await received('Un'), late: '' }
    at('10T11:00')
    ids.late = await received('Deux')
    expect([await clocksOf(ids.early), await clocksOf(ids.late)]).toEqual([of.early, of.late])
    const gone = stays === 'early' ? ids.late : ids.early
    at('10T12:00')
    await changed('POST', `/conversations/${gone}/joining`, { into: ids[stays] })
    expect(await clocksOf(ids[stays])).toEqual(of.early)
    at('10T12:30')
    await changed('DELETE', `/conversations/${gone}/joining`)
    expect([await clocksOf(ids.early), await clocksOf(ids.late)]).toEqual([of.early, of.late])
  },
)

test('invariant 12: of two that were answered, the one that goes on ends when the earlier would have, pauses and all', async () => {
  const early = await received('Un')
  at('10T10:00')
  await changed('POST', `/conversations/${early}/messages`, { text: 'Bonjour', afterwards: 'stay' })
  at('10T11:00')
  const late = await received('Deux')
  await changed('POST', `/conversations/${late}/messages`, { text: 'Bonjour', afterwards: 'wait' })
  at('10T12:00')
  await changed('PUT', `/conversations/${late}/status`, { status: 'open' })
  expect((await clocksOf(late)).resolution).toEqual(['10T11:00', '11T11:00'])
  await changed('POST', `/conversations/${early}/joining`, { into: late })
  expect((await clocksOf(late)).resolution).toEqual(of.early.resolution)
  // What is paused together is paused for both.
  at('10T13:00')
  await changed('PUT', `/conversations/${late}/status`, { status: 'waiting' })
  at('10T14:00')
  await changed('PUT', `/conversations/${late}/status`, { status: 'open' })
  expect((await clocksOf(late)).resolution).toEqual(['10T09:00', '11T09:00'])
  await changed('DELETE', `/conversations/${early}/joining`)
  expect((await clocksOf(late)).resolution).toEqual(['10T11:00', '11T12:00'])
})

test('what was closed already before it is joined into another makes nothing due sooner', async () => {
  const early = await received('Un')
  await changed('POST', `/conversations/${early}/closure`, {})
  at('10T11:00')
  const late = await received('Deux')
  await changed('POST', `/conversations/${early}/joining`, { into: late })
  expect(await clocksOf(late)).toEqual(of.late)
})

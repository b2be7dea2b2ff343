import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Conversation } from '#contract/conversations.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { wakeDue } from './jobs.ts'

let app: TestApp
let workspace: TestWorkspace
let lea: TestMember
let max: TestMember
let now = new Date('2026-05-04T08:00:00Z')

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
afterAll(() => app.close())
beforeEach(async () => {
  workspace = await aWorkspace(app)
  const inTeam = { teamIds: [workspace.teamId] }
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', ...inTeam })
  max = await aMember(app, workspace, 'adviser', { name: 'Max Petit', ...inTeam })
})

async function received(text = 'Bonjour', headers: Record<string, string> = {}): Promise<string> {
  const messageId = `<${workspace.slug}-${Math.random().toString(36).slice(2)}@mail.test>`
  const raw = aMail({ to: workspace.address, from: 'anna@mail.test', text, messageId, headers })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
  await app.settle()
  first ??= messageId
  return body.conversationId as string
}
let first: string | undefined
beforeEach(() => {
  first = undefined
})
const seen = async (id: string) => (await lea.call<Conversation>('GET', `/conversations/${id}`)).body
const snooze = (id: string, until: Date | null) =>
  lea.call('PUT', `/conversations/${id}/snooze`, { until: until?.toISOString() ?? null })
const inAnHour = () => new Date(now.getTime() + 3_600_000)
async function anHourLater() {
  now = new Date(now.getTime() + 3_601_000)
  await wakeDue(app.ground)
}
const assigns = (id: string, memberId: string | null) =>
  lea.call('PUT', `/conversations/${id}/assignment`, { memberId })

const wakings: Record<string, (id: string) => Promise<unknown>> = {
  'at its hour': anHourLater,
  'by hand': id => lea.call('DELETE', `/conversations/${id}/snooze`),
  'because the customer writes': () => received('Alors ?', { 'In-Reply-To': first! }),
}
test.each(Object.entries(wakings))(
  'a new conversation that was put aside, twice even, is new again when it wakes %s',
  async (_, wakes) => {
    const id = await received()
    expect((await seen(id)).status).toBe('new')
    await snooze(id, null)
    await snooze(id, inAnHour())
    expect((await seen(id)).status).toBe('snoozed')
    await wakes(id)
    expect(await seen(id)).toMatchObject({ status: 'new', snoozedUntil: null, assignee: null })
  },
)

test.each(Object.entries(wakings))(
  'what somebody was given, or had looked at, is open when it wakes %s',
  async (_, wakes) => {
    const id = await received()
    await snooze(id, inAnHour())
    await assigns(id, max.id)
    await wakes(id)
    expect((await seen(id)).status).toBe('open')
    await assigns(id, null)
    await snooze(id, inAnHour())
    await wakes(id)
    expect(await seen(id)).toMatchObject({ status: 'open', assignee: null })
  },
)

test('a reply that is taken back leaves what was put aside as new as it was', async () => {
  const id = await received()
  await snooze(id, inAnHour())
  const { body } = await lea.call<{ id: string }>('POST', `/conversations/${id}/messages`, { text: 'Oui.' })
  expect((await seen(id)).status).not.toBe('snoozed')
  const back = await lea.call('POST', `/conversations/${id}/messages/${body.id}/cancellation`)
  expect(back.status).toBeLessThan(300)
  expect((await seen(id)).status).toBe('snoozed')
  await anHourLater()
  expect(await seen(id)).toMatchObject({ status: 'new', assignee: null })
})

test('given to many at once and undone, then the reply before it taken back: nobody has it, as before the reply', async () => {
  const id = await received()
  const { body } = await max.call<{ id: string }>('POST', `/conversations/${id}/messages`, { text: 'Oui.' })
  expect(await seen(id)).toMatchObject({ assignee: { id: max.id } })
  const done = await workspace.call<{ id: string }>('POST', '/bulk-acts', {
    ...{ ids: [id], act: { kind: 'assign', memberId: lea.id } },
  })
  expect(await seen(id)).toMatchObject({ assignee: { id: lea.id } })
  expect((await workspace.call('DELETE', `/bulk-acts/${done.body.id}`)).status).toBe(200)
  expect(await seen(id)).toMatchObject({ assignee: { id: max.id } })
  const back = await max.call('POST', `/conversations/${id}/messages/${body.id}/cancellation`)
  expect(back.status, JSON.stringify(back.body)).toBeLessThan(300)
  expect(await seen(id)).toMatchObject({ status: 'new', assignee: null })
})

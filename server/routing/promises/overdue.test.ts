import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMail, aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'

// A Tuesday morning, so that two days later the house is open.
let now = new Date('2026-03-10T09:00:00Z')
let app: TestApp
let database: Awaited<ReturnType<typeof ownDatabase>>
let workspace: TestWorkspace

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})
beforeEach(async () => {
  now = new Date('2026-03-10T09:00:00Z')
  workspace = await aWorkspace(app)
})

const hours = (count: number) => {
  now = new Date(now.getTime() + count * 3_600_000)
}
const minute = async () => {
  // What this node does beside holds rows, and leaves them to the next minute.
  await app.settle()
  const timer = app.timePromises.chores.timers!.find(one => one.name === 'promises.tell')!
  await timer.run()
}
async function received(options: Parameters<typeof aMail>[0] = {}): Promise<string> {
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, ...options }),
  )
  return body.conversationId as string
}
async function told(): Promise<{ conversationId: string; data: Record<string, unknown> }[]> {
  const { body } = await workspace.call<{
    items: { type: string; conversationId: string; data: Record<string, unknown> }[]
  }>('GET', '/events?after=0&limit=200')
  return body.items.filter(event => event.type === 'conversation.overdue')
}

test('E33: a mail not answered within two days is told of once, with who has it', async () => {
  const lea = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  const id = await received({ from: 'anna@mail.test' })
  const taken = await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
  expect(taken.status).toBe(200)
  hours(47)
  await minute()
  expect(await told()).toEqual([])
  hours(2)
  await minute()
  await minute()
  expect(await told()).toMatchObject([
    {
      conversationId: id,
      data: { assigneeId: lea.id, teamId: workspace.teamId, dueAt: '2026-03-12T09:00:00.000Z' },
    },
  ])
})

test('E33: an answer ends the wait; the next wait is another', async () => {
  const lea = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  const id = await received({ from: 'luc@mail.test', messageId: '<un@mail.test>' })
  hours(49)
  await minute()
  await lea.call('POST', `/conversations/${id}/messages`, { text: 'Bonjour' })
  hours(72)
  await minute()
  expect(await told()).toHaveLength(1)
  await received({ from: 'luc@mail.test', headers: { 'In-Reply-To': '<un@mail.test>' } })
  hours(96)
  await minute()
  expect((await told()).map(event => event.conversationId)).toEqual([id, id])
})

test('E33: who is closed, asleep or spam waits for nobody', async () => {
  const [closed, asleep, spam] = [
    await received({ from: 'a@mail.test' }),
    await received({ from: 'b@mail.test' }),
    await received({ from: 'c@mail.test' }),
  ]
  const done = [
    await workspace.call('POST', `/conversations/${closed}/closure`, {}),
    await workspace.call('PUT', `/conversations/${asleep}/snooze`, { until: '2026-04-10T09:00:00Z' }),
    await workspace.call('PUT', `/conversations/${spam}/spam`, { isSpam: true }),
  ]
  expect(
    done.map(answer => answer.status < 300),
    JSON.stringify(done.map(one => one.body)),
  ).toEqual([true, true, true])
  hours(60)
  await minute()
  expect(await told()).toEqual([])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { aMail, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'
import { rememberPromise } from './promise.ts'
import type { AnswersDue } from './promised.ts'

let app: TestApp
let now = new Date('2026-03-10T09:00:00Z')

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now }, running: true })
})
afterAll(() => app.close())

test('a change of the hours promised shows in the next list, however soon', async () => {
  const workspace = await aWorkspace(app)
  const raw = aMail({ to: workspace.address, text: 'Où est ma commande ?' })
  expect((await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)).status).toBe(201)
  await app.settle()
  const due = async () =>
    (
      await workspace.call<{ items: { dueAt: string }[] }>('GET', '/conversations?view=oldest')
    ).body.items.map(row => row.dueAt)
  const [before] = await due()
  const { body } = await workspace.call<{ settings: Record<string, unknown> }>('GET', '/workspace')
  const changed = await workspace.call('PATCH', '/workspace', {
    settings: { ...body.settings, mailAnswerHours: 240 },
  })
  expect(changed.status).toBe(200)
  const [after] = await due()
  expect(Date.parse(after!)).toBeGreaterThan(Date.parse(before!))
})

test('what another node changed is known after two seconds; what could not be asked is asked again', async () => {
  const { id } = await aWorkspace(app)
  let asked = 0
  let isBroken = false
  const promise = rememberPromise(app.ground, async () => {
    asked += 1
    if (isBroken) throw new Error('cut off')
    return (async () =>
      ({ since }) => ({ dueAt: since, policy: null })) satisfies AnswersDue
  })
  const look = () => app.ground.db.readWorkspace(id, tx => promise(tx))
  await look()
  await look()
  expect(asked).toBe(1)
  now = new Date(now.getTime() + 2000)
  isBroken = true
  await expect(look()).rejects.toThrow('cut off')
  isBroken = false
  await look()
  expect(asked).toBe(3)
})

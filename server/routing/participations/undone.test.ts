import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Consultation } from '#contract/consultations.ts'
import type { Participation } from '#contract/participations.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMail, aPerson, aWorkspace, type TestApp, testApp } from '#server/testing/app.ts'

let database: OwnDatabase
let app: TestApp
// It stands still: what may be taken back now may be taken back at the end.
const now = new Date()

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})

/** Léa has a mail in which Max takes part and is asked something. */
async function aConference() {
  const workspace = await aWorkspace(app)
  const lea = await aPerson(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
  const max = await aPerson(app, workspace, 'adviser', { name: 'Max Petit', teamIds: [workspace.teamId] })
  const raw = aMail({ to: workspace.address, subject: 'Couronne', text: 'Arrive-t-elle samedi ?' })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
  await app.settle()
  const id = body.conversationId as string
  await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
  await lea.call('PUT', `/conversations/${id}/participants/${max.id}`)
  const question = { memberId: max.id, question: 'Peut-on rembourser ?' }
  await lea.call('POST', `/conversations/${id}/consultations`, question)
  const participants = async () =>
    (await lea.call<{ items: Participation[] }>('GET', `/conversations/${id}/participants`)).body.items
  const questions = async () =>
    (await lea.call<{ items: Consultation[] }>('GET', `/conversations/${id}/consultations`)).body.items
  return { lea, max, id, participants, questions }
}

test('A10: a closure that is taken back, alone or with its reply, gives back who took part and what was asked', async () => {
  const { lea, max, id, participants, questions } = await aConference()
  const isOver = async () => {
    await app.settle()
    expect(await participants()).toEqual([])
    expect(await questions()).toMatchObject([{ state: 'closed' }])
  }
  const isAsBefore = async () => {
    await app.settle()
    expect(await participants()).toMatchObject([{ member: { id: max.id } }])
    expect(await questions()).toMatchObject([{ state: 'open', endedAt: null }])
  }
  expect((await lea.call('POST', `/conversations/${id}/closure`, {})).status).toBe(201)
  await isOver()
  expect((await lea.call('DELETE', `/conversations/${id}/closure`)).status).toBeLessThan(300)
  await isAsBefore()

  const reply = { text: 'Oui, samedi.', afterwards: 'close' }
  const { body } = await lea.call<{ id: string }>('POST', `/conversations/${id}/messages`, reply)
  await isOver()
  const back = await lea.call('POST', `/conversations/${id}/messages/${body.id}/cancellation`)
  expect(back.status, JSON.stringify(back.body)).toBeLessThan(300)
  await isAsBefore()
})

test('A10: who left before a closure does not come back when it is taken back', async () => {
  const { lea, max, id, participants } = await aConference()
  expect((await max.call('DELETE', `/conversations/${id}/participants/${max.id}`)).status).toBe(200)
  await lea.call('POST', `/conversations/${id}/closure`, {})
  await app.settle()
  await lea.call('DELETE', `/conversations/${id}/closure`)
  await app.settle()
  expect(await participants()).toEqual([])
})

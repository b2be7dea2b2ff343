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
  return { workspace, lea, max, id, participants, questions }
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

/** A conference, joined into another request of Léa's, in which Zoé takes part. */
async function aJoinedConference() {
  const { workspace, lea, max, id } = await aConference()
  const zoe = await aPerson(app, workspace, 'adviser', { name: 'Zoé Roy', teamIds: [workspace.teamId] })
  const raw = aMail({ to: workspace.address, subject: 'Livraison', text: 'Et la livraison ?' })
  const into = (await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)).body
    .conversationId as string
  await app.settle()
  await lea.call('PUT', `/conversations/${into}/assignment`, { memberId: lea.id })
  const brings = (conversationId: string, memberId: string) =>
    lea.call('PUT', `/conversations/${conversationId}/participants/${memberId}`)
  await brings(into, zoe.id)
  const acts = async (method: 'POST' | 'DELETE') => {
    const { status, body } = await lea.call(method, `/conversations/${id}/joining`, {
      ...(method === 'POST' && { into, otherPerson: true }),
    })
    expect(status, JSON.stringify(body)).toBe(200)
    await app.settle()
  }
  const taking = async (conversationId: string) =>
    (
      await lea.call<{ items: Participation[] }>('GET', `/conversations/${conversationId}/participants`)
    ).body.items
      .map(({ member }) => member.name)
      .sort()
  return {
    ...{ lea, max, zoe, id, into, brings, taking },
    join: () => acts('POST'),
    separate: () => acts('DELETE'),
  }
}

test('A10: a conversation that is separated again takes back who took part in it; who was brought in elsewhere stays there', async () => {
  const { max, zoe, id, into, brings, taking, join, separate } = await aJoinedConference()
  await join()
  expect(await taking(into)).toEqual(['Max Petit', 'Zoé Roy'])
  await separate()
  expect([await taking(id), await taking(into)]).toEqual([['Max Petit'], ['Zoé Roy']])
  // In both: once while they are one, in each again afterwards.
  await brings(id, zoe.id)
  await join()
  expect(await taking(into)).toEqual(['Max Petit', 'Zoé Roy'])
  await separate()
  expect([await taking(id), await taking(into)]).toEqual([['Max Petit', 'Zoé Roy'], ['Zoé Roy']])
  expect((await max.call('GET', '/participations')).body).toMatchObject({ items: [{ conversationId: id }] })
})

test('A10: who left while both were one comes back to neither; who has one of both takes part in the other again', async () => {
  const { lea, max, zoe, id, into, brings, taking, join, separate } = await aJoinedConference()
  await brings(id, zoe.id)
  await join()
  for (const { id: memberId } of [max, zoe])
    expect((await lea.call('DELETE', `/conversations/${into}/participants/${memberId}`)).status).toBe(200)
  await separate()
  expect([await taking(id), await taking(into)]).toEqual([[], []])
  await brings(id, max.id)
  await lea.call('PUT', `/conversations/${into}/assignment`, { memberId: max.id })
  await app.settle()
  await join()
  expect(await taking(into)).toEqual([])
  await separate()
  expect(await taking(id)).toEqual(['Max Petit'])
})

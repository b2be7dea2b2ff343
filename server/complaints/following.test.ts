import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Complaint, ComplaintCause } from '#contract/complaints.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

let database: OwnDatabase
let app: TestApp
let workspace: TestWorkspace
let lea: TestMember
let causes: ComplaintCause[]
let now = new Date('2026-07-06T08:00:00Z')

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock: { now: () => now } })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})
beforeEach(async () => {
  now = new Date('2026-07-06T08:00:00Z')
  workspace = await aWorkspace(app)
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
  await workspace.call('PATCH', '/workspace', { settings: { sector: 'bank', complaintAcknowledge: false } })
  causes = (await lea.call<{ items: ComplaintCause[] }>('GET', '/complaint-causes')).body.items
})

const unhappy = 'Très mécontent, c’est inadmissible.'
const question = 'Quelle est votre adresse ?'
const later = () => {
  now = new Date(now.getTime() + 3_600_000)
}
/** One thread of what a customer writes, mail after mail. */
async function aThread(...texts: string[]): Promise<{ id: string; messageIds: string[] }> {
  const first = `<${workspace.slug}-${now.getTime()}@mail.test>`
  let id = ''
  for (const [index, text] of texts.entries()) {
    later()
    const raw = aMail({
      ...{ to: workspace.address, from: 'anna@mail.test', subject: 'Avis', text },
      ...(index === 0 && { messageId: first }),
      headers: { Date: now.toUTCString(), ...(index > 0 && { 'In-Reply-To': first }) },
    })
    const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
    await app.settle()
    id = body.conversationId as string
  }
  const { items } = (await lea.call<{ items: { id: string }[] }>('GET', `/conversations/${id}/messages`)).body
  return { id, messageIds: items.map(one => one.id) }
}
async function split(id: string, ...messageIds: string[]): Promise<string> {
  later()
  const { status, body } = await lea.call<{ id: string }>('POST', `/conversations/${id}/splits`, {
    messageIds,
  })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id
}
async function unsplit(id: string) {
  later()
  const done = await lea.call('DELETE', `/conversations/${id}/split`)
  expect(done.status, JSON.stringify(done.body)).toBe(200)
  await app.settle()
}
const act = (id: string, what: string, body: object = {}) =>
  lea.call('POST', `/conversations/${id}/complaint/${what}`, body)
const complaintOf = async (id: string) =>
  (await lea.call<{ complaint: Complaint | null }>('GET', `/conversations/${id}/complaint`)).body.complaint
const standing = async (id: string) =>
  (await lea.call<{ complaint: string | null; complaintDue: object | null }>('GET', `/conversations/${id}`))
    .body
const conclude = (id: string) =>
  lea.call('PUT', `/conversations/${id}/complaint/conclusion`, { causeId: causes[2]!.id, outcome: 'upheld' })
const close = (id: string) => lea.call<{ code?: string }>('POST', `/conversations/${id}/closure`, {})

test('CMP-1, CMP-2: a complaint is split off with its message, clocks and history; the request it was in is none, and the register has one', async () => {
  const { id, messageIds } = await aThread(question, unhappy)
  await act(id, 'confirmation')
  const before = (await complaintOf(id))!
  const apart = await split(id, messageIds[1]!)
  await app.settle()
  expect(await complaintOf(apart)).toEqual({ ...before, conversationId: apart })
  expect(await standing(apart)).toMatchObject({ complaint: 'confirmed', complaintDue: expect.anything() })
  expect(await complaintOf(id)).toBeNull()
  expect(await standing(id)).toMatchObject({ complaint: null, complaintDue: null })
  const register = await workspace.call<{ items: { conversation: { id: string } }[] }>(
    'GET',
    '/complaints?from=2026-07-01&to=2026-07-31',
  )
  expect(JSON.stringify(register.body.items)).toContain(apart)
  expect(register.body.items).toHaveLength(1)
  expect((await close(id)).status).toBe(201)
  expect(await close(apart)).toMatchObject({ status: 422, body: { code: 'complaint.cause_required' } })
})

test('CMP-7: split off and closed in the same breath, it is asked for its cause all the same', async () => {
  const { id, messageIds } = await aThread(question, unhappy)
  await act(id, 'confirmation')
  const apart = await split(id, messageIds[1]!)
  expect(await close(apart)).toMatchObject({ status: 422, body: { code: 'complaint.cause_required' } })
})

test('CMP-1: a split undone gives back what was, with what was said of it meanwhile', async () => {
  const { id, messageIds } = await aThread(question, unhappy)
  await act(id, 'confirmation')
  const before = (await complaintOf(id))!
  for (const isSaid of [false, true]) {
    const apart = await split(id, messageIds[1]!)
    await app.settle()
    if (isSaid) expect((await conclude(apart)).status).toBe(200)
    await unsplit(apart)
    expect(await complaintOf(id)).toEqual(
      isSaid
        ? { ...before, conclusion: expect.objectContaining({ outcome: 'upheld' }), acts: expect.anything() }
        : before,
    )
    expect(await standing(apart)).toMatchObject({ complaint: null })
    expect(await complaintOf(apart)).toBeNull()
  }
  expect((await complaintOf(id))!.acts.map(({ what }) => what)).toEqual([
    'concluded',
    'confirmed',
    'proposed',
  ])
  // Where both were put together before, that is undone too.
  expect((await close(id)).status).toBe(201)
})

test('CMP-1: unhappy words that stay behind, or leave without the complaint, are proposed as one of their own; undone, there is one again', async () => {
  const { id, messageIds } = await aThread(unhappy, question, 'Encore une fois, c’est inacceptable.')
  await act(id, 'confirmation')
  const before = (await complaintOf(id))!
  const other = await split(id, messageIds[2]!)
  await app.settle()
  expect(await complaintOf(other)).toMatchObject({ state: 'proposed', words: ['inacceptable'] })
  expect(await complaintOf(id)).toEqual(before)
  await unsplit(other)
  expect(await complaintOf(id)).toMatchObject({ state: 'confirmed', messageId: messageIds[0] })
  const carried = await split(id, messageIds[0]!)
  await app.settle()
  expect(await complaintOf(carried)).toMatchObject({ state: 'confirmed' })
  expect(await complaintOf(id)).toMatchObject({ state: 'proposed', messageId: messageIds[2] })
  await unsplit(carried)
  expect(await complaintOf(id)).toMatchObject({
    state: 'confirmed',
    messageId: messageIds[0],
    clocks: before.clocks,
  })
})

test('CMP-1: what was joined, then split off with its complaint, is one complaint wherever things are undone', async () => {
  const one = await aThread(question)
  const two = await aThread('Avez-vous reçu mon retour ?', unhappy)
  await act(two.id, 'confirmation')
  const before = (await complaintOf(two.id))!
  await lea.call('POST', `/conversations/${two.id}/joining`, { into: one.id })
  await app.settle()
  const apart = await split(one.id, two.messageIds[1]!)
  await app.settle()
  expect((await standing(one.id)).complaint).toBeNull()
  expect(await complaintOf(apart)).toMatchObject({ state: 'confirmed', clocks: before.clocks })
  await unsplit(apart)
  expect((await standing(one.id)).complaint).toBe('confirmed')
  expect((await lea.call('DELETE', `/conversations/${two.id}/joining`)).status).toBe(200)
  await app.settle()
  expect((await standing(one.id)).complaint).toBeNull()
  expect(await complaintOf(two.id)).toMatchObject({ state: 'confirmed', clocks: before.clocks })
})

test('CMP-1: joined, split off with its complaint, then separated: the complaint is where its message is, once', async () => {
  const one = await aThread(question)
  const two = await aThread('Avez-vous reçu mon retour ?', unhappy)
  await act(two.id, 'confirmation')
  await lea.call('POST', `/conversations/${two.id}/joining`, { into: one.id })
  await app.settle()
  const apart = await split(one.id, two.messageIds[1]!)
  await app.settle()
  expect((await lea.call('DELETE', `/conversations/${two.id}/joining`)).status).toBe(200)
  await app.settle()
  const states = [one.id, two.id, apart].map(async id => (await standing(id)).complaint)
  expect(await Promise.all(states)).toEqual([null, null, 'confirmed'])
})

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
  causes = (await lea.call<{ items: ComplaintCause[] }>('GET', '/complaint-causes')).body.items
  const settings = { sector: 'bank', complaintAcknowledge: false }
  await workspace.call('PATCH', '/workspace', { settings })
})

async function received(text = 'Très mécontent, je veux un remboursement.'): Promise<string> {
  const raw = aMail({ to: workspace.address, subject: 'Avis', text, headers: { Date: now.toUTCString() } })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
  await app.settle()
  return body.conversationId as string
}
const act = (id: string, what: string, body: object = {}) =>
  lea.call('POST', `/conversations/${id}/complaint/${what}`, body)
async function confirmed(): Promise<string> {
  const id = await received()
  await act(id, 'confirmation')
  return id
}
const complaintOf = async (id: string) =>
  (await lea.call<{ complaint: Complaint | null }>('GET', `/conversations/${id}/complaint`)).body.complaint
const conclude = (id: string, outcome: string) =>
  lea.call('PUT', `/conversations/${id}/complaint/conclusion`, { causeId: causes[0]!.id, outcome })
const close = (id: string) => lea.call('POST', `/conversations/${id}/closure`, {})
async function writes(id: string, text: string, more: object = {}) {
  const answer = await lea.call<{ id: string }>('POST', `/conversations/${id}/messages`, { text, ...more })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  await app.settle()
  return answer.body.id
}
const takesBack = (id: string, messageId: string) =>
  lea.call<{ code: string }>('POST', `/conversations/${id}/messages/${messageId}/cancellation`)
async function withMediator(id: string): Promise<string> {
  const [brand] = (await workspace.call<{ items: { id: string }[] }>('GET', '/brands')).body.items
  await workspace.call('PATCH', `/brands/${brand!.id}`, {
    mediatorName: 'Médiation du Commerce Test',
    mediatorAddress: '12 rue de l’Exemple, 75000 Paris',
    mediatorSite: 'https://www.mediation-test.example/',
  })
  return (await complaintOf(id))!.remedies!
}
async function forwards(id: string, text: string) {
  const { items } = (
    await lea.call<{ items: { id: string; direction: string }[] }>('GET', `/conversations/${id}/messages`)
  ).body
  return writes(id, text, {
    forwardMessageId: items.find(({ direction }) => direction === 'in')!.id,
    to: [{ name: 'Transporteur', address: 'transport@other.test' }],
  })
}

test('CMP-2: a reply that is taken back acknowledges nothing; the next one that stays does', async () => {
  const id = await confirmed()
  const said = await writes(id, 'Nous regardons.')
  expect((await complaintOf(id))!.clocks).toMatchObject({ acknowledgedAt: now.toISOString() })
  expect((await takesBack(id, said)).status).toBeLessThan(300)
  await app.settle()
  expect((await complaintOf(id))!.clocks).toMatchObject({ acknowledgedAt: null })
  now = new Date('2026-07-07T08:00:00Z')
  await writes(id, 'Nous regardons vraiment.')
  expect((await complaintOf(id))!.clocks).toMatchObject({ acknowledgedAt: '2026-07-07T08:00:00.000Z' })
})

test('CMP-2, CMP-4: what is forwarded to a third person neither answers the customer nor names them the mediator', async () => {
  const id = await confirmed()
  const remedies = await withMediator(id)
  await forwards(id, `Pour avis. ${remedies}`)
  expect((await complaintOf(id))!.clocks).toMatchObject({ acknowledgedAt: null })
  await conclude(id, 'rejected')
  expect(await close(id)).toMatchObject({ status: 422, body: { code: 'complaint.remedies_required' } })
})

test('CMP-4: granted to be closed, it is not refused afterwards without the mediator', async () => {
  const id = await confirmed()
  const remedies = await withMediator(id)
  await conclude(id, 'upheld')
  expect((await close(id)).status).toBe(201)
  for (const outcome of ['rejected', 'partly'])
    expect(await conclude(id, outcome)).toMatchObject({
      status: 422,
      body: { code: 'complaint.remedies_required' },
    })
  expect(await complaintOf(id)).toMatchObject({ conclusion: { outcome: 'upheld' } })
  await writes(id, remedies)
  expect((await conclude(id, 'rejected')).status).toBe(200)
})

test('CMP-4: the reply that names the mediator is not taken back from what was closed because of it', async () => {
  const id = await confirmed()
  const remedies = await withMediator(id)
  await conclude(id, 'rejected')
  const said = await writes(id, `Nous ne pouvons pas. ${remedies}`)
  expect((await close(id)).status).toBe(201)
  expect(await takesBack(id, said)).toMatchObject({ body: { code: 'complaint.remedies_required' } })
  expect((await lea.call('GET', `/conversations/${id}`)).body).toMatchObject({ status: 'closed' })
  // Opened again, it is.
  expect((await lea.call('DELETE', `/conversations/${id}/closure`)).status).toBeLessThan(300)
  expect((await takesBack(id, said)).status).toBeLessThan(300)
  expect((await close(id)).status).toBe(422)
})

test('CMP-2: dismissed and confirmed again, its clocks go on from where they began, and what was acknowledged stays so', async () => {
  const id = await confirmed()
  const { sentAt, clocks } = (await complaintOf(id))!
  now = new Date('2026-07-10T08:00:00Z')
  await writes(id, 'Nous regardons.')
  const { acknowledgedAt } = (await complaintOf(id))!.clocks!
  now = new Date('2026-07-20T08:00:00Z')
  await conclude(id, 'upheld')
  await close(id)
  now = new Date('2026-07-30T08:00:00Z')
  // A new episode, in which the customer has written nothing.
  await lea.call('DELETE', `/conversations/${id}/closure`)
  await app.settle()
  await act(id, 'dismissal', { reason: 'Je me trompe.' })
  now = new Date('2026-08-03T08:00:00Z')
  await act(id, 'confirmation')
  expect(await complaintOf(id)).toMatchObject({
    ...{ state: 'confirmed', sentAt },
    clocks: { acknowledgeBy: clocks!.acknowledgeBy, answerBy: clocks!.answerBy, acknowledgedAt },
  })
})

test('CMP-1, CMP-7: what was joined and is separated takes its complaint along; where it was, there is none any more', async () => {
  const question = await received('Quelle est votre adresse ?')
  const id = await confirmed()
  await lea.call('POST', `/conversations/${id}/joining`, { into: question, otherPerson: true })
  await app.settle()
  expect(await complaintOf(question)).toMatchObject({ state: 'confirmed' })
  expect((await lea.call('DELETE', `/conversations/${id}/joining`)).status).toBe(200)
  await app.settle()
  expect(await complaintOf(id)).toMatchObject({ state: 'confirmed', clocks: expect.anything() })
  expect(await complaintOf(question)).toBeNull()
})

test('CMP-7: joined into another request and closed in the same breath, a complaint is asked for its cause all the same', async () => {
  const question = await received('Quelle est votre adresse ?')
  const id = await confirmed()
  const joining = { into: question, otherPerson: true }
  expect((await lea.call('POST', `/conversations/${id}/joining`, joining)).status).toBe(200)
  expect(await close(question)).toMatchObject({ status: 422, body: { code: 'complaint.cause_required' } })
})

test('CMP-1: a confirmed complaint does not vanish as spam, alone or among many; dismissed with a reason, it may be called so', async () => {
  const id = await confirmed()
  const isSpam = () => lea.call('PUT', `/conversations/${id}/spam`, { isSpam: true })
  expect(await isSpam()).toMatchObject({ status: 409, body: { code: 'conversation.confirmed_complaint' } })
  const many = await lea.call<{ items: object[] }>('POST', '/bulk-acts', {
    ...{ ids: [id], act: { kind: 'spam', isSpam: true } },
  })
  expect(many.body.items).toMatchObject([{ code: 'conversation.confirmed_complaint' }])
  await act(id, 'dismissal', { reason: 'Un robot.' })
  expect((await isSpam()).status).toBe(200)
})

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
const later = (minutes = 60) => {
  now = new Date(now.getTime() + minutes * 60_000)
}

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
  await workspace.call('PATCH', '/workspace', { settings: { sector: 'bank' } })
  causes = (await lea.call<{ items: ComplaintCause[] }>('GET', '/complaint-causes')).body.items
})

async function received(text: string, from = 'anna@mail.test', headers: Record<string, string> = {}) {
  const raw = aMail({
    ...{ to: workspace.address, from, subject: 'Avis', text },
    headers: { Date: now.toUTCString(), ...headers },
  })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
  await app.settle()
  return body.conversationId as string
}
const complaintOf = async (id: string) =>
  (await lea.call<{ complaint: Complaint | null }>('GET', `/conversations/${id}/complaint`)).body.complaint
const confirm = (id: string) => lea.call('POST', `/conversations/${id}/complaint/confirmation`)
const conclude = (id: string) =>
  lea.call('PUT', `/conversations/${id}/complaint/conclusion`, { causeId: causes[2]!.id, outcome: 'upheld' })
async function join(id: string, into: string) {
  later()
  expect((await lea.call('POST', `/conversations/${id}/joining`, { into, otherPerson: true })).status).toBe(
    200,
  )
  await app.settle()
  later()
}
async function separate(id: string) {
  later()
  const done = await lea.call('DELETE', `/conversations/${id}/joining`)
  expect(done.status, JSON.stringify(done.body)).toBe(200)
  await app.settle()
}
const stateOf = async (id: string) =>
  (
    await lea.call<{ complaint: string | null; complaintDue: { at: string } | null }>(
      'GET',
      `/conversations/${id}`,
    )
  ).body

const unhappy = 'Très mécontent, c’est inadmissible.'
const acts = (complaint: Complaint | null) => complaint?.acts.map(({ what }) => what)

test('CMP-1, CMP-2: a joining undone, the complaint goes back with its clocks and its conclusion, and the other request is none, as before', async () => {
  const question = await received('Quelle est votre adresse ?')
  const id = await received(unhappy, 'luc@mail.test')
  await confirm(id)
  const before = (await complaintOf(id))!
  await join(id, question)
  expect((await stateOf(question)).complaint).toBe('confirmed')
  expect((await conclude(question)).status).toBe(200)
  await separate(id)
  expect(await stateOf(question)).toMatchObject({ complaint: null, complaintDue: null })
  expect(await complaintOf(question)).toBeNull()
  const after = (await complaintOf(id))!
  expect(after).toMatchObject({
    state: 'confirmed',
    clocks: { acknowledgeBy: before.clocks!.acknowledgeBy, answerBy: before.clocks!.answerBy },
    conclusion: { outcome: 'upheld', cause: { id: causes[2]!.id } },
  })
  expect(acts(after)).toEqual(['concluded', ...acts(before)!])
  expect((await stateOf(id)).complaintDue).toMatchObject({ at: before.clocks!.answerBy })
  // As before: it closes without a cause.
  expect((await lea.call('POST', `/conversations/${question}/closure`, {})).status).toBe(201)
})

test('CMP-1: dismissed while both were one, it is dismissed where it came from', async () => {
  const question = await received('Quelle est votre adresse ?')
  const id = await received(unhappy, 'luc@mail.test')
  await confirm(id)
  await join(id, question)
  await lea.call('POST', `/conversations/${question}/complaint/dismissal`, { reason: 'Une autre maison.' })
  await separate(id)
  expect(await complaintOf(question)).toBeNull()
  expect(await complaintOf(id)).toMatchObject({
    ...{ state: 'dismissed' },
    acts: [{ what: 'dismissed', reason: 'Une autre maison.' }, {}, {}, {}],
  })
})

test('CMP-2: two complaints that were one are two with the clocks of each; a state that only the joining gave is gone', async () => {
  const first = await received(unhappy, 'luc@mail.test')
  await confirm(first)
  later(60 * 24 * 3)
  const second = await received(unhappy)
  const [one, other] = [(await complaintOf(first))!, (await complaintOf(second))!]
  expect(one.clocks!.answerBy).not.toBe(other.clocks!.answerBy)
  await join(first, second)
  expect(await complaintOf(second)).toMatchObject({
    ...{ state: 'confirmed', clocks: { answerBy: one.clocks!.answerBy } },
  })
  await separate(first)
  expect(await complaintOf(second)).toMatchObject({
    ...{ state: 'proposed', sentAt: other.sentAt, clocks: other.clocks, conclusion: null },
  })
  expect(await complaintOf(first)).toMatchObject({ state: 'confirmed', clocks: one.clocks })
  // Said of the second while both were one, it is said of it for good.
  await join(first, second)
  await lea.call('POST', `/conversations/${second}/complaint/dismissal`, { reason: 'Une question.' })
  await separate(first)
  expect([(await stateOf(first)).complaint, (await stateOf(second)).complaint]).toEqual([
    'confirmed',
    'dismissed',
  ])
})

test('CMP-1: of two complaints joined into a question, the one that stays keeps it a complaint', async () => {
  const question = await received('Quelle est votre adresse ?')
  const luc = await received(unhappy, 'luc@mail.test')
  await confirm(luc)
  later(60 * 24)
  const zoe = await received(unhappy, 'zoe@mail.test')
  const hers = (await complaintOf(zoe))!
  await join(luc, question)
  await join(zoe, question)
  await separate(luc)
  expect(await complaintOf(question)).toMatchObject({
    state: 'proposed',
    clocks: { answerBy: hers.clocks!.answerBy },
  })
  expect(await complaintOf(luc)).toMatchObject({ state: 'confirmed' })
  await separate(zoe)
  expect(await complaintOf(question)).toBeNull()
  expect(await complaintOf(zoe)).toMatchObject({ state: 'proposed', clocks: hers.clocks })
})

test('CMP-1: what was said in a message that goes back is a complaint where the message is', async () => {
  const question = await received('Quelle est votre adresse ?')
  const messageId = `<${workspace.slug}-retour@mail.test>`
  const id = await received('Avez-vous reçu mon retour ?', 'luc@mail.test', { 'Message-ID': messageId })
  await join(id, question)
  await received(unhappy, 'luc@mail.test', { 'In-Reply-To': messageId })
  expect((await stateOf(question)).complaint).toBe('proposed')
  await confirm(question)
  await separate(id)
  expect(await complaintOf(question)).toBeNull()
  expect(await stateOf(question)).toMatchObject({ complaint: null, complaintDue: null })
  expect(await complaintOf(id)).toMatchObject({ state: 'confirmed', words: ['mécontent', 'inadmissible'] })
})

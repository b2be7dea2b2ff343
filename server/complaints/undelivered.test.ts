import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Complaint, ComplaintCause } from '#contract/complaints.ts'
import { setDeliveryStatus } from '#server/conversations/index.ts'
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
  on('2026-07-06')
  workspace = await aWorkspace(app)
  lea = await aMember(app, workspace, 'adviser', { name: 'Léa Martin', teamIds: [workspace.teamId] })
  causes = (await lea.call<{ items: ComplaintCause[] }>('GET', '/complaint-causes')).body.items
  await isBank({ complaintAcknowledge: false })
})

const isBank = (more: object) =>
  workspace.call('PATCH', '/workspace', { settings: { sector: 'bank', ...more } })
const on = (day: string, time = '08:00') => {
  now = new Date(`${day}T${time}:00Z`)
}
async function confirmed(): Promise<string> {
  const raw = aMail({
    ...{ to: workspace.address, from: 'anna@mail.test', text: 'Très mécontent, je veux un remboursement.' },
    headers: { Date: now.toUTCString() },
  })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
  await app.settle()
  const id = body.conversationId as string
  await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
  await lea.call('POST', `/conversations/${id}/complaint/confirmation`)
  await sent()
  return id
}
/** Everything that waits to leave does. */
async function sent() {
  await app.settle()
  now = new Date(now.getTime() + 60_000)
  await app.settle()
}
async function writes(id: string, text: string, more: object = {}) {
  const answer = await lea.call<{ id: string }>('POST', `/conversations/${id}/messages`, { text, ...more })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  await sent()
  return answer.body.id
}
const repliesOf = (id: string) =>
  app.ground.db.system
    .selectFrom('deliveries')
    .select(['id', 'message_id', 'mail_message_id'])
    .where('workspace_id', '=', workspace.id)
    .where('conversation_id', '=', id)
    .where('purpose', '=', 'reply')
    .orderBy('id')
    .execute()
/** The customer's server says that the last of our mails that left for them did not arrive. */
async function comesBack(id: string, { recipient = 'anna@mail.test', index = -1 } = {}) {
  const { mail_message_id: about } = (await repliesOf(id)).at(index)!
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    Buffer.from(`From: Mail Delivery System <MAILER-DAEMON@mx.mail.test>
To: ${workspace.address}
Subject: Undelivered Mail Returned to Sender
Return-Path: <>
Message-ID: <${workspace.slug}-${now.getTime()}@mx.mail.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="r"

--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mail.test

Final-Recipient: rfc822; ${recipient}
Action: failed
Status: 5.1.1

--r
Content-Type: text/rfc822-headers

Message-ID: ${about}

--r--
`),
  )
  expect(body).toMatchObject({ reason: 'mail.bounced' })
  await app.settle()
}
const complaintOf = async (id: string) =>
  (await lea.call<{ complaint: Complaint }>('GET', `/conversations/${id}/complaint`)).body.complaint
const dueOf = async (id: string) =>
  (await lea.call<{ complaintDue: { kind: string; at: string } | null }>('GET', `/conversations/${id}`)).body
    .complaintDue
async function mailed(to: string): Promise<string[]> {
  const { rows } = await app.ground.db.pools.system.query<{ subject: string }>(
    "select subject from deliveries where workspace_id = $1 and purpose = 'notice' and $2 = any (recipients) order by subject",
    [workspace.id, to],
  )
  return rows.map(({ subject }) => subject)
}

test('CMP-2: a reply that comes back acknowledged nothing: the clock runs to the same date, whoever has it is told, and the next reply counts', async () => {
  const id = await confirmed()
  const { clocks } = await complaintOf(id)
  await writes(id, 'Nous regardons.')
  expect((await complaintOf(id)).clocks!.acknowledgedAt).not.toBeNull()
  on('2026-07-08')
  await comesBack(id)
  expect((await complaintOf(id)).clocks).toEqual(clocks)
  expect(await dueOf(id)).toMatchObject({ kind: 'acknowledgement', at: clocks!.acknowledgeBy })
  expect((await complaintOf(id)).acts[0]).toMatchObject({ what: 'undelivered', by: null })
  const number = (await lea.call<{ number: number }>('GET', `/conversations/${id}`)).body.number
  expect(await mailed(lea.email)).toEqual([
    `Réclamation sans réponse\u00a0: le message n’est pas arrivé, #${number}`,
  ])
  on('2026-07-09')
  await writes(id, 'Nous regardons, à votre autre adresse.', {
    to: [{ name: 'Anna', address: 'anna@autre.test' }],
  })
  expect((await complaintOf(id)).clocks!.acknowledgedAt).toBe('2026-07-09T08:00:00.000Z')
})

test('CMP-2: a copy that comes back takes nothing from the customer, who has their answer', async () => {
  const id = await confirmed()
  await writes(id, 'Nous regardons.', {
    ...{
      to: [{ name: 'Anna', address: 'anna@mail.test' }],
      cc: [{ name: 'Luc', address: 'luc@autre.test' }],
    },
  })
  const { clocks } = await complaintOf(id)
  expect(clocks!.acknowledgedAt).not.toBeNull()
  await comesBack(id, { recipient: 'luc@autre.test' })
  expect((await complaintOf(id)).clocks).toEqual(clocks)
  expect(await mailed(lea.email)).toEqual([])
})

test('CMP-2: of two replies the other one acknowledged it, and nobody is alarmed', async () => {
  const id = await confirmed()
  await writes(id, 'Nous regardons.')
  on('2026-07-07')
  await writes(id, 'Nous avons regardé.')
  await comesBack(id, { index: 0 })
  expect((await complaintOf(id)).clocks!.acknowledgedAt).toBe('2026-07-07T08:00:00.000Z')
  expect(await mailed(lea.email)).toEqual([])
})

test('CMP-2: the letter that left by itself acknowledges nothing either where it comes back', async () => {
  await isBank({ complaintAcknowledge: true })
  const id = await confirmed()
  expect((await complaintOf(id)).clocks!.acknowledgedAt).not.toBeNull()
  await comesBack(id)
  expect((await complaintOf(id)).clocks!.acknowledgedAt).toBeNull()
  expect(await dueOf(id)).toMatchObject({ kind: 'acknowledgement' })
  expect(await mailed(lea.email)).toHaveLength(1)
})

test('CMP-2: a holding letter that comes back asked nobody for patience; the one that arrived before does', async () => {
  const id = await confirmed()
  const hold = async (until: string) => {
    const letter = { reason: 'Nous attendons l’expertise.', until }
    const held = await lea.call('POST', `/conversations/${id}/complaint/holding-letter`, letter)
    expect(held.status, JSON.stringify(held.body)).toBe(200)
    await sent()
  }
  const heldUntil = async () => (await complaintOf(id)).clocks!.heldUntil
  await hold('2026-08-10')
  on('2026-07-08')
  await hold('2026-09-01')
  expect(await heldUntil()).toBe('2026-09-01')
  await comesBack(id)
  expect(await heldUntil()).toBe('2026-08-10')
  on('2026-07-09')
  await comesBack(id, { index: 0 })
  expect(await heldUntil()).toBeNull()
})

test('CMP-2, CMP-4: an answer that comes back answered nothing, and named no mediator: what it closed is open, due as before, and does not close so again', async () => {
  const id = await confirmed()
  const [brand] = (await workspace.call<{ items: { id: string }[] }>('GET', '/brands')).body.items
  await workspace.call('PATCH', `/brands/${brand!.id}`, {
    mediatorName: 'Médiation du Commerce Test',
    mediatorAddress: '12 rue de l’Exemple, 75000 Paris',
    mediatorSite: 'https://www.mediation-test.example/',
  })
  const { clocks, remedies } = await complaintOf(id)
  await writes(id, `Nous ne pouvons pas. ${remedies}`)
  const conclusion = { causeId: causes[0]!.id, outcome: 'rejected' }
  await lea.call('PUT', `/conversations/${id}/complaint/conclusion`, conclusion)
  const close = () => lea.call<{ code?: string }>('POST', `/conversations/${id}/closure`, {})
  expect((await close()).status).toBe(201)
  await app.settle()
  expect((await complaintOf(id)).clocks!.answeredAt).not.toBeNull()
  on('2026-07-08')
  await comesBack(id)
  expect((await complaintOf(id)).clocks).toEqual(clocks)
  expect((await lea.call('GET', `/conversations/${id}`)).body).toMatchObject({ status: 'open' })
  expect(await close()).toMatchObject({ status: 422, body: { code: 'complaint.remedies_required' } })
})

test('CMP-2: long after it was closed, a loss opens nothing, but the answer is due again all the same', async () => {
  const id = await confirmed()
  const { clocks } = await complaintOf(id)
  await writes(id, 'Voici notre réponse.')
  const conclusion = { causeId: causes[0]!.id, outcome: 'upheld' }
  await lea.call('PUT', `/conversations/${id}/complaint/conclusion`, conclusion)
  await lea.call('POST', `/conversations/${id}/closure`, {})
  await app.settle()
  on('2026-07-20')
  await comesBack(id)
  expect((await lea.call('GET', `/conversations/${id}`)).body).toMatchObject({ status: 'closed' })
  expect((await complaintOf(id)).clocks).toMatchObject({ answeredAt: null, answerBy: clocks!.answerBy })
  expect(await mailed(lea.email)).toHaveLength(1)
})

test('CMP-2: sent again after it failed, a reply counts from the day on which it left', async () => {
  const id = await confirmed()
  const messageId = await writes(id, 'Nous regardons.')
  on('2026-07-08')
  const { db } = app.ground
  await db.inWorkspace(workspace.id, async tx => {
    await tx
      .updateTable('deliveries')
      .set({ state: 'failed' })
      .where('workspace_id', '=', workspace.id)
      .where('message_id', '=', messageId)
      .execute()
    await setDeliveryStatus(app.ground, tx, messageId, 'failed', 'Nobody answers')
  })
  await app.settle()
  expect((await complaintOf(id)).clocks!.acknowledgedAt).toBeNull()
  on('2026-07-10')
  const lost = (await repliesOf(id)).find(({ message_id }) => message_id === messageId)!
  expect((await workspace.call('POST', `/deliveries/${lost.id}/retry`)).body).toMatchObject({
    state: 'queued',
  })
  await app.settle()
  expect((await complaintOf(id)).clocks!.acknowledgedAt).toBe('2026-07-10T08:00:00.000Z')
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ConversationRow, Message } from '#contract/conversations.ts'
import type { ScheduledReply } from '#contract/scheduled-replies.ts'
import {
  aMail,
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

let app: TestApp
let workspace: TestWorkspace
let nadia: TestMember
let karim: TestMember
let id: string
let mailId: string
const start = new Date('2026-03-10T15:00:00Z')
const tomorrow = '2026-03-11T07:00:00.000Z'
let now = start

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
afterAll(() => app.close())
beforeEach(async () => {
  now = start
  workspace = await aWorkspace(app)
  nadia = await aPerson(app, workspace, 'adviser', { name: 'Nadia', teamIds: [workspace.teamId] })
  karim = await aPerson(app, workspace, 'adviser', { name: 'Karim', teamIds: [workspace.teamId] })
  mailId = `<${Math.random().toString(36).slice(2)}@mail.test>`
  id = await received({ messageId: mailId })
})

async function received(options: Parameters<typeof aMail>[0] = {}): Promise<string> {
  const mail = aMail({ to: workspace.address, ...options })
  const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, mail)
  return body.conversationId as string
}
const path = (rest = '') => `/conversations/${id}/scheduled-replies${rest}`
const schedule = async (change: object = {}, who = nadia) => {
  const body = { text: 'Bonjour, votre bouquet part ce matin.', leavesAt: tomorrow, ...change }
  return who.call<ScheduledReply>('POST', path(), body)
}
const listed = async (who: Pick<TestMember, 'call'> = nadia) =>
  (await who.call<{ items: ScheduledReply[] }>('GET', path())).body.items
const shown = async () => (await nadia.call<ConversationRow>('GET', `/conversations/${id}`)).body
const replies = async () =>
  (await nadia.call<{ items: Message[] }>('GET', `/conversations/${id}/messages`)).body.items.filter(
    ({ direction }) => direction === 'out',
  )
const inView = async (view: string, who = nadia) =>
  (await who.call<{ items: ConversationRow[] }>('GET', `/conversations?view=${view}`)).body.items
const events = async (type: string) => {
  const { rows } = await app.ground.db.pools.system.query<{ data: Record<string, unknown> }>(
    'select data from events where workspace_id = $1 and conversation_id = $2 and type = $3 order by id',
    [workspace.id, id, type],
  )
  return rows.map(row => row.data)
}
async function ring(at = tomorrow) {
  now = new Date(at)
  await app.conversations.sendDue()
}
/** The customer writes again, in the same thread. */
const theyWrite = () =>
  received({
    subject: 'Re: Bouquet non reçu',
    text: 'Il est arrivé !',
    headers: { 'In-Reply-To': mailId, References: mailId },
  })

test('a reply leaves at its moment, once, signed by its author, and the conversation rests until then', async () => {
  const answer = await schedule()
  expect(answer.status).toBe(201)
  expect(answer.body).toMatchObject({
    ...{ author: { id: nadia.id }, channel: 'email', leavesAt: tomorrow, held: null, afterwards: 'wait' },
    to: [{ address: 'anna@mail.test' }],
  })
  expect(await shown()).toMatchObject({
    ...{ status: 'snoozed', snoozedUntil: tomorrow, assignee: { id: nadia.id } },
    scheduledReply: { leavesAt: tomorrow, isHeld: false },
    // Nobody was answered yet.
    waitingSince: start.toISOString(),
  })
  expect(await replies()).toEqual([])
  await ring('2026-03-11T06:59:59Z')
  expect(await replies()).toEqual([])

  now = new Date('2026-03-11T07:00:10Z')
  await Promise.all([app.conversations.sendDue(), app.conversations.sendDue()])
  await app.conversations.sendDue()
  await app.email.settle()
  const [left, ...more] = await replies()
  expect(more).toEqual([])
  expect(left).toMatchObject({ author: { id: nadia.id }, at: now.toISOString(), deliveryStatus: 'sent' })
  expect(await shown()).toMatchObject({ status: 'waiting', waitingSince: null, scheduledReply: null })
  expect(await listed()).toEqual([])
  // The wait ended when it left, not when it was written.
  const { body } = await nadia.call<{ episodes: { firstReplyAt: string }[] }>('GET', `/conversations/${id}`)
  expect(body.episodes[0]!.firstReplyAt).toBe(now.toISOString())
})

test('the view “scheduled” holds what is mine to leave, counted, the first one first', async () => {
  await schedule()
  const first = id
  id = await received({ from: 'Luc <luc@mail.test>' })
  await schedule({ leavesAt: '2026-03-10T16:00:00.000Z' })
  expect((await inView('scheduled')).map(row => row.id)).toEqual([id, first])
  expect(await inView('scheduled', karim)).toEqual([])
  const { body } = await nadia.call<{ items: { view: string; count: number }[] }>('GET', '/views')
  expect(body.items).toContainEqual({ view: 'scheduled', count: 2, more: false })
  await nadia.call('PUT', `/conversations/${first}/assignment`, { memberId: karim.id })
  expect((await inView('scheduled', karim)).map(row => row.id)).toEqual([first])
})

test.each([
  ['a moment gone by', { leavesAt: '2026-03-10T14:59:00.000Z' }, 422],
  ['this very moment', { leavesAt: start.toISOString() }, 422],
  ['more than a year ahead', { leavesAt: '2027-03-12T15:00:00.000Z' }, 422],
  ['no moment', { leavesAt: 'demain' }, 422],
  ['no words', { text: '  ' }, 422],
  ['no words, blank', { text: '' }, 422],
  ['a file that nobody has', { attachmentIds: ['019ab3f0-0000-7000-8000-000000000000'] }, 422],
  ['a channel that nobody has', { channelId: '019ab3f0-0000-7000-8000-000000000000' }, 404],
])('%s is refused at once', async (_, change, status) => {
  expect((await schedule(change)).status).toBe(status)
  expect(await listed()).toEqual([])
  expect(await shown()).toMatchObject({ status: 'new', scheduledReply: null })
})

test('whoever may not reply may not schedule, and a key signs nothing', async () => {
  const expert = await aPerson(app, workspace, 'collaborator', { name: 'Inès' })
  await nadia.call('PUT', `/conversations/${id}/shares/${expert.id}`)
  expect((await schedule({}, expert)).status).toBe(403)
  expect((await workspace.call('POST', path(), { text: 'x', leavesAt: tomorrow })).status).toBe(403)
  const { body } = await schedule()
  for (const [method, rest] of [
    ['PUT', '/departure'],
    ['POST', '/departure'],
    ['DELETE', ''],
  ] as const) {
    const answer = await expert.call(method, path(`/${body.id}${rest}`), { leavesAt: tomorrow })
    expect(answer.status).toBe(403)
  }
  // They see the conversation: they see what is to leave from it.
  expect(await listed(expert)).toHaveLength(1)
})

test('cancelled, it is the draft again and the conversation is back; moved, it leaves then; sent, it leaves now', async () => {
  const { body: reply } = await schedule({ subject: 'À propos', afterwards: 'close' })
  expect((await nadia.call('DELETE', path(`/${reply.id}`))).status).toBe(200)
  expect(await shown()).toMatchObject({ status: 'open', scheduledReply: null, hasDraft: true })
  const { body: drafts } = await nadia.call<{ items: { body: object }[] }>(
    'GET',
    `/conversations/${id}/drafts`,
  )
  expect(drafts.items[0]!.body).toMatchObject({ text: reply.text, subject: 'À propos' })
  await ring()
  expect(await replies()).toEqual([])

  now = start
  const { body: moved } = await schedule()
  const later = '2026-03-12T07:00:00.000Z'
  expect((await nadia.call('PUT', path(`/${moved.id}/departure`), { leavesAt: later })).status).toBe(200)
  expect(await shown()).toMatchObject({ snoozedUntil: later, scheduledReply: { leavesAt: later } })
  await ring()
  expect(await replies()).toEqual([])
  const sent = await nadia.call<Message>('POST', path(`/${moved.id}/departure`))
  expect(sent.status).toBe(201)
  expect(sent.body).toMatchObject({ deliveryStatus: 'queued' })
  expect(await listed()).toEqual([])
  // Like any reply, it may be taken back.
  const taken = await nadia.call('POST', `/conversations/${id}/messages/${sent.body.id}/cancellation`)
  expect(taken.status).toBe(200)
  for (const [method, rest] of [
    ['PUT', '/departure'],
    ['POST', '/departure'],
    ['DELETE', ''],
  ] as const)
    expect((await nadia.call(method, path(`/${moved.id}${rest}`), { leavesAt: later })).status).toBe(404)
})

test('what its author writes meanwhile stays theirs when it leaves', async () => {
  await schedule()
  const draft = { body: { text: 'Une autre chose' } }
  await nadia.call('PUT', `/conversations/${id}/drafts/reply`, draft)
  await ring()
  expect(await replies()).toHaveLength(1)
  expect(await shown()).toMatchObject({ hasDraft: true })
})

describe('E48: what happens meanwhile holds it, and brings the conversation back', () => {
  const heldBy = async () => (await listed())[0]?.held?.because

  test('the customer wrote: said at once, told when it should have left, sent after a look', async () => {
    const { body: reply } = await schedule()
    now = new Date('2026-03-10T18:00:00Z')
    expect(await theyWrite()).toBe(id)
    expect(await heldBy()).toBe('they_wrote')
    expect(await shown()).toMatchObject({ status: 'open', scheduledReply: { isHeld: true } })
    await ring()
    await app.conversations.sendDue()
    expect(await replies()).toEqual([])
    expect(await events('conversation.reply_held')).toEqual([
      { assigneeId: nadia.id, teamId: workspace.teamId, authorId: nadia.id, because: 'they_wrote' },
    ])
    const later = '2026-03-12T07:00:00.000Z'
    const moved = await nadia.call<ScheduledReply>('PUT', path(`/${reply.id}/departure`), { leavesAt: later })
    expect(moved.body.held).toBeNull()
    await ring(later)
    expect(await replies()).toHaveLength(1)
  })

  test('unless its author said that it leaves all the same', async () => {
    await schedule({ evenAfterNews: true })
    now = new Date('2026-03-10T18:00:00Z')
    await theyWrite()
    expect(await heldBy()).toBeUndefined()
    await ring()
    expect(await replies()).toHaveLength(1)
  })

  test('an automatic answer of theirs is no news', async () => {
    await schedule()
    now = new Date('2026-03-10T18:00:00Z')
    await received({
      subject: 'Absente',
      headers: { 'In-Reply-To': mailId, References: mailId, 'Auto-Submitted': 'auto-replied' },
    })
    await ring()
    expect(await replies()).toHaveLength(1)
  })

  test('a colleague answered: it is held; their answer taken back, it leaves', async () => {
    await schedule()
    const other = await karim.call<Message>('POST', `/conversations/${id}/messages`, { text: 'Je réponds' })
    expect(await heldBy()).toBe('answered')
    await karim.call('POST', `/conversations/${id}/messages/${other.body.id}/cancellation`)
    expect(await heldBy()).toBeUndefined()
    await ring()
    expect((await replies()).filter(({ deliveryStatus }) => deliveryStatus !== 'cancelled')).toHaveLength(1)
  })

  test.each([
    ['closed', () => nadia.call('POST', `/conversations/${id}/closure`, {})],
    ['spam', () => nadia.call('PUT', `/conversations/${id}/spam`, { isSpam: true })],
    ['author_left', () => workspace.call('POST', `/members/${nadia.id}/deactivation`)],
    ['channel_off', () => workspace.call('PATCH', `/channels/${workspace.channelId}`, { enabled: false })],
  ])('%s', async (because, act) => {
    await schedule()
    expect((await act()).status).toBeLessThan(300)
    await ring()
    expect((await listed(karim))[0]!.held).toEqual({ because, sentence: null })
    expect(await events('conversation.reply_held')).toMatchObject([{ because }])
    const { rows } = await app.ground.db.pools.system.query(
      "select from messages where workspace_id = $1 and direction = 'out'",
      [workspace.id],
    )
    expect(rows).toHaveLength(0)
  })

  test('Q25: of somebody who left, a colleague sends it and signs it', async () => {
    const { body: reply } = await schedule()
    await workspace.call('POST', `/members/${nadia.id}/deactivation`)
    const later = '2026-03-12T07:00:00.000Z'
    const moved = await karim.call<ScheduledReply>('PUT', path(`/${reply.id}/departure`), { leavesAt: later })
    expect(moved.body).toMatchObject({ author: { id: karim.id }, held: null })
  })

  test('a refusal of the sending is kept with its sentence, in the reader’s language', async () => {
    await workspace.call('PATCH', '/workspace', { settings: { reasonRequiredAtClosure: true } })
    await schedule({ afterwards: 'close' })
    await ring()
    expect((await listed())[0]!.held).toEqual({
      because: 'refused',
      sentence: 'Choisissez un motif avant de clore.',
    })
    expect(await shown()).toMatchObject({ status: 'open' })
    expect(await replies()).toEqual([])
  })

  test('the program was stopped that day: somebody looks before it leaves', async () => {
    await schedule()
    await ring('2026-03-12T09:00:00Z')
    expect(await heldBy()).toBe('missed')
    expect(await shown()).toMatchObject({ status: 'open' })
    expect(await replies()).toEqual([])
  })

  test('joined into another conversation it waits there, and goes back with its own', async () => {
    await schedule()
    const other = id
    const into = await received({ from: 'Anna Pereira <anna@mail.test>', subject: 'Autre chose' })
    expect((await nadia.call('POST', `/conversations/${other}/joining`, { into })).status).toBe(200)
    id = into
    expect(await heldBy()).toBe('joined')
    expect(await shown()).toMatchObject({ scheduledReply: { isHeld: true } })
    expect((await nadia.call('DELETE', `/conversations/${other}/joining`)).status).toBe(200)
    expect(await listed()).toEqual([])
    expect(await shown()).toMatchObject({ scheduledReply: null })
    id = other
    expect(await heldBy()).toBeUndefined()
    await ring()
    expect(await replies()).toHaveLength(1)
  })
})

test('written on a closed conversation, it leaves and opens it again', async () => {
  await nadia.call('POST', `/conversations/${id}/closure`, {})
  now = new Date('2026-03-10T16:00:00Z')
  await schedule()
  expect(await shown()).toMatchObject({ status: 'closed', scheduledReply: { isHeld: false } })
  await ring()
  expect(await replies()).toHaveLength(1)
  expect(await shown()).toMatchObject({ status: 'waiting' })
})

test('a redaction takes its words out of what is to leave (REC-5, DAT-7)', async () => {
  const { body } = await schedule({ text: 'Votre carte 4111 1111 1111 1111 et le bouquet commandé' })
  expect(body.text).not.toContain('4111 1111')
  const { body: thread } = await nadia.call<{ items: Message[] }>('GET', `/conversations/${id}/messages`)
  const supervisor = await aPerson(app, workspace, 'supervisor', { name: 'Inès' })
  const asked = { words: 'bouquet commandé', reason: 'À sa demande', confirmed: true }
  const redacted = await supervisor.call(
    'POST',
    `/conversations/${id}/messages/${thread.items[0]!.id}/redactions`,
    asked,
  )
  expect(redacted.status).toBe(201)
  expect((await listed())[0]!.text).not.toContain('bouquet commandé')
})

test('DAT-6: nothing is to leave to somebody who was erased', async () => {
  await schedule()
  const { contact } = await shown()
  const erased = await workspace.call('POST', `/contacts/${contact.id}/erasure`, { typed: 'effacer' })
  expect(erased.status).toBe(200)
  expect(await listed()).toEqual([])
  expect(await shown()).toMatchObject({ scheduledReply: null })
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BulkOutcome } from '#contract/bulk-acts.ts'
import type { Conversation } from '#contract/conversations.ts'
import {
  aKey,
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

let app: TestApp
let workspace: TestWorkspace
let nadia: TestMember
let ids: string[]
let now = new Date()

beforeAll(async () => {
  app = await testApp({ clock: { now: () => now } })
})
afterAll(() => app.close())
beforeEach(async () => {
  now = new Date()
  workspace = await aWorkspace(app)
  nadia = await aMember(app, workspace, 'adviser', { name: 'Nadia', teamIds: [workspace.teamId] })
  ids = []
  for (const who of ['anna', 'luc', 'ines']) ids.push(await received(who))
})

async function received(who: string): Promise<string> {
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, from: `${who} <${who}@mail.test>` }),
  )
  return body.conversationId as string
}
const act = async (act: object, more: object = {}, call = nadia.call) =>
  call<BulkOutcome>('POST', '/bulk-acts', { ids, act, ...more })
const undo = (id: string | null, call = nadia.call) => call<BulkOutcome>('DELETE', `/bulk-acts/${id}`)
const shown = async (id: string) => (await workspace.call<Conversation>('GET', `/conversations/${id}`)).body
const all = () => Promise.all(ids.map(shown))
const outcomes = ({ items }: BulkOutcome) => items.map(({ outcome, code }) => code ?? outcome)
const standing = ({
  status,
  assignee,
  team,
  reasonId,
  priority,
  tags,
  isSpam,
  snoozedUntil,
}: Conversation) => ({
  ...{ status, assignee, team, reasonId, priority, tags, isSpam },
  snoozedUntil,
})

describe('one act on many, one undo', () => {
  const later = () => new Date(now.getTime() + 86_400_000).toISOString()
  const reason = async () => {
    const { body } = await workspace.call<{ items: { id: string; parentId: string | null }[] }>(
      'GET',
      '/reasons',
    )
    return body.items.find(one => one.parentId !== null)!.id
  }
  test.each([
    ['assign', async () => ({ kind: 'assign', memberId: nadia.id }), { assignee: { name: 'Nadia' } }],
    ['close', async () => ({ kind: 'close' }), { status: 'closed' }],
    ['snooze', async () => ({ kind: 'snooze', until: later() }), { status: 'snoozed' }],
    ['snooze until they write', async () => ({ kind: 'snooze', until: null }), { status: 'snoozed' }],
    ['status', async () => ({ kind: 'status', status: 'on_hold' }), { status: 'on_hold' }],
    ['tags', async () => ({ kind: 'tags', add: ['noël'], remove: ['colis'] }), { tags: ['noël'] }],
    ['reason', async () => ({ kind: 'reason', reasonId: await reason() }), { reasonId: expect.any(String) }],
    ['priority', async () => ({ kind: 'priority', priority: 'urgent' }), { priority: 'urgent' }],
    ['spam', async () => ({ kind: 'spam', isSpam: true }), { isSpam: true }],
    [
      'macro',
      async () => ({
        kind: 'macro',
        acts: { reasonId: await reason(), addTags: ['vip'], afterwards: 'snooze', snoozeHours: 4 },
      }),
      { status: 'snoozed', tags: ['colis', 'vip'], reasonId: expect.any(String) },
    ],
  ] as const)('%s', async (_, wanted, after) => {
    for (const id of ids) await workspace.call('PATCH', `/conversations/${id}`, { tags: ['colis'] })
    await workspace.call('PUT', `/conversations/${ids[1]}/status`, { status: 'waiting' })
    const before = (await all()).map(standing)
    const done = await act(await wanted())
    expect(done.status).toBe(201)
    expect(outcomes(done.body)).toEqual(['done', 'done', 'done'])
    for (const { id, conversation } of done.body.items) {
      expect(conversation).toMatchObject({ id, ...after })
      expect(await shown(id)).toMatchObject(after)
    }
    const undone = await undo(done.body.id)
    expect(undone.status).toBe(200)
    expect(outcomes(undone.body)).toEqual(['done', 'done', 'done'])
    expect((await all()).map(standing)).toEqual(before)
    // Once.
    expect((await undo(done.body.id)).status).toBe(404)
  })
})

test('each keeps its own rules: those refused stay as they were and say why, the others are done', async () => {
  await workspace.call('POST', `/conversations/${ids[0]}/closure`, {})
  const done = await act({ kind: 'close' })
  expect(outcomes(done.body)).toEqual(['conversation.already_closed', 'done', 'done'])
  expect(done.body.items[0]).toMatchObject({ sentence: 'Cette conversation est déjà close.' })
  await undo(done.body.id)
  expect((await all()).map(({ status }) => status)).toEqual(['closed', 'new', 'new'])

  await workspace.call('PATCH', '/workspace', { settings: { reasonRequiredAtClosure: true } })
  const refused = await act({ kind: 'close' })
  expect(outcomes(refused.body)).toEqual([
    'conversation.already_closed',
    'conversation.reason_required',
    'conversation.reason_required',
  ])
  expect(refused.body.id).toBeNull()
})

test('of two who take the same, the second is told who was first, conversation by conversation', async () => {
  const karim = await aMember(app, workspace, 'adviser', { name: 'Karim', teamIds: [workspace.teamId] })
  await karim.call('PUT', `/conversations/${ids[1]}/assignment`, { memberId: karim.id })
  const expected = Object.fromEntries(ids.map(id => [id, null]))
  const done = await act({ kind: 'assign', memberId: nadia.id }, { expected })
  expect(outcomes(done.body)).toEqual(['done', 'conversation.taken', 'done'])
  expect(done.body.items[1]!.sentence).toContain('Karim')
  expect(await shown(ids[1]!)).toMatchObject({ assignee: { id: karim.id } })
})

test('a macro is all or nothing: refused at its last act, its first left nothing behind', async () => {
  await workspace.call('PATCH', '/workspace', { settings: { reasonRequiredAtClosure: true } })
  const acts = { addTags: ['vip'], teamId: workspace.teamId, afterwards: 'close' }
  const done = await act({ kind: 'macro', acts })
  expect(outcomes(done.body)).toEqual(Array(3).fill('conversation.reason_required'))
  for (const conversation of await all()) expect(conversation).toMatchObject({ tags: [], status: 'new' })
  const { rows } = await app.ground.db.pools.system.query(
    "select from events where workspace_id = $1 and type = 'conversation.updated'",
    [workspace.id],
  )
  expect(rows).toHaveLength(0)
})

test('a reply with a macro is one act: sent with its labels, put aside, and all of it taken back', async () => {
  const [id] = ids as [string]
  const path = `/conversations/${id}/messages`
  const { body: team } = await workspace.call<{ id: string }>('POST', '/teams', {
    ...{ name: 'Relève', kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null },
  })
  const macro = { addTags: ['vip'], teamId: team.id, afterwards: 'snooze', snoozeHours: 4 }
  const before = standing(await shown(id))
  const sent = await nadia.call('POST', path, { text: 'Bonjour', macro })
  expect(sent.status, JSON.stringify(sent.body)).toBe(201)
  expect(await shown(id)).toMatchObject({ tags: ['vip'], team: { id: team.id }, status: 'snoozed' })
  await workspace.call('PATCH', `/conversations/${id}`, { tags: ['vip', 'colis'] })
  const taken = await nadia.call('POST', `${path}/${sent.body.id}/cancellation`)
  expect(taken.status).toBe(200)
  expect(standing(await shown(id))).toEqual({ ...before, tags: ['colis'] })

  // Refused at its last word, nothing of it was done.
  await workspace.call('PATCH', '/workspace', { settings: { reasonRequiredAtClosure: true } })
  const closing = { text: 'Bonjour', afterwards: 'close', macro: { addTags: ['clos'], afterwards: 'close' } }
  expect((await nadia.call('POST', path, closing)).status).toBe(422)
  expect(await shown(id)).toMatchObject({ tags: ['colis'] })
})

test('the undo leaves what somebody else changed since, and says so', async () => {
  const { body } = await act({ kind: 'priority', priority: 'high' })
  await workspace.call('PATCH', `/conversations/${ids[1]}`, { priority: 'low' })
  // Another thing was changed: the priority may go back.
  await workspace.call('PATCH', `/conversations/${ids[2]}`, { tags: ['colis'] })
  const undone = await undo(body.id)
  expect(outcomes(undone.body)).toEqual(['done', 'conversation.changed_since', 'done'])
  expect(await all()).toMatchObject([
    { priority: 'normal' },
    { priority: 'low' },
    { priority: 'normal', tags: ['colis'] },
  ])

  const closed = await act({ kind: 'close' })
  now = new Date(now.getTime() + 60_000)
  expect(outcomes((await undo(closed.body.id)).body)).toEqual(Array(3).fill('conversation.too_late_to_undo'))
})

test('E33: who is put to wait by mistake has waited since their first question again once it is taken back, by many or by one', async () => {
  const waits = async () =>
    (await all()).map(row => (row as unknown as { waitingSince: string | null }).waitingSince)
  const before = await waits()
  expect(before.every(Boolean)).toBe(true)
  const put = await act({ kind: 'status', status: 'waiting' })
  expect(await waits()).toEqual([null, null, null])
  await undo(put.body.id)
  expect(await waits()).toEqual(before)
  for (const status of ['waiting', 'on_hold', 'waiting', 'open'])
    await workspace.call('PUT', `/conversations/${ids[0]}/status`, { status })
  expect(await waits()).toEqual(before)
  // Answered meanwhile, nobody waits any more.
  await workspace.call('PUT', `/conversations/${ids[0]}/status`, { status: 'waiting' })
  await nadia.call('POST', `/conversations/${ids[0]}/messages`, {
    kind: 'reply',
    text: 'Voici.',
    afterwards: 'wait',
  })
  await workspace.call('PUT', `/conversations/${ids[0]}/status`, { status: 'open' })
  expect(await waits()).toEqual([null, before[1], before[2]])
})

test('what an undo was refused may be asked for again once what came between is taken back', async () => {
  const until = new Date(now.getTime() + 86_400_000).toISOString()
  const aside = await act({ kind: 'snooze', until })
  const held = await act({ kind: 'status', status: 'on_hold' })
  const early = await undo(aside.body.id)
  expect(outcomes(early.body)).toEqual(Array(3).fill('conversation.changed_since'))
  expect(early.body.id).toBe(aside.body.id)
  expect(outcomes((await undo(held.body.id)).body)).toEqual(Array(3).fill('done'))
  const late = await undo(aside.body.id)
  expect(outcomes(late.body)).toEqual(Array(3).fill('done'))
  expect(late.body.id).toBeNull()
  expect(await all()).toMatchObject(Array(3).fill({ status: 'new', snoozedUntil: null }))
  expect((await undo(aside.body.id)).status).toBe(404)
})

test('what one may not see is refused as unknown, what one may not do at all is refused whole', async () => {
  const partner = await aMember(app, workspace, 'partner', { teamIds: [] })
  const done = await act({ kind: 'priority', priority: 'low' }, {}, partner.call)
  expect(outcomes(done.body)).toEqual(Array(3).fill('request.not_found'))
  expect(done.body.items.every(({ conversation }) => conversation === null)).toBe(true)
  const elsewhere = await aWorkspace(app)
  expect(outcomes((await act({ kind: 'close' }, {}, elsewhere.call)).body)).toEqual(
    Array(3).fill('request.not_found'),
  )
  const expert = await aMember(app, workspace, 'collaborator')
  expect((await act({ kind: 'close' }, {}, expert.call)).status).toBe(403)
  const reader = await aKey(app, workspace.id, { role: 'administrator', scopes: ['conversations:read'] })
  expect((await act({ kind: 'close' }, {}, reader)).status).toBe(403)
  // Whose undo it is.
  const mine = await act({ kind: 'priority', priority: 'low' })
  expect((await undo(mine.body.id, workspace.call)).status).toBe(404)
  expect((await undo(mine.body.id)).status).toBe(200)
})

test('nothing to change is said so, the same twice is once, too many are refused', async () => {
  expect(outcomes((await act({ kind: 'priority', priority: 'normal' })).body)).toEqual(
    Array(3).fill('unchanged'),
  )
  const twice = await act({ kind: 'priority', priority: 'high' }, { ids: [ids[0], ids[0]] })
  expect(outcomes(twice.body)).toEqual(['done'])
  const many = Array.from({ length: 201 }, () => app.ground.newId())
  expect((await act({ kind: 'close' }, { ids: many })).status).toBe(422)
  expect((await act({ kind: 'close' }, { ids: [] })).status).toBe(422)
})

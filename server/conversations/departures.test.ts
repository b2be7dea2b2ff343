import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  aMail,
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { departures } from './departures.ts'

let app: TestApp
let workspace: TestWorkspace
let nadia: TestMember

beforeAll(async () => {
  app = await testApp()
})
beforeEach(async () => {
  workspace = await aWorkspace(app)
  nadia = await aMember(app, workspace, 'adviser', { name: 'Nadia', teamIds: [workspace.teamId] })
})
afterAll(() => app.close())

interface Shown {
  status: string
  assignee: { id: string } | null
  team: { id: string } | null
}

async function received(options: Parameters<typeof aMail>[0] = {}): Promise<string> {
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address, ...options }),
  )
  return body.conversationId as string
}
const take = (id: string) =>
  nadia.call('PUT', `/conversations/${id}/assignment`, { memberId: nadia.id, teamId: null })
const shown = async (id: string) => (await workspace.call<Shown>('GET', `/conversations/${id}`)).body
const leave = () => workspace.call('POST', `/members/${nadia.id}/deactivation`)

test('Q25: what somebody had open goes back to their team when they leave; what was closed stays theirs', async () => {
  const open = await received()
  const snoozed = await received({ from: 'Luc <luc@mail.test>' })
  const closed = await received({ from: 'Inès <ines@mail.test>' })
  const somebodyElse = await received({ from: 'Marc <marc@mail.test>' })
  for (const id of [open, snoozed, closed]) expect((await take(id)).status).toBe(200)
  const until = new Date(Date.now() + 86_400_000).toISOString()
  await nadia.call('PUT', `/conversations/${snoozed}/snooze`, { until })
  await nadia.call('POST', `/conversations/${closed}/closure`, {})

  expect((await leave()).status).toBe(200)
  await app.settle()
  for (const id of [open, snoozed]) {
    expect(await shown(id)).toMatchObject({ assignee: null, team: { id: workspace.teamId } })
  }
  expect(await shown(closed)).toMatchObject({ status: 'closed', assignee: { id: nadia.id } })
  expect(await shown(somebodyElse)).toMatchObject({ assignee: null })

  const { rows } = await app.ground.db.pools.system.query(
    `select actor_kind, data from events
      where workspace_id = $1 and subject_id = $2 and type = 'conversation.assigned'
      order by id desc limit 1`,
    [workspace.id, open],
  )
  expect(rows[0]).toMatchObject({
    actor_kind: 'system',
    data: { assigneeId: null, fromAssigneeId: nadia.id, teamId: workspace.teamId, because: 'departure' },
  })
})

describe('Q25: somebody who leaves hands over', () => {
  const leaveTo = (body: object) => workspace.call('POST', `/members/${nadia.id}/deactivation`, body)
  const comeBack = (body?: object) => workspace.call('DELETE', `/members/${nadia.id}/deactivation`, body)
  const notesOf = async (id: string) =>
    (
      await workspace.call<{ items: { direction: string; text: string }[] }>(
        'GET',
        `/conversations/${id}/messages`,
      )
    ).body.items.filter(({ direction }) => direction === 'note')

  test('what they have in hand is shown before, and given to whom is named, with a word and the draft they left', async () => {
    const heir = await aMember(app, workspace, 'adviser', { name: 'Karim', teamIds: [workspace.teamId] })
    const [first, second] = [await received(), await received({ from: 'Luc <luc@mail.test>' })]
    for (const id of [first, second]) await take(id)
    await app.ground.db.system
      .insertInto('drafts')
      .values({
        ...{ workspace_id: workspace.id, member_id: nadia.id, conversation_id: first, kind: 'reply' },
        ...{ body: JSON.stringify({ text: 'Je rappelle le fournisseur demain' }), updated_at: new Date() },
      })
      .execute()
    const work = await workspace.call<{ items: object[] }>('GET', `/members/${nadia.id}/open-work`)
    expect(work.body).toMatchObject({ conversations: 2, recoveries: 0, drafts: 1, mentions: 0 })
    expect(work.body.items).toContainEqual(expect.objectContaining({ id: first, hasDraft: true }))
    await leaveTo({ toMemberId: heir.id, note: 'Le fournisseur est prévenu.' })
    await app.settle()
    for (const id of [first, second]) expect(await shown(id)).toMatchObject({ assignee: { id: heir.id } })
    const [note, ...others] = await notesOf(first)
    expect(others).toEqual([])
    expect(note!.text).toContain('Nadia')
    expect(note!.text).toContain('Le fournisseur est prévenu.')
    expect(note!.text).toContain('Je rappelle le fournisseur demain')
    expect((await notesOf(second))[0]!.text).not.toContain('demain')
    // Their session and their keys are over.
    expect((await nadia.call('GET', '/me')).status).toBe(401)
  })

  test('it may go to a team instead, and nobody is named who is not at work', async () => {
    const id = await received()
    await take(id)
    const place = { siteId: null, partnerId: null, calendarId: null, positions: null }
    const team = await workspace.call<{ id: string }>('POST', '/teams', {
      ...place,
      name: 'Relève',
      kind: 'digital',
    })
    const gone = await aMember(app, workspace, 'adviser')
    await workspace.call('POST', `/members/${gone.id}/deactivation`)
    expect((await leaveTo({ toMemberId: gone.id })).body.code).toBe('member.heir_left')
    expect((await leaveTo({ toMemberId: nadia.id })).body.code).toBe('member.heir_left')
    const expert = await aMember(app, workspace, 'collaborator')
    expect((await leaveTo({ toMemberId: expert.id })).body.code).toBe('conversation.assignee_collaborator')
    const able = await aMember(app, workspace, 'adviser')
    const both = await leaveTo({ toMemberId: able.id, toTeamId: team.body.id })
    expect(both).toMatchObject({ status: 422, body: { code: 'member.one_heir' } })
    expect(await shown(id)).toMatchObject({ assignee: { id: nadia.id } })
    await leaveTo({ toTeamId: team.body.id })
    await app.settle()
    expect(await shown(id)).toMatchObject({ assignee: null, team: { id: team.body.id } })
  })

  test('undone, they have back what nobody touched since, and no more', async () => {
    const heir = await aMember(app, workspace, 'adviser', { name: 'Karim', teamIds: [workspace.teamId] })
    const ids = [
      await received(),
      await received({ from: 'Luc <luc@mail.test>' }),
      await received({ from: 'Inès <ines@mail.test>' }),
    ]
    for (const id of ids) await take(id)
    const [untouched, taken, closed] = ids as [string, string, string]
    await leaveTo({ toMemberId: heir.id })
    await app.settle()
    await heir.call('PUT', `/conversations/${taken}/assignment`, { memberId: null })
    await heir.call('POST', `/conversations/${closed}/closure`, {})
    expect((await comeBack({ withWork: true })).status).toBe(200)
    await app.settle()
    expect(await shown(untouched)).toMatchObject({ assignee: { id: nadia.id } })
    expect(await shown(taken)).toMatchObject({ assignee: null })
    expect(await shown(closed)).toMatchObject({ assignee: { id: heir.id } })
    // Given access back at another time, nothing moves.
    await leaveTo({ toMemberId: heir.id })
    await app.settle()
    await comeBack()
    await app.settle()
    expect(await shown(untouched)).toMatchObject({ assignee: { id: heir.id } })
  })
})

test('a customer who writes again is not given back to somebody who has left', async () => {
  const messageId = '<first@mail.test>'
  const id = await received({ messageId })
  await take(id)
  await nadia.call('POST', `/conversations/${id}/closure`, {})
  await leave()
  await app.settle()
  const again = await received({ messageId: '<again@mail.test>', headers: { 'In-Reply-To': messageId } })
  expect(again).toBe(id)
  expect(await shown(id)).toMatchObject({ status: 'open', assignee: null })
})

test('somebody given access back before the work had moved keeps it', async () => {
  const id = await received()
  await take(id)
  // The news of the departure arrives when it has been undone.
  await departures(app.ground).handle({
    id: app.ground.newId(),
    workspaceId: workspace.id,
    at: new Date(),
    type: 'member.deactivated',
    actor: { kind: 'system', id: null },
    subject: { kind: 'member', id: nadia.id },
    conversationId: null,
    contactId: null,
    data: { teamIds: [workspace.teamId] },
  })
  expect(await shown(id)).toMatchObject({ assignee: { id: nadia.id } })
})

test('hundreds of conversations all move', async () => {
  const id = await received()
  await take(id)
  await app.ground.db.pools.system.query(
    `insert into conversations (workspace_id, id, number, contact_id, status, channel_kind, assignee_id, episode_id,
      last_message_at, created_at, updated_at)
    select workspace_id, gen_random_uuid(), 100000 + n, contact_id, 'open', channel_kind, assignee_id, episode_id,
      last_message_at, created_at, updated_at
    from conversations, generate_series(1, 450) n
    where workspace_id = $1 and id = $2`,
    [workspace.id, id],
  )
  await leave()
  await app.settle()
  const { rows } = await app.ground.db.pools.system.query(
    'select count(*) filter (where assignee_id is null) as free, count(*) as all from conversations where workspace_id = $1',
    [workspace.id],
  )
  expect(rows[0]).toEqual({ free: 451, all: 451 })
})

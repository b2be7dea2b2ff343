import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RoutingSettings } from '#contract/queues.ts'
import {
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { isAvailable, says, switchOff, switchOn, workOf } from './testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

let written = 0
async function aRequest(workspace: TestWorkspace, from?: string): Promise<string> {
  written += 1
  const contactId = from ?? (await aContact(workspace))
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    subject: 'Livraison',
    teamId: workspace.teamId,
    contactId,
    message: { direction: 'in', text: `Où est mon colis ${written} ?` },
  })
  return body.id
}

async function aContact(workspace: TestWorkspace): Promise<string> {
  const { body } = await workspace.call<{ id: string }>('POST', '/contacts', { name: `Personne ${written}` })
  return body.id
}

const assign = (call: TestWorkspace['call'], id: string, memberId: string | null) =>
  call('PUT', `/conversations/${id}/assignment`, { memberId })

async function aTeam(how: { of?: number } = {}) {
  const workspace = await aWorkspace(app)
  const people: TestMember[] = []
  for (let which = 0; which < (how.of ?? 1); which++) {
    const person = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
    people.push(person)
  }
  await switchOn(app, workspace)
  return { workspace, people, lea: people[0]! }
}

async function loadOf(workspace: TestWorkspace, memberId: string) {
  return app.ground.db.system
    .selectFrom('work_states')
    .select(['used', 'cap', 'status'])
    .where('workspace_id', '=', workspace.id)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
}

test('A8: a request that nobody has is offered to whoever is available, and is theirs once they take it', async () => {
  const { workspace, lea } = await aTeam()
  await isAvailable(app, workspace, lea.id)
  const id = await aRequest(workspace)
  await app.routing.settle()
  const offered = await workOf(app, id)
  expect(offered.item).toMatchObject({ state: 'offered', team_id: workspace.teamId })
  expect(offered.reservation).toMatchObject({
    member_id: lea.id,
    state: 'offered',
    how: 'offered',
    units: 12,
  })
  expect(offered.reservation!.why).toMatchObject({ rule: 'step', step: 0, employer: 'house' })
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 12 })

  await assign(lea.call, id, lea.id)
  await app.routing.settle()
  const taken = await workOf(app, id)
  expect(taken.item).toMatchObject({ state: 'active' })
  expect(taken.reservation).toMatchObject({ id: offered.reservation!.id, state: 'active' })

  await lea.call('POST', `/conversations/${id}/closure`, {})
  await app.routing.settle()
  const done = await workOf(app, id)
  expect(done).toMatchObject({ item: { id: offered.item!.id, state: 'done' }, reservation: undefined })
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 0 })
})

test('A8: what is given back waits again with its first entry kept, and is offered to somebody else', async () => {
  const { workspace, people } = await aTeam({ of: 2 })
  const [lea, max] = people as [TestMember, TestMember]
  await isAvailable(app, workspace, lea.id)
  const id = await aRequest(workspace)
  await app.routing.settle()
  await assign(lea.call, id, lea.id)
  await app.routing.settle()
  const before = await workOf(app, id)
  await assign(max.call, id, max.id)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({
    item: { id: before.item!.id, state: 'active', t0: before.item!.t0 },
    reservation: { member_id: max.id, how: 'by_hand' },
  })
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 0 })
  await assign(max.call, id, null)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({
    item: { id: before.item!.id, state: 'offered', t0: before.item!.t0 },
    reservation: { member_id: lea.id },
  })
})

test('A12: what waits for its customer takes no room, and what was given by hand beyond it takes none until there is', async () => {
  const { workspace, lea } = await aTeam()
  const ids: string[] = []
  for (let count = 0; count < 10; count++) {
    const id = await aRequest(workspace)
    ids.push(id)
    await assign(workspace.call, id, lea.id)
  }
  await app.routing.settle()
  // Eight mails of 12 units fit in a hundred.
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 96, cap: 100 })
  for (const id of ids.slice(0, 4))
    await lea.call('PUT', `/conversations/${id}/status`, { status: 'waiting' })
  await app.routing.settle()
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 72 })
  expect((await workOf(app, ids[0]!)).item).toMatchObject({ state: 'parked' })
  // Nobody is offered a ninth.
  await isAvailable(app, workspace, lea.id)
  const more = [await aRequest(workspace), await aRequest(workspace), await aRequest(workspace)]
  await app.routing.settle()
  const states = await Promise.all(more.map(async id => (await workOf(app, id)).item!.state))
  expect(states).toEqual(['offered', 'offered', 'queued'])
})

test('A12 Q7: whoever talks is at it: parked once its customer has been quiet for a while, and back with the same person', async () => {
  const { workspace, lea } = await aTeam()
  const { body } = await workspace.call<RoutingSettings>('GET', '/routing/settings')
  await workspace.call('PUT', '/routing/settings', {
    channels: { email: { ...body.channels.email, quietMinutes: 10, parkedUnits: 3 } },
  })
  const id = await aRequest(workspace)
  await assign(workspace.call, id, lea.id)
  await app.routing.settle()
  await lea.call('PUT', `/conversations/${id}/status`, { status: 'waiting' })
  await app.routing.settle()
  expect((await workOf(app, id)).item).toMatchObject({ state: 'active' })
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 12 })
  await app.ground.db.system
    .updateTable('conversations')
    .set({ last_message_at: sql`last_message_at - interval '10 minutes'` })
    .where('id', '=', id)
    .execute()
  await app.routing.settle()
  expect((await workOf(app, id)).item).toMatchObject({ state: 'parked' })
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 3 })
  await lea.call('PUT', `/conversations/${id}/status`, { status: 'open' })
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({
    item: { state: 'active' },
    reservation: { member_id: lea.id, is_suspended: false },
  })
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 12 })
})

test('invariant 4: an item that is over stays over: what is reopened or is no spam after all is another one', async () => {
  const { workspace, lea } = await aTeam()
  const id = await aRequest(workspace)
  await app.routing.settle()
  const first = await workOf(app, id)
  expect(first.item).toMatchObject({ state: 'queued' })
  await lea.call('PUT', `/conversations/${id}/spam`, { isSpam: true })
  await app.routing.settle()
  expect((await workOf(app, id)).item).toMatchObject({ id: first.item!.id, state: 'cancelled' })
  await lea.call('PUT', `/conversations/${id}/spam`, { isSpam: false })
  await app.routing.settle()
  const items = await app.ground.db.system
    .selectFrom('work_items')
    .select(['id', 'state', 't0'])
    .where('conversation_id', '=', id)
    .orderBy('ended_at', 'asc')
    .execute()
  expect(items.map(({ state }) => state)).toEqual(['cancelled', 'queued'])
  expect(items[1]!.t0).toEqual(items[0]!.t0)
})

test('a workspace that has not switched routing on has no work items, and one that has is no other’s', async () => {
  const off = await aWorkspace(app)
  const quiet = await aRequest(off)
  const { workspace, lea } = await aTeam()
  const other = await aTeam()
  await isAvailable(app, workspace, lea.id)
  const id = await aRequest(other.workspace)
  await app.routing.settle()
  expect((await workOf(app, quiet)).item).toBeUndefined()
  expect((await workOf(app, id)).item).toMatchObject({ state: 'queued' })
})

test('A19: what somebody had waits for others again when they leave, as early as before, and they are offered nothing more', async () => {
  const { workspace, people } = await aTeam({ of: 2 })
  const [lea, max] = people as [TestMember, TestMember]
  await isAvailable(app, workspace, lea.id)
  const [taken, offered] = [await aRequest(workspace), await aRequest(workspace)]
  await assign(lea.call, taken, lea.id)
  await app.routing.settle()
  const before = [await workOf(app, taken), await workOf(app, offered)]
  expect(before.map(({ item }) => item!.state)).toEqual(['active', 'offered'])
  await workspace.call('POST', `/members/${lea.id}/deactivation`)
  await app.settle()
  await app.routing.settle()
  const alone = [await workOf(app, taken), await workOf(app, offered)]
  expect(alone[0]).toMatchObject({
    item: { id: before[0]!.item!.id, state: 'queued', t0: before[0]!.item!.t0 },
  })
  // An offer that nobody can take is withdrawn.
  expect(alone[1]).toMatchObject({
    item: { state: 'queued', t0: before[1]!.item!.t0 },
    reservation: undefined,
  })
  await isAvailable(app, workspace, max.id)
  await app.routing.settle()
  const again = [await workOf(app, taken), await workOf(app, offered)]
  expect(again.map(({ reservation }) => reservation!.member_id)).toEqual([max.id, max.id])
})

test('A8: a snoozed request that nobody has is not offered until it is back, with its first entry kept', async () => {
  const { workspace, lea } = await aTeam()
  const id = await aRequest(workspace)
  await app.routing.settle()
  const first = await workOf(app, id)
  await workspace.call('PUT', `/conversations/${id}/snooze`, {
    until: new Date(Date.now() + 3_600_000).toISOString(),
  })
  await isAvailable(app, workspace, lea.id)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ item: { state: 'scheduled' }, reservation: undefined })
  await workspace.call('DELETE', `/conversations/${id}/snooze`)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({
    item: { id: first.item!.id, state: 'offered', t0: first.item!.t0 },
  })
})

test('invariant 3: two requests that are one are one item, and separated again they are two', async () => {
  const { workspace } = await aTeam()
  const [earlier, later] = [await aRequest(workspace), await aRequest(workspace)]
  await app.routing.settle()
  await workspace.call('POST', `/conversations/${later}/joining`, { into: earlier, otherPerson: true })
  await app.routing.settle()
  expect((await workOf(app, later)).item).toMatchObject({ state: 'done' })
  const t0 = (await workOf(app, earlier)).item!.t0
  await workspace.call('DELETE', `/conversations/${later}/joining`)
  await app.routing.settle()
  expect((await workOf(app, later)).item).toMatchObject({ state: 'queued' })
  expect((await workOf(app, earlier)).item).toMatchObject({ state: 'queued', t0 })
})

test('A8: what was offered to somebody who goes away is offered to somebody else', async () => {
  const { workspace, people } = await aTeam({ of: 2 })
  const [lea, max] = people as [TestMember, TestMember]
  await isAvailable(app, workspace, lea.id)
  const id = await aRequest(workspace)
  await app.routing.settle()
  expect((await workOf(app, id)).reservation).toMatchObject({ member_id: lea.id })
  await isAvailable(app, workspace, max.id)
  await says(app, workspace, lea.id, 'break')
  await app.routing.settle()
  expect((await workOf(app, id)).reservation).toMatchObject({ member_id: max.id })
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 0 })
})

test('a request is asked of the team that it is given to, and of no other', async () => {
  const { workspace, lea } = await aTeam()
  const team = await workspace.call<{ id: string }>('POST', '/teams', {
    ...{ name: 'Ventes', kind: 'sales', siteId: null, partnerId: null, calendarId: null, positions: null },
  })
  const seller = await aMember(app, workspace, 'adviser', { teamIds: [team.body.id] })
  await isAvailable(app, workspace, lea.id)
  const id = await aRequest(workspace)
  await app.routing.settle()
  expect((await workOf(app, id)).reservation).toMatchObject({ member_id: lea.id })
  await workspace.call('PATCH', `/conversations/${id}`, { teamId: team.body.id })
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({
    item: { state: 'queued', team_id: team.body.id },
    reservation: undefined,
  })
  await isAvailable(app, workspace, seller.id)
  await app.routing.settle()
  expect((await workOf(app, id)).reservation).toMatchObject({ member_id: seller.id })
})

test('what differs from what is written is put right, and said to have been', async () => {
  const { workspace, lea } = await aTeam()
  await isAvailable(app, workspace, lea.id)
  const id = await aRequest(workspace)
  await app.routing.settle()
  const { system } = app.ground.db
  // Nobody was told: as after a restore, or a hand in the database.
  await system
    .updateTable('work_states')
    .set({ used: 77, is_silent: true })
    .where('member_id', '=', lea.id)
    .execute()
  await system
    .updateTable('conversations')
    .set({ status: 'closed', closed_at: new Date(), waiting_since: null })
    .where('id', '=', id)
    .execute()
  await app.routing.settle()
  expect((await workOf(app, id)).item).toMatchObject({ state: 'done' })
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 0 })
  const lost = await aRequest(workspace)
  await app.routing.settle()
  expect((await workOf(app, lost)).item).toMatchObject({ state: 'queued' })
  await system.updateTable('work_states').set({ is_silent: false }).where('member_id', '=', lea.id).execute()
  await app.routing.settle()
  expect((await workOf(app, lost)).item).toMatchObject({ state: 'offered' })
  expect(await loadOf(workspace, lea.id)).toMatchObject({ used: 12 })
})

test('A8: whoever answered a customer last is asked first when they write again, if they are there', async () => {
  const { workspace, people } = await aTeam({ of: 3 })
  const [lea, max, ines] = people as [TestMember, TestMember, TestMember]
  const contact = await aContact(workspace)
  const before = await aRequest(workspace, contact)
  await assign(max.call, before, max.id)
  await max.call('POST', `/conversations/${before}/closure`, {})
  // The others have had nothing to do for longer.
  for (const { id } of [lea, ines, max]) await isAvailable(app, workspace, id)
  const again = await aRequest(workspace, contact)
  const other = await aRequest(workspace)
  await app.routing.settle()
  expect((await workOf(app, again)).reservation).toMatchObject({ member_id: max.id, why: { rule: 'owner' } })
  expect((await workOf(app, other)).reservation!.member_id).not.toBe(max.id)
  // Never to somebody who is away: it is offered to others at once.
  await says(app, workspace, max.id, 'away')
  await app.routing.settle()
  expect((await workOf(app, again)).reservation).toMatchObject({ why: { rule: 'step' } })
})

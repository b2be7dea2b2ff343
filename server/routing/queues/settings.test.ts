import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RoutingSettings } from '#contract/queues.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { isAvailable, switchOff, workOf } from '../testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

const save = (workspace: TestWorkspace, body: object) =>
  workspace.call<RoutingSettings>('PUT', '/routing/settings', body)

async function aContact(workspace: TestWorkspace, fields: object = {}): Promise<string> {
  const { body } = await workspace.call<{ id: string }>('POST', '/contacts', { name: 'Odile', ...fields })
  return body.id
}

async function aRequest(workspace: TestWorkspace, contactId?: string, more: object = {}): Promise<string> {
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    subject: 'Livraison',
    teamId: workspace.teamId,
    contactId: contactId ?? (await aContact(workspace)),
    message: { direction: 'in', text: 'Où est mon colis ?' },
    ...more,
  })
  return body.id
}

async function aTeamOfOne() {
  const workspace = await aWorkspace(app)
  const lea = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  await isAvailable(app, workspace, lea.id)
  return { workspace, lea }
}

const stateOf = async (id: string) => (await workOf(app, id)).item?.state

async function usedBy(workspace: TestWorkspace, memberId: string) {
  const { used } = await app.ground.db.system
    .selectFrom('work_states')
    .select('used')
    .where('workspace_id', '=', workspace.id)
    .where('member_id', '=', memberId)
    .executeTakeFirstOrThrow()
  return used
}

test('A8: switched on, requests are offered; switched off, offers are withdrawn, people are free and nothing is lost', async () => {
  const { workspace, lea } = await aTeamOfOne()
  const id = await aRequest(workspace)
  const theirs = await aRequest(workspace)
  await lea.call('PUT', `/conversations/${theirs}/assignment`, { memberId: lea.id })
  await app.routing.settle()
  expect(await stateOf(id)).toBeUndefined()

  expect((await save(workspace, { isOn: true })).body).toMatchObject({ isOn: true, version: 1 })
  await app.routing.settle()
  const first = await workOf(app, id)
  expect(first).toMatchObject({ item: { state: 'offered' }, reservation: { member_id: lea.id } })
  expect(await usedBy(workspace, lea.id)).toBe(24)

  expect((await save(workspace, { isOn: false })).body).toMatchObject({ isOn: false })
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ item: { state: 'cancelled' }, reservation: undefined })
  expect(await usedBy(workspace, lea.id)).toBe(0)
  const { body } = await workspace.call<{ assignee: { id: string } }>('GET', `/conversations/${theirs}`)
  expect(body.assignee).toMatchObject({ id: lea.id })

  await save(workspace, { isOn: true })
  await app.routing.settle()
  const again = await workOf(app, id)
  expect(again).toMatchObject({ item: { state: 'offered', t0: first.item!.t0 } })
  expect(await workOf(app, theirs)).toMatchObject({
    item: { state: 'active' },
    reservation: { member_id: lea.id, how: 'by_hand' },
  })
  expect(await usedBy(workspace, lea.id)).toBe(24)
})

test('invariant 8: no dispatcher of before the switch writes after it was switched on again', async () => {
  const { workspace } = await aTeamOfOne()
  const epoch = async () =>
    (
      await app.ground.db.system
        .selectFrom('dispatchers')
        .select('epoch')
        .where('workspace_id', '=', workspace.id)
        .executeTakeFirstOrThrow()
    ).epoch
  await save(workspace, { isOn: true })
  await app.routing.settle()
  const before = await epoch()
  await save(workspace, { isOn: false })
  await save(workspace, { isOn: true })
  await app.routing.settle()
  expect(Number(await epoch())).toBeGreaterThan(Number(before))
})

test('Q7: what a channel takes of a person is the house’s choice, for what comes and for what they have', async () => {
  const { workspace, lea } = await aTeamOfOne()
  const { body: usual } = await workspace.call<RoutingSettings>('GET', '/routing/settings')
  expect(usual.channels.chat).toMatchObject({ most: 3, interrupts: ['email', 'form'], offerSeconds: 30 })
  await save(workspace, { isOn: true })
  const ids = [await aRequest(workspace), await aRequest(workspace), await aRequest(workspace)]
  await app.routing.settle()
  expect(await Promise.all(ids.map(stateOf))).toEqual(['offered', 'offered', 'offered'])
  expect(await usedBy(workspace, lea.id)).toBe(36)

  await save(workspace, { channels: { email: { ...usual.channels.email, units: 40 } } })
  await app.routing.settle()
  expect((await Promise.all(ids.map(stateOf))).sort()).toEqual(['offered', 'offered', 'queued'])
  expect(await usedBy(workspace, lea.id)).toBe(80)

  await save(workspace, { channels: { email: { ...usual.channels.email, most: 1 } } })
  const held = ids[0]!
  for (const id of ids) await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
  const more = await aRequest(workspace)
  await app.routing.settle()
  expect(await stateOf(held)).toBe('active')
  expect(await usedBy(workspace, lea.id)).toBe(36)
  expect(await stateOf(more)).toBe('queued')
})

test('Q17, Q31: a heavier priority and a VIP go first, by the weights that the house gave them', async () => {
  const { workspace, lea } = await aTeamOfOne()
  const { body: usual } = await workspace.call<RoutingSettings>('GET', '/routing/settings')
  const one = { email: { ...usual.channels.email, most: 1 } }
  const before = await aRequest(workspace)
  const vip = await aContact(workspace, { isVip: true })
  const theirs = await aRequest(workspace, vip)
  // Waiting for an hour each, the VIP's a little less.
  for (const [id, minutes] of [
    [before, 60],
    [theirs, 50],
  ] as const)
    await app.ground.db.system
      .updateTable('conversations')
      .set({ waiting_since: new Date(Date.now() - minutes * 60_000) })
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .execute()
  await app.ground.db.system
    .updateTable('calendars')
    .set({
      weekly_hours: JSON.stringify(Object.fromEntries(days.map(day => [day, [['00:00', '24:00']]]))),
      holidays: 'none',
    })
    .where('workspace_id', '=', workspace.id)
    .execute()
  await save(workspace, { isOn: true, channels: one, vipWeight: 1 })
  await app.routing.settle()
  expect([await stateOf(before), await stateOf(theirs)]).toEqual(['offered', 'queued'])

  await save(workspace, { isOn: false })
  await save(workspace, { isOn: true, vipWeight: 3 })
  await app.routing.settle()
  expect([await stateOf(before), await stateOf(theirs)]).toEqual(['queued', 'offered'])
  expect((await workOf(app, theirs)).reservation!.why).toMatchObject({ weight: 3 })

  await workspace.call('PATCH', `/conversations/${before}`, { priority: 'urgent' })
  await save(workspace, { isOn: false })
  await save(workspace, { isOn: true })
  await app.routing.settle()
  expect((await workOf(app, before)).reservation).toMatchObject({ member_id: lea.id })
})

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

test('what cannot be meant is refused, what is not said stays, and the audit tells what was before', async () => {
  const { workspace, lea } = await aTeamOfOne()
  const { body: usual } = await workspace.call<RoutingSettings>('GET', '/routing/settings')
  const { chat, email } = usual.channels
  const refused = async (channels: object) =>
    (await workspace.call<{ code: string }>('PUT', '/routing/settings', { channels })).body.code
  expect(await refused({ chat: { ...chat, parkedUnits: 40 } })).toBe('routing_settings.parked_more')
  expect(await refused({ chat: { ...chat, interrupts: ['chat'] } })).toBe(
    'routing_settings.interrupts_itself',
  )
  expect(await refused({ email: { ...email, interrupts: ['chat'] } })).toBe(
    'routing_settings.interrupts_itself',
  )
  expect((await save(workspace, { missesAllowed: 4 })).body).toEqual({
    ...usual,
    missesAllowed: 4,
    version: 1,
    updatedAt: expect.any(String),
  })
  const { body: audit } = await workspace.call<{ items: { type: string; data: object }[] }>('GET', '/audit')
  expect(audit.items.find(({ type }) => type === 'routing_settings.updated')?.data).toMatchObject({
    before: { missesAllowed: 2 },
    after: { missesAllowed: 4 },
  })
  expect((await lea.call('GET', '/routing/settings')).status).toBe(403)
  const sam = await aMember(app, workspace, 'supervisor')
  expect((await sam.call('GET', '/routing/settings')).status).toBe(200)
  expect((await sam.call('PUT', '/routing/settings', { isOn: true })).status).toBe(403)
})

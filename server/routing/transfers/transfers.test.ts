import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Escalated, Transfer } from '#contract/transfers.ts'
import type { WorkState } from '#contract/work.ts'
import {
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { switchOff, switchOn, workOf } from '../testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

const teamOf = { kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null }

let written = 0
async function aRequest(workspace: TestWorkspace, more: object = {}) {
  written += 1
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: `Cliente ${written}` })
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    subject: 'Livraison',
    teamId: workspace.teamId,
    contactId: contact.body.id,
    message: { direction: 'in', text: `Bonjour, où est mon colis ${written} ?` },
    ...more,
  })
  return body.id
}

async function aChat(workspace: TestWorkspace) {
  const id = await aRequest(workspace)
  await sql`update conversations set channel_kind = 'chat' where id = ${id}`.execute(app.ground.db.system)
  return id
}

async function aHouse({ isOn = true } = {}) {
  const workspace = await aWorkspace(app)
  const here = { teamIds: [workspace.teamId] }
  const lea = await aPerson(app, workspace, 'adviser', { ...here, name: 'Léa Martin' })
  const max = await aPerson(app, workspace, 'adviser', { ...here, name: 'Max Petit' })
  if (isOn) await switchOn(app, workspace)
  return { workspace, lea, max }
}

const available = ({ call }: TestMember) => call('PUT', '/work-state', { status: 'available' })
const stateOf = async ({ call }: TestMember) => (await call<WorkState>('GET', '/work-state')).body
const offersOf = async (person: TestMember) => {
  await app.routing.settle()
  return (await stateOf(person)).offers
}
const takes = ({ call, id }: TestMember, conversationId: string) =>
  call('PUT', `/conversations/${conversationId}/assignment`, { memberId: id })
const handsOn = ({ call }: TestMember, id: string, body: object) =>
  call<Transfer & { code: string; title: string }>('POST', `/conversations/${id}/transfers`, {
    reason: 'skill',
    ...body,
  })
const transfersOf = async ({ call }: Pick<TestMember, 'call'>, id: string) =>
  (await call<{ items: Transfer[] }>('GET', `/conversations/${id}/transfers`)).body.items
const threadOf = async ({ call }: Pick<TestMember, 'call'>, id: string) =>
  (
    await call<{ assignee: { id: string } | null; team: { id: string } | null; dueAt: string | null }>(
      'GET',
      `/conversations/${id}`,
    )
  ).body

test('A10, invariant 12: handed on to somebody who is there, a request is offered to them alone, as early as before, and theirs once they accept', async () => {
  const { workspace, lea, max } = await aHouse()
  const third = await aPerson(app, workspace, 'adviser', { teamIds: [workspace.teamId], name: 'Inès Roy' })
  const id = await aRequest(workspace)
  await takes(lea, id)
  await available(max)
  await available(third)
  await app.routing.settle()
  const before = await workOf(app, id)
  const dueAt = (await threadOf(lea, id)).dueAt
  expect((await stateOf(lea)).used).toBe(12)

  const handed = await handsOn(lea, id, { memberId: max.id, note: 'Elle parle de deuil.' })
  expect(handed).toMatchObject({
    status: 201,
    body: { state: 'asked', from: { id: lea.id }, toMember: { id: max.id }, endsAt: null, mayTakeBack: true },
  })
  expect(await offersOf(third)).toEqual([])
  const [offer] = await offersOf(max)
  expect(offer).toMatchObject({ conversationId: id })
  expect((await stateOf(lea)).used).toBe(0)
  expect(await workOf(app, id)).toMatchObject({
    item: { id: before.item!.id, t0: before.item!.t0, credit_ms: before.item!.credit_ms, state: 'offered' },
  })
  await max.call('POST', `/offers/${offer!.id}/acceptance`)
  await app.routing.settle()
  const thread = await threadOf(lea, id)
  expect(thread).toMatchObject({ assignee: { id: max.id }, dueAt })
  expect(await transfersOf(lea, id)).toMatchObject([{ state: 'given', reason: 'skill' }])
  const messages = await lea.call<{ items: { text: string; direction: string; mentions: string[] }[] }>(
    'GET',
    `/conversations/${id}/messages`,
  )
  expect(messages.body.items).toContainEqual(
    expect.objectContaining({ direction: 'note', text: 'Elle parle de deuil.', mentions: [max.id] }),
  )
})

test('A10: declined, it is back with whoever handed it on, and nobody else is offered it', async () => {
  const { workspace, lea, max } = await aHouse()
  const third = await aPerson(app, workspace, 'adviser', { teamIds: [workspace.teamId], name: 'Inès Roy' })
  const id = await aRequest(workspace)
  await takes(lea, id)
  for (const person of [max, third]) await available(person)
  await app.routing.settle()
  await handsOn(lea, id, { memberId: max.id })
  const [offer] = await offersOf(max)
  await max.call('POST', `/offers/${offer!.id}/refusal`, { reason: 'busy' })
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({
    item: { state: 'active' },
    reservation: { member_id: lea.id, state: 'active' },
  })
  expect(await transfersOf(lea, id)).toMatchObject([{ state: 'declined', mayTakeBack: false }])
  expect(await offersOf(third)).toEqual([])
  const { rows } = await sql<{ type: string }>`
    select type from events where conversation_id = ${id} and type like 'conversation.transfer%' order by id`.execute(
    app.ground.db.system,
  )
  expect(rows.map(({ type }) => type)).toEqual(['conversation.transferred', 'conversation.transfer_ended'])
})

test('routing, transfer: no answer within the time of the channel returns a chat to whoever handed it on', async () => {
  const { workspace, lea, max } = await aHouse()
  const id = await aChat(workspace)
  await takes(lea, id)
  await available(max)
  await app.routing.settle()
  const { body } = await handsOn(lea, id, { memberId: max.id })
  expect(Date.parse(body.endsAt!) - Date.parse(body.at)).toBe(30_000)
  expect(await offersOf(max)).toHaveLength(1)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ reservation: { member_id: max.id, state: 'offered' } })
  // Half a minute later, as the dispatcher writes it.
  await sql`
    update reservations set state = 'ended', ended_at = now(), outcome = 'missed'
    where workspace_id = ${workspace.id} and member_id = ${max.id} and ended_at is null`.execute(
    app.ground.db.system,
  )
  await sql`update work_items set state = 'queued' where conversation_id = ${id}`.execute(
    app.ground.db.system,
  )
  await app.routing.settle()
  await app.routing.settle()
  expect((await threadOf(lea, id)).assignee).toMatchObject({ id: lea.id })
  expect(await transfersOf(lea, id)).toMatchObject([{ state: 'unanswered' }])
})

test('who goes away without answering is not waited for', async () => {
  const { workspace, lea, max } = await aHouse()
  const id = await aRequest(workspace)
  await takes(lea, id)
  await available(max)
  await handsOn(lea, id, { memberId: max.id })
  expect(await offersOf(max)).toHaveLength(1)
  await max.call('PUT', '/work-state', { status: 'away' })
  await app.routing.settle()
  await app.routing.settle()
  expect((await threadOf(lea, id)).assignee).toMatchObject({ id: lea.id })
})

test('somebody who is not there has it at once, and so has everybody where routing is off', async () => {
  const { workspace, lea, max } = await aHouse()
  const id = await aRequest(workspace)
  await takes(lea, id)
  expect((await handsOn(lea, id, { memberId: max.id })).body).toMatchObject({ state: 'given' })
  expect((await threadOf(lea, id)).assignee).toMatchObject({ id: max.id })
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ reservation: { member_id: max.id } })

  const off = await aHouse({ isOn: false })
  const other = await aRequest(off.workspace)
  await takes(off.lea, other)
  await available(off.max)
  expect((await handsOn(off.lea, other, { memberId: off.max.id })).body).toMatchObject({ state: 'given' })
})

test('A10, invariant 12: handed on to a team it waits there as early as before, and is not offered to whoever handed it on', async () => {
  const { workspace, lea, max } = await aHouse()
  const team = await workspace.call<{ id: string }>('POST', '/teams', { ...teamOf, name: 'Facturation' })
  const expert = await aPerson(app, workspace, 'adviser', { teamIds: [team.body.id], name: 'Inès Roy' })
  const id = await aRequest(workspace)
  await takes(lea, id)
  for (const person of [lea, max, expert]) await available(person)
  await app.routing.settle()
  const before = (await workOf(app, id)).item!
  expect(await handsOn(lea, id, { teamId: team.body.id, expected: max.id })).toMatchObject({
    status: 409,
    body: { code: 'conversation.taken' },
  })
  expect((await handsOn(lea, id, { teamId: team.body.id, expected: lea.id })).status).toBe(201)
  expect(await offersOf(expert)).toMatchObject([{ conversationId: id }])
  expect((await workOf(app, id)).item).toMatchObject({ id: before.id, t0: before.t0, team_id: team.body.id })
  expect(await offersOf(lea)).toEqual([])
})

test('what nobody took yet is taken back in one act; once taken, the sentence says by whom', async () => {
  const { workspace, lea, max } = await aHouse()
  const id = await aRequest(workspace)
  await takes(lea, id)
  await available(max)
  const { body } = await handsOn(lea, id, { memberId: max.id })
  expect(await offersOf(max)).toHaveLength(1)
  expect((await lea.call('DELETE', `/transfers/${body.id}`)).status).toBe(200)
  expect((await threadOf(lea, id)).assignee).toMatchObject({ id: lea.id })
  expect(await offersOf(max)).toEqual([])
  expect(await lea.call('DELETE', `/transfers/${body.id}`)).toMatchObject({ status: 409 })

  const again = await handsOn(lea, id, { memberId: max.id })
  const [offer] = await offersOf(max)
  await max.call('POST', `/offers/${offer!.id}/acceptance`)
  await max.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id })
  await takes(max, id)
  await handsOn(max, id, { teamId: workspace.teamId })
  await takes(max, id)
  expect(await lea.call('DELETE', `/transfers/${again.body.id}`)).toMatchObject({
    status: 409,
    body: { code: 'transfer.taken', title: expect.stringContaining('Max Petit') },
  })
})

async function aPartner() {
  const { workspace, lea } = await aHouse()
  const adviser = await aPerson(app, workspace, 'partner', { name: 'Paul Sud' })
  const { partner_id: partnerId } = await app.ground.db.system
    .selectFrom('members')
    .select('partner_id')
    .where('id', '=', adviser.id)
    .executeTakeFirstOrThrow()
  const team = await workspace.call<{ id: string }>('POST', '/teams', {
    ...{ ...teamOf, name: 'Sud', partnerId },
  })
  await workspace.call('PATCH', `/members/${adviser.id}`, { teamIds: [team.body.id] })
  return { workspace, lea, adviser, partnerId: partnerId!, theirs: team.body.id }
}

const agreed = (workspace: TestWorkspace, partnerId: string, body: object) =>
  workspace.call<{ code: string }>('PUT', `/partner-contracts/${partnerId}`, body)

test('D15, M16, invariants 6 and 12: a partner moves up what is not for it; the house has it with its history and first entry, and the partner never again', async () => {
  const { workspace, lea, adviser, partnerId, theirs } = await aPartner()
  const id = await aRequest(workspace, { teamId: theirs })
  await available(adviser)
  const [offer] = await offersOf(adviser)
  expect(offer).toMatchObject({ conversationId: id })
  await adviser.call('POST', `/offers/${offer!.id}/acceptance`)
  const up = (body: object = {}) =>
    adviser.call<Escalated & { code: string }>('POST', `/conversations/${id}/escalation`, {
      ...{ reason: 'skill', note: 'Elle veut un geste commercial.', ...body },
    })
  expect(await up()).toMatchObject({ status: 409, body: { code: 'transfer.no_escalation' } })
  expect(await agreed(workspace, partnerId, { escalationTeamId: theirs })).toMatchObject({
    body: { code: 'transfer.escalation_outside' },
  })
  // Anything of any team: only what was moved up keeps it from the partner.
  await agreed(workspace, partnerId, { escalationTeamId: workspace.teamId })
  await workspace.call('PUT', `/queues/${workspace.teamId}`, {
    steps: [{ afterSeconds: 5, teamIds: [theirs], partnerIds: [partnerId] }],
  })
  await app.routing.settle()
  const before = (await workOf(app, id)).item!
  const dueAt = (await threadOf(lea, id)).dueAt
  expect(await up()).toMatchObject({ status: 201, body: { state: 'waiting', mayTakeBack: true } })
  expect((await adviser.call('GET', `/conversations/${id}`)).status).toBe(404)
  await app.routing.settle()
  expect((await workOf(app, id)).item).toMatchObject({
    ...{ id: before.id, t0: before.t0, team_id: workspace.teamId, state: 'queued' },
  })
  // Long after the step that would ask the partner.
  await sql`
    update work_items set since = since - interval '1 hour' where conversation_id = ${id}`.execute(
    app.ground.db.system,
  )
  await workspace.call('PUT', `/queues/${workspace.teamId}`, {}) // read again
  expect(await offersOf(adviser)).toEqual([])
  await available(lea)
  const [hers] = await offersOf(lea)
  expect(hers).toMatchObject({ conversationId: id })
  await lea.call('POST', `/offers/${hers!.id}/acceptance`)
  expect((await threadOf(lea, id)).dueAt).toBe(dueAt)

  const told = await adviser.call<{ items: Escalated[] }>('GET', '/escalations')
  expect(told.body.items).toMatchObject([{ state: 'taken', reason: 'skill', mayTakeBack: false }])
  expect(Object.keys(told.body.items[0]!).sort()).toEqual(
    ['at', 'id', 'mayTakeBack', 'number', 'reason', 'state'].sort(),
  )
  const notes = await lea.call<{ items: { text: string }[] }>('GET', `/conversations/${id}/messages`)
  expect(notes.body.items.map(({ text }) => text)).toContain('Elle veut un geste commercial.')
})

test('D15: a partner takes back what nobody took yet, hands on to its own people alone, and no hand gives it what its contract leaves out', async () => {
  const { workspace, lea, adviser, partnerId, theirs } = await aPartner()
  await agreed(workspace, partnerId, { escalationTeamId: workspace.teamId })
  const id = await aRequest(workspace, { teamId: theirs })
  await takes(adviser, id)
  await agreed(workspace, partnerId, { channels: ['chat'] })
  const other = await aRequest(workspace, { teamId: theirs })
  for (const call of [adviser.call, lea.call])
    expect(await call('PUT', `/conversations/${other}/assignment`, { memberId: adviser.id })).toMatchObject({
      status: 409,
      body: { code: 'transfer.outside_contract' },
    })
  const many = await lea.call<{ items: { outcome: string }[] }>('POST', '/bulk-acts', {
    ids: [other],
    act: { kind: 'assign', memberId: adviser.id },
  })
  expect(many.body.items).toMatchObject([{ outcome: 'refused' }])
  expect(await threadOf(lea, other)).toMatchObject({ assignee: null })
  expect(await handsOn(adviser, id, { memberId: lea.id })).toMatchObject({
    status: 403,
    body: { code: 'transfer.outside_teams' },
  })
  expect(await handsOn(adviser, id, { teamId: workspace.teamId })).toMatchObject({ status: 403 })
  const { body } = await adviser.call<Escalated>('POST', `/conversations/${id}/escalation`, {
    reason: 'team',
  })
  expect((await adviser.call('DELETE', `/transfers/${body.id}`)).status).toBe(200)
  expect(await threadOf(adviser, id)).toMatchObject({ assignee: { id: adviser.id }, team: { id: theirs } })

  const mine = await aRequest(workspace)
  await takes(lea, mine)
  expect(await handsOn(lea, mine, { teamId: theirs })).toMatchObject({
    status: 409,
    body: { code: 'transfer.outside_contract' },
  })
  await agreed(workspace, partnerId, { takesComplaints: false })
  // Proposed, it may be one; said to be none, it is none.
  await lea.call('POST', `/conversations/${mine}/complaint`, {})
  expect(await handsOn(lea, mine, { teamId: theirs })).toMatchObject({
    body: { code: 'transfer.outside_contract' },
  })
  await lea.call('POST', `/conversations/${mine}/complaint/dismissal`, { reason: 'Une question.' })
  await agreed(workspace, partnerId, { channels: [] })
  expect((await handsOn(lea, mine, { teamId: theirs })).status).toBe(201)
})

test('A10, invariant 12: handed on to whoever knows, a request is offered to them of whichever team, as early as before, and to nobody else; refused where nobody does', async () => {
  const { workspace, lea, max } = await aHouse()
  const expert = await aPerson(app, workspace, 'adviser', { name: 'Inès Roy' })
  const { body: skill } = await workspace.call<{ id: string }>('POST', '/skills', { name: 'Assurance' })
  const knows = (person: TestMember, level: number) =>
    workspace.call('PUT', `/work-profiles/${person.id}`, {
      ...{ capacity: 100, most: {} },
      skills: [{ skillId: skill.id, level }],
    })
  const id = await aRequest(workspace)
  await takes(lea, id)
  await knows(lea, 5)
  await knows(max, 1)
  for (const person of [max, expert]) await available(person)
  await app.routing.settle()
  const before = (await workOf(app, id)).item!
  const dueAt = (await threadOf(lea, id)).dueAt
  expect(await handsOn(lea, id, { skillId: skill.id, level: 2 })).toMatchObject({
    status: 409,
    body: { code: 'transfer.nobody_knows', title: expect.stringContaining('Assurance') },
  })
  expect((await threadOf(lea, id)).assignee).toMatchObject({ id: lea.id })
  expect(await handsOn(lea, id, { skillId: skill.id, teamId: workspace.teamId })).toMatchObject({
    status: 422,
  })

  await knows(expert, 3)
  // The queue would ask anybody of the team at once; this one is not for anybody.
  await workspace.call('PUT', `/queues/${workspace.teamId}`, { way: 'pick', steps: [] })
  const handed = await handsOn(lea, id, { skillId: skill.id, level: 2, note: 'Dégât des eaux.' })
  expect(handed).toMatchObject({
    status: 201,
    body: { state: 'given', toTeam: null, toSkill: { name: 'Assurance', level: 2 }, mayTakeBack: true },
  })
  expect(await offersOf(expert)).toMatchObject([{ conversationId: id }])
  expect(await offersOf(max)).toEqual([])
  expect((await workOf(app, id)).item).toMatchObject({
    ...{ id: before.id, t0: before.t0, credit_ms: before.credit_ms, team_id: workspace.teamId },
  })
  expect((await threadOf(lea, id)).dueAt).toBe(dueAt)
  // Taken back, it is hers; moved to the team, anybody of it may have it again.
  expect((await lea.call('DELETE', `/transfers/${handed.body.id}`)).status).toBe(200)
  expect(await offersOf(expert)).toEqual([])
  await workspace.call('PUT', `/queues/${workspace.teamId}`, { way: 'push', steps: [] })
  expect((await handsOn(lea, id, { skillId: skill.id, level: 2 })).status).toBe(201)
  expect(await offersOf(max)).toEqual([])
  await takes(expert, id)
  expect((await handsOn(expert, id, { teamId: workspace.teamId })).status).toBe(201)
  expect(await offersOf(max)).toMatchObject([{ conversationId: id }])
})

test('A10, A16: a skill that is lent for a time is known meanwhile', async () => {
  const { workspace, lea, max } = await aHouse()
  const { body: skill } = await workspace.call<{ id: string }>('POST', '/skills', { name: 'Assurance' })
  const { body: lent } = await workspace.call<{ id: string }>('POST', '/skill-lendings', {
    ...{ memberId: max.id, skillId: skill.id, level: 3, minutes: 60 },
  })
  const id = await aRequest(workspace)
  await takes(lea, id)
  await available(max)
  const handed = await handsOn(lea, id, { skillId: skill.id, level: 3 })
  expect(handed.status).toBe(201)
  expect(await offersOf(max)).toMatchObject([{ conversationId: id }])
  expect((await lea.call('DELETE', `/transfers/${handed.body.id}`)).status).toBe(200)
  await workspace.call('DELETE', `/skill-lendings/${lent.id}`)
  expect(await handsOn(lea, id, { skillId: skill.id, level: 3 })).toMatchObject({
    body: { code: 'transfer.nobody_knows' },
  })
})

test('A10: where nobody would be offered it, a request is handed on to a person or a team, not to a skill', async () => {
  const { workspace, lea, max } = await aHouse({ isOn: false })
  const { body: skill } = await workspace.call<{ id: string }>('POST', '/skills', { name: 'Assurance' })
  await workspace.call('PUT', `/work-profiles/${max.id}`, {
    ...{ capacity: 100, most: {} },
    skills: [{ skillId: skill.id, level: 3 }],
  })
  const id = await aRequest(workspace)
  await takes(lea, id)
  expect(await handsOn(lea, id, { skillId: skill.id })).toMatchObject({
    status: 409,
    body: { code: 'transfer.not_given_out' },
  })
})

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Complaint } from '#contract/complaints.ts'
import {
  aMail,
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

/** A house with routing on, a partner with a team of its own, and what their contract says. */
async function aPartner(contract: { takesComplaints: boolean } | null, { isOn = true } = {}) {
  const workspace = await aWorkspace(app)
  const lea = await aPerson(app, workspace, 'adviser', { teamIds: [workspace.teamId], name: 'Léa Martin' })
  const paul = await aPerson(app, workspace, 'partner', { name: 'Paul Sud' })
  const { partner_id: partnerId } = await app.ground.db.system
    .selectFrom('members')
    .select('partner_id')
    .where('id', '=', paul.id)
    .executeTakeFirstOrThrow()
  const team = await workspace.call<{ id: string }>('POST', '/teams', {
    ...{ name: 'Sud', kind: 'digital', siteId: null, partnerId, calendarId: null, positions: null },
  })
  await workspace.call('PATCH', `/members/${paul.id}`, { teamIds: [team.body.id] })
  if (isOn) await switchOn(app, workspace)
  if (contract) {
    const said = await workspace.call('PUT', `/partner-contracts/${partnerId}`, contract)
    expect(said.status, JSON.stringify(said.body)).toBe(200)
  }
  return { workspace, lea, paul, partnerId: partnerId!, theirs: team.body.id }
}

async function aRequest(workspace: TestWorkspace, teamId: string) {
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: 'Zoé Complainte' })
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    ...{ subject: 'Livraison', teamId, contactId: contact.body.id },
    message: { direction: 'in', text: 'Où est mon colis ?' },
  })
  await app.settle()
  return body.id
}
const takes = ({ call, id }: TestMember, conversationId: string) =>
  call('PUT', `/conversations/${conversationId}/assignment`, { memberId: id })
const confirms = ({ call }: Pick<TestMember, 'call'>, id: string) =>
  call<{ complaint: Complaint }>('POST', `/conversations/${id}/complaint/confirmation`)
const threadOf = async ({ call }: Pick<TestMember, 'call'>, id: string) =>
  (
    await call<{ assignee: { id: string } | null; team: { id: string } | null; dueAt: string | null }>(
      'GET',
      `/conversations/${id}`,
    )
  ).body

test('D15, invariants 6 and 12, CMP-1: confirmed while a partner without complaints has it, it goes back to the team of the house that had it, with its first entry; whoever had it is told', async () => {
  const { workspace, lea, paul, theirs } = await aPartner({ takesComplaints: false })
  const id = await aRequest(workspace, workspace.teamId)
  await lea.call('POST', `/conversations/${id}/transfers`, { reason: 'workload', teamId: theirs })
  expect((await takes(paul, id)).status).toBe(200)
  await app.routing.settle()
  const before = (await workOf(app, id)).item!
  const { dueAt } = await threadOf(lea, id)
  expect((await confirms(lea, id)).status).toBe(200)
  expect(await threadOf(lea, id)).toMatchObject({ assignee: null, team: { id: workspace.teamId }, dueAt })
  await app.settle()
  await app.routing.settle()
  const { item, reservation } = await workOf(app, id)
  expect(item).toMatchObject({ id: before.id, t0: before.t0, team_id: workspace.teamId })
  expect(reservation).toBeUndefined()
  expect((await paul.call('GET', `/conversations/${id}`)).status).toBe(404)
  const { body } = await workspace.call<{ items: { type: string; data: Record<string, unknown> }[] }>(
    'GET',
    `/events?after=0&limit=500`,
  )
  expect(body.items.filter(({ data }) => data.because === 'complaint')).toMatchObject([
    {
      type: 'conversation.assigned',
      data: { assigneeId: null, fromAssigneeId: paul.id, teamId: workspace.teamId, fromTeamId: theirs },
    },
  ])
  const { rows } = await app.ground.db.pools.system.query<{ subject: string }>(
    `select d.subject from deliveries d join members m on m.workspace_id = d.workspace_id and m.email = any (d.recipients)
    where d.workspace_id = $1 and m.id = $2`,
    [workspace.id, paul.id],
  )
  expect(rows.filter(({ subject }) => /taken over|reprise/.test(subject))).toHaveLength(1)
})

test('CMP-1: somebody of the partner confirms it themselves, reads that it is one, and has it no more; without a team of before it goes where their contract sends it, or to no team', async () => {
  const { workspace, lea, paul, partnerId, theirs } = await aPartner({ takesComplaints: false })
  const id = await aRequest(workspace, theirs)
  await takes(paul, id)
  expect(await confirms(paul, id)).toMatchObject({ status: 200, body: { complaint: { state: 'confirmed' } } })
  expect((await paul.call('GET', `/conversations/${id}`)).status).toBe(404)
  expect(await threadOf(lea, id)).toMatchObject({ assignee: null, team: null })
  // Nobody there has it any more, and it is given to them by no hand.
  expect((await takes(paul, id)).status).toBe(404)
  const given = await lea.call('PUT', `/conversations/${id}/assignment`, {
    ...{ memberId: paul.id, teamId: theirs },
  })
  expect(given.status).toBeGreaterThanOrEqual(400)
  await workspace.call('PUT', `/partner-contracts/${partnerId}`, {
    ...{ takesComplaints: false, escalationTeamId: workspace.teamId },
  })
  const other = await aRequest(workspace, theirs)
  await confirms(paul, other)
  expect(await threadOf(lea, other)).toMatchObject({ assignee: null, team: { id: workspace.teamId } })
})

test.each([
  ['whose contract has complaints', { takesComplaints: true }, true],
  ['without a contract', null, true],
  ['where routing is off', { takesComplaints: false }, false],
])('D15: a partner %s keeps it, and settles it to its end', async (_, contract, isOn) => {
  const { workspace, lea, paul, theirs } = await aPartner(contract, { isOn })
  const id = await aRequest(workspace, theirs)
  await takes(paul, id)
  await confirms(lea, id)
  expect(await threadOf(lea, id)).toMatchObject({ assignee: { id: paul.id }, team: { id: theirs } })
  const causes = (await paul.call<{ items: { id: string }[] }>('GET', '/complaint-causes')).body.items
  const concluded = await paul.call('PUT', `/conversations/${id}/complaint/conclusion`, {
    ...{ causeId: causes[0]!.id, outcome: 'upheld' },
  })
  expect(concluded.status).toBe(200)
  expect((await paul.call('POST', `/conversations/${id}/closure`, {})).status).toBe(201)
  // Of others they settle nothing.
  const elsewhere = await aRequest(workspace, workspace.teamId)
  expect((await confirms(paul, elsewhere)).status).toBe(404)
})

test('invariant 6: held by somebody of the partner in a team of the house, it stays in the team; what they asked of a colleague and took part in ends', async () => {
  const { workspace, lea, paul } = await aPartner({ takesComplaints: false })
  await workspace.call('PATCH', `/members/${paul.id}`, { teamIds: [workspace.teamId] })
  const id = await aRequest(workspace, workspace.teamId)
  await takes(paul, id)
  await lea.call('PUT', '/work-state', { status: 'available' })
  const asked = await paul.call('POST', `/conversations/${id}/transfers`, {
    reason: 'skill',
    teamId: workspace.teamId,
  })
  expect(asked.status).toBeLessThan(300)
  await takes(lea, id)
  expect((await paul.call('PUT', `/conversations/${id}/participants/${paul.id}`)).status).toBeLessThan(300)
  await sql`update transfers set state = 'asked' where conversation_id = ${id}`.execute(app.ground.db.system)
  await confirms(lea, id)
  expect(await threadOf(lea, id)).toMatchObject({ assignee: { id: lea.id }, team: { id: workspace.teamId } })
  const { rows } = await sql<{ transfer: string; takes_part: number }>`
    select (select state from transfers where conversation_id = ${id}) as transfer,
      (select count(*)::int from participations where conversation_id = ${id} and ended_at is null) as takes_part`.execute(
    app.ground.db.system,
  )
  expect(rows).toEqual([{ transfer: 'replaced', takes_part: 0 }])
})

test.each([
  ['somebody opens it', 'reopens'],
  ['the customer writes', 'writes'],
] as const)(
  'D15, CMP-1: closed by a partner, then confirmed to be a complaint, it is the house’s once %s again',
  async (_, how) => {
    const { workspace, lea, paul, theirs } = await aPartner({ takesComplaints: false })
    const messageId = `<${workspace.slug}-colis@mail.test>`
    const mails = async (text: string, more: Parameters<typeof aMail>[0]) => {
      const raw = aMail({ to: workspace.address, from: 'zoe@mail.test', text, ...more })
      const { body } = await workspace.call('POST', `/channels/${workspace.channelId}/raw`, raw)
      await app.settle()
      return body.conversationId as string
    }
    const id = await mails('Où est mon colis ?', { messageId })
    await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: null, teamId: workspace.teamId })
    await lea.call('POST', `/conversations/${id}/transfers`, { reason: 'workload', teamId: theirs })
    expect((await takes(paul, id)).status).toBe(200)
    expect((await paul.call('POST', `/conversations/${id}/closure`, {})).status).toBe(201)
    expect((await confirms(lea, id)).status).toBe(200)
    // Closed, it is nobody's work.
    expect(await threadOf(lea, id)).toMatchObject({ assignee: { id: paul.id } })
    if (how === 'reopens') await lea.call('DELETE', `/conversations/${id}/closure`)
    else await mails('Et alors ?', { headers: { 'In-Reply-To': messageId } })
    await app.settle()
    expect(await threadOf(lea, id)).toMatchObject({
      ...{ status: 'open', assignee: null, team: { id: workspace.teamId } },
    })
    expect((await paul.call('GET', `/conversations/${id}`)).status).toBe(404)
  },
)

test('D15, CMP-1: confirmed while it was joined into another, what a partner had before is not theirs again once both are separated', async () => {
  const { workspace, lea, paul, theirs } = await aPartner({ takesComplaints: false })
  const id = await aRequest(workspace, theirs)
  await takes(paul, id)
  const into = await aRequest(workspace, workspace.teamId)
  const joined = await lea.call('POST', `/conversations/${id}/joining`, { into, otherPerson: true })
  expect(joined.status, JSON.stringify(joined.body)).toBe(200)
  const { items } = (
    await lea.call<{ items: { id: string; home: object | null }[] }>('GET', `/conversations/${into}/messages`)
  ).body
  // The words that came for the partner's are what is complained of.
  for (const { id: messageId } of items.slice(0, 1))
    await lea.call('POST', `/conversations/${into}/complaint`, { messageId })
  await confirms(lea, into)
  await app.settle()
  expect((await lea.call('DELETE', `/conversations/${id}/joining`)).status).toBe(200)
  await app.settle()
  expect(await threadOf(lea, id)).toMatchObject({ complaint: 'confirmed', assignee: null })
  expect((await paul.call('GET', `/conversations/${id}`)).status).toBe(404)
})

test('D15, CMP-1: what a partner moved up, and was confirmed to be a complaint since, is not taken back by them', async () => {
  const { workspace, lea, paul, partnerId, theirs } = await aPartner({ takesComplaints: false })
  await workspace.call('PUT', `/partner-contracts/${partnerId}`, {
    ...{ takesComplaints: false, escalationTeamId: workspace.teamId },
  })
  const id = await aRequest(workspace, theirs)
  await takes(paul, id)
  const up = await paul.call<{ id: string }>('POST', `/conversations/${id}/escalation`, { reason: 'skill' })
  expect(up.status, JSON.stringify(up.body)).toBeLessThan(300)
  expect((await confirms(lea, id)).status).toBe(200)
  expect(await paul.call('DELETE', `/transfers/${up.body.id}`)).toMatchObject({
    status: 409,
    body: { code: 'transfer.outside_contract' },
  })
  expect(await threadOf(lea, id)).toMatchObject({ assignee: null, team: { id: workspace.teamId } })
})

test('A10: whoever sees a conversation no more takes part in it no more, and whoever asked them is told that they do not answer', async () => {
  const { workspace, lea, paul, theirs } = await aPartner({ takesComplaints: true })
  const id = await aRequest(workspace, theirs)
  await takes(lea, id)
  expect((await lea.call('PUT', `/conversations/${id}/participants/${paul.id}`)).status).toBeLessThan(300)
  const question = { memberId: paul.id, question: 'Où est-il ?' }
  expect((await lea.call('POST', `/conversations/${id}/consultations`, question)).status).toBeLessThan(300)
  await lea.call('PUT', `/conversations/${id}/assignment`, { memberId: lea.id, teamId: workspace.teamId })
  await app.settle()
  expect((await paul.call('GET', `/conversations/${id}`)).status).toBe(404)
  expect((await lea.call('GET', `/conversations/${id}/participants`)).body).toEqual({ items: [] })
  expect((await lea.call('GET', `/conversations/${id}/consultations`)).body).toMatchObject({
    items: [{ state: 'declined', endedBy: { id: paul.id } }],
  })
})

test('D15, CMP-1: given to another by many at once, confirmed since, then undone: it is not given back to the partner', async () => {
  const { workspace, lea, paul } = await aPartner({ takesComplaints: false })
  await workspace.call('PATCH', `/members/${paul.id}`, { teamIds: [workspace.teamId] })
  const id = await aRequest(workspace, workspace.teamId)
  await takes(paul, id)
  const act = { kind: 'assign', memberId: lea.id }
  const done = await workspace.call<{ id: string }>('POST', '/bulk-acts', { ids: [id], act })
  await confirms(lea, id)
  expect((await workspace.call('DELETE', `/bulk-acts/${done.body.id}`)).body).toMatchObject({
    items: [{ outcome: 'refused', code: 'transfer.outside_contract' }],
  })
  expect(await threadOf(lea, id)).toMatchObject({ assignee: { id: lea.id } })
})

test('D15, CMP-1: confirmed while somebody of a partner is absent, it is not theirs again when they are back', async () => {
  const { workspace, lea, paul } = await aPartner({ takesComplaints: false })
  await workspace.call('PATCH', `/members/${paul.id}`, { teamIds: [workspace.teamId] })
  const id = await aRequest(workspace, workspace.teamId)
  await takes(paul, id)
  const ines = await aPerson(app, workspace, 'supervisor', { name: 'Inès Roy' })
  const gone = await ines.call('PUT', `/members/${paul.id}/absence`, {})
  expect(gone.status, JSON.stringify(gone.body)).toBeLessThan(300)
  expect(await threadOf(lea, id)).toMatchObject({ assignee: null })
  await confirms(lea, id)
  // They had it again, and it goes home from there.
  expect((await ines.call('DELETE', `/members/${paul.id}/absence`)).body).toEqual({ returned: 1 })
  await app.settle()
  expect(await threadOf(lea, id)).toMatchObject({ assignee: null, team: { id: workspace.teamId } })
})

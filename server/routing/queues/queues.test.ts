import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PartnerContract, Queue, Skill, WorkProfile } from '#contract/queues.ts'
import {
  aMember,
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { isAvailable, switchOff, switchOn, workOf } from '../testing/world.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(async () => {
  await switchOff(app)
  await app.close()
})

const teamOf = { kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null }

async function made(workspace: TestWorkspace, path: string, body: object): Promise<string> {
  const answer = await workspace.call<{ id: string }>('POST', path, body)
  expect(answer.status).toBe(201)
  return answer.body.id
}

/** A house with routing on that is open day and night. */
async function aHouse() {
  const workspace = await aWorkspace(app)
  await app.ground.db.system
    .updateTable('calendars')
    .set({
      weekly_hours: JSON.stringify(Object.fromEntries(days.map(day => [day, [['00:00', '24:00']]]))),
      holidays: 'none',
    })
    .where('workspace_id', '=', workspace.id)
    .execute()
  await switchOn(app, workspace)
  return workspace
}
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

async function anAdviser(workspace: TestWorkspace, more: object = {}): Promise<TestMember> {
  const adviser = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId], ...more })
  await isAvailable(app, workspace, adviser.id)
  return adviser
}

async function aRequest(workspace: TestWorkspace, more: object = {}): Promise<string> {
  const contactId = await made(workspace, '/contacts', { name: 'Odile' })
  return made(workspace, '/conversations', {
    subject: 'Livraison',
    teamId: workspace.teamId,
    contactId,
    message: { direction: 'in', text: 'Où est mon colis ?' },
    ...more,
  })
}

/** A request that has waited so long already. */
async function aged(workspace: TestWorkspace, id: string, minutes: number): Promise<void> {
  const since = new Date(Date.now() - minutes * 60_000)
  await app.ground.db.system
    .updateTable('conversations')
    .set({ waiting_since: since })
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .execute()
  await app.ground.db.system
    .updateTable('work_items')
    .set({ t0: since, since })
    .where('workspace_id', '=', workspace.id)
    .where('conversation_id', '=', id)
    .execute()
}

const queue = (workspace: TestWorkspace, body: object, teamId = workspace.teamId) =>
  workspace.call<Queue>('PUT', `/queues/${teamId}`, body)
const profile = (workspace: TestWorkspace, memberId: string, body: object) =>
  workspace.call<WorkProfile>('PUT', `/work-profiles/${memberId}`, body)
const agreed = (workspace: TestWorkspace, partnerId: string, body: object) =>
  workspace.call<PartnerContract>('PUT', `/partner-contracts/${partnerId}`, body)

async function holderOf(id: string) {
  await app.routing.settle()
  return (await workOf(app, id)).reservation?.member_id
}

test('A19, D16: what needs a skill is offered to whoever declared it at that level, and to others once the queue says so', async () => {
  const workspace = await aHouse()
  const skill = await made(workspace, '/skills', { name: 'Deuil' })
  const [lea, max] = [await anAdviser(workspace), await anAdviser(workspace)]
  await profile(workspace, lea.id, { skills: [{ skillId: skill, level: 2 }] })
  await profile(workspace, max.id, { skills: [{ skillId: skill, level: 4 }] })
  expect((await queue(workspace, { needs: [{ skillId: skill, level: 3 }] })).status).toBe(200)
  const first = await aRequest(workspace)
  expect(await holderOf(first)).toBe(max.id)

  // Max has room for one alone.
  await profile(workspace, max.id, { most: { email: 1, form: 1 }, capacity: 12 })
  await queue(workspace, {
    steps: [{ afterSeconds: 600, anySkill: true }],
  })
  const second = await aRequest(workspace)
  expect(await holderOf(second)).toBeUndefined()
  await aged(workspace, second, 20)
  await queue(workspace, {}) // read again
  expect(await holderOf(second)).toBe(lea.id)
})

test('D16: a need may be of some contact reasons alone, and of their family', async () => {
  const workspace = await aHouse()
  const skill = await made(workspace, '/skills', { name: 'Facturation' })
  const reasons = await workspace.call<{ items: { id: string; parentId: string | null }[] }>(
    'GET',
    '/reasons',
  )
  const reason = reasons.body.items.find(({ parentId }) => parentId !== null)!
  const lea = await anAdviser(workspace)
  await queue(workspace, { needs: [{ skillId: skill, level: 1, reasonIds: [reason.parentId!] }] })
  const [needy, plain] = [await aRequest(workspace, { reasonId: reason.id }), await aRequest(workspace)]
  expect(await holderOf(plain)).toBe(lea.id)
  expect(await holderOf(needy)).toBeUndefined()
  await profile(workspace, lea.id, { skills: [{ skillId: skill, level: 1 }] })
  expect(await holderOf(needy)).toBe(lea.id)
})

test('A10: a queue that is picked from, or asked, offers nothing', async () => {
  const workspace = await aHouse()
  const lea = await anAdviser(workspace)
  for (const way of ['pick', 'pull'] as const) {
    await queue(workspace, { way })
    expect(await holderOf(await aRequest(workspace))).toBeUndefined()
  }
  const waiting = await aRequest(workspace)
  await queue(workspace, { way: 'push' })
  expect(await holderOf(waiting)).toBe(lea.id)
})

test('D14, E29: after a while a queue asks another team, or a site, as well', async () => {
  const workspace = await aHouse()
  const other = await made(workspace, '/teams', { ...teamOf, name: 'Agence' })
  const agent = await anAdviser(workspace, { teamIds: [other] })
  await queue(workspace, { steps: [{ afterSeconds: 300, teamIds: [other] }] })
  const id = await aRequest(workspace)
  expect(await holderOf(id)).toBeUndefined()
  await aged(workspace, id, 6)
  await queue(workspace, {})
  expect(await holderOf(id)).toBe(agent.id)
  expect((await workOf(app, id)).reservation!.why).toMatchObject({ step: 1 })
})

test('capacity: somebody who takes half as much is offered half as much', async () => {
  const workspace = await aHouse()
  const lea = await anAdviser(workspace)
  await profile(workspace, lea.id, { capacity: 24 })
  const ids = [await aRequest(workspace), await aRequest(workspace), await aRequest(workspace)]
  const holders = await Promise.all(ids.map(holderOf))
  expect(holders.filter(holder => holder === lea.id)).toHaveLength(2)
  await profile(workspace, lea.id, { capacity: 100 })
  expect(await Promise.all(ids.map(holderOf))).toEqual([lea.id, lea.id, lea.id])
  await profile(workspace, lea.id, { capacity: 12 })
  const left = await Promise.all(ids.map(holderOf))
  expect(left.filter(holder => holder === lea.id)).toHaveLength(1)
})

async function aPartner(workspace: TestWorkspace) {
  const adviser = await aMember(app, workspace, 'partner', { teamIds: [workspace.teamId] })
  await isAvailable(app, workspace, adviser.id)
  const { partner_id } = await app.ground.db.system
    .selectFrom('members')
    .select('partner_id')
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', adviser.id)
    .executeTakeFirstOrThrow()
  return { partnerId: partner_id!, adviser }
}

type ReasonFacts = { id: string; parentId: string | null; isComplaint: boolean }

test('invariant 6, D15, M16: a partner is offered what its contract says, and nothing else', async () => {
  const workspace = await aHouse()
  const { partnerId, adviser } = await aPartner(workspace)
  const reasons = await workspace.call<{ items: ReasonFacts[] }>('GET', '/reasons')
  const [simple, hard] = reasons.body.items.filter(
    ({ parentId, isComplaint }) => parentId !== null && !isComplaint,
  )
  const [easy, difficult] = [
    await aRequest(workspace, { reasonId: simple!.id }),
    await aRequest(workspace, { reasonId: hard!.id }),
  ]
  const unknown = await aRequest(workspace)
  expect(await Promise.all([easy, difficult, unknown].map(holderOf))).toEqual([
    undefined,
    undefined,
    undefined,
  ])

  await agreed(workspace, partnerId, { teamIds: [workspace.teamId], reasonIds: [simple!.id] })
  expect(await holderOf(easy)).toBe(adviser.id)
  expect(await holderOf(difficult)).toBeUndefined()
  expect(await holderOf(unknown)).toBeUndefined()

  await workspace.call('PATCH', `/reasons/${simple!.id}`, { isComplaint: true })
  expect(await holderOf(await aRequest(workspace, { reasonId: simple!.id }))).toBeUndefined()
  await agreed(workspace, partnerId, { takesComplaints: true, channels: ['chat'] })
  expect(await holderOf(await aRequest(workspace, { reasonId: simple!.id }))).toBeUndefined()
})

test('CMP-1, invariant 6: a request that is said to be a complaint is no partner’s, unless that was agreed', async () => {
  const workspace = await aHouse()
  const { partnerId, adviser } = await aPartner(workspace)
  await queue(workspace, { way: 'pick' })
  await agreed(workspace, partnerId, { teamIds: [workspace.teamId] })
  const [said, plain] = [await aRequest(workspace), await aRequest(workspace)]
  expect((await workspace.call('POST', `/conversations/${said}/complaint`, {})).status).toBeLessThan(300)
  await queue(workspace, { way: 'push' })
  expect(await holderOf(plain)).toBe(adviser.id)
  expect(await holderOf(said)).toBeUndefined()
  await agreed(workspace, partnerId, { takesComplaints: true })
  expect(await holderOf(said)).toBe(adviser.id)
})

test('D10: a partner is never offered more than was agreed at once, and is offered again once something is done', async () => {
  const workspace = await aHouse()
  const { partnerId, adviser } = await aPartner(workspace)
  await agreed(workspace, partnerId, { teamIds: [workspace.teamId], mostOpen: 2 })
  const ids: string[] = []
  for (let count = 0; count < 5; count++) ids.push(await aRequest(workspace))
  await app.routing.settle()
  const held = async () => {
    const holders = await Promise.all(ids.map(holderOf))
    return ids.filter((_, index) => holders[index] === adviser.id)
  }
  const first = await held()
  expect(first).toHaveLength(2)
  // Who works for the house has no such ceiling.
  const lea = await anAdviser(workspace)
  expect((await Promise.all(ids.map(holderOf))).filter(holder => holder === lea.id)).toHaveLength(3)
  await workspace.call('POST', `/conversations/${first[0]}/closure`, {})
  const more = await aRequest(workspace)
  await app.routing.settle()
  ids.push(more)
  expect((await held()).length).toBeLessThanOrEqual(2)
})

test('D10, invariant 6: whoever asks for the next one has their partner’s ceiling too', async () => {
  const workspace = await aHouse()
  const { partnerId, adviser } = await aPartner(workspace)
  await agreed(workspace, partnerId, { teamIds: [workspace.teamId], mostOpen: 2 })
  await queue(workspace, { way: 'pull' })
  for (let count = 0; count < 3; count++) await aRequest(workspace)
  await app.routing.settle()
  const colleague = await aPerson(app, workspace, 'partner', { teamIds: [workspace.teamId] })
  await app.ground.db.system
    .updateTable('members')
    .set({ partner_id: partnerId })
    .where('id', '=', colleague.id)
    .execute()
  await isAvailable(app, workspace, colleague.id)
  const next = async () => {
    const { status, body } = await colleague.call<{ conversationId: string | null; why: string | null }>(
      'POST',
      '/work/next',
    )
    expect(status).toBe(200)
    return body
  }
  const one = await next()
  expect(one.conversationId).not.toBeNull()
  // Whatever their colleagues have counts as well.
  const other = await aRequest(workspace)
  await workspace.call('PUT', `/conversations/${other}/assignment`, { memberId: adviser.id })
  await app.routing.settle()
  expect(await next()).toEqual({ conversationId: null, why: 'for_others' })
  await workspace.call('POST', `/conversations/${other}/closure`, {})
  await app.routing.settle()
  expect((await next()).conversationId).not.toBeNull()
})

test('D10, invariant 24: of a team’s requests a partner gets its share, within one', async () => {
  const workspace = await aHouse()
  const { partnerId, adviser } = await aPartner(workspace)
  await agreed(workspace, partnerId, { teamIds: [workspace.teamId], share: 25 })
  const lea = await anAdviser(workspace)
  const ids: string[] = []
  for (let count = 0; count < 8; count++) ids.push(await aRequest(workspace))
  await app.routing.settle()
  const holders = await Promise.all(ids.map(holderOf))
  const theirs = holders.filter(holder => holder === adviser.id).length
  expect(Math.abs(theirs - 2)).toBeLessThanOrEqual(1)
  expect(holders.filter(holder => holder === lea.id).length).toBe(8 - theirs)
})

test('EMP-3: skills are what people declared: they see theirs, a supervisor writes them, and they go when somebody leaves', async () => {
  const workspace = await aHouse()
  const skill = await made(workspace, '/skills', { name: 'Mariages' })
  const lea = await aPerson(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  const sam = await aMember(app, workspace, 'supervisor')
  const theirs = { skills: [{ skillId: skill, level: 4 }] }
  expect((await sam.call('PUT', `/work-profiles/${lea.id}`, theirs)).status).toBe(200)
  expect((await lea.call('PUT', `/work-profiles/${lea.id}`, theirs)).status).toBe(403)
  expect((await lea.call('GET', '/me/skills')).body).toEqual({ items: [{ name: 'Mariages', level: 4 }] })
  const twice = { skills: [...theirs.skills, ...theirs.skills] }
  expect((await sam.call<{ code: string }>('PUT', `/work-profiles/${lea.id}`, twice)).body.code).toBe(
    'skill.twice',
  )
  const listed = async () => (await workspace.call<{ items: Skill[] }>('GET', '/skills')).body.items
  expect(await listed()).toMatchObject([{ id: skill, people: 1 }])

  await queue(workspace, { needs: [{ skillId: skill, level: 1 }] })
  const refused = await workspace.call<{ code: string }>('DELETE', `/skills/${skill}`)
  expect(refused.body.code).toBe('skill.needed')
  await queue(workspace, { needs: [] })
  const again = await workspace.call<{ code: string }>('POST', '/skills', { name: 'mariages' })
  expect(again.body.code).toBe('skill.name_taken')

  await workspace.call('POST', `/members/${lea.id}/deactivation`)
  await app.settle()
  const left = await app.ground.db.system
    .selectFrom('member_skills')
    .select('level')
    .where('workspace_id', '=', workspace.id)
    .where('member_id', '=', lea.id)
    .execute()
  expect(left).toEqual([])
  expect((await workspace.call('DELETE', `/skills/${skill}`)).status).toBe(200)
  expect(await listed()).toEqual([])
})

test('D8: a queue says what waits, who is available and how many can sit there', async () => {
  const workspace = await aHouse()
  await workspace.call('PATCH', `/teams/${workspace.teamId}`, { positions: 3 })
  await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  await queue(workspace, { way: 'pick' })
  await anAdviser(workspace)
  await aRequest(workspace)
  const { body } = await workspace.call<{ items: Queue[] }>('GET', '/queues')
  expect(body.items.find(({ teamId }) => teamId === workspace.teamId)).toMatchObject({
    ...{ way: 'pick', waiting: 1, available: 1, positions: 3, version: 1 },
  })
  const refused = await workspace.call<{ code: string }>('PUT', `/queues/${workspace.teamId}`, {
    overflow: { teamId: workspace.teamId, whenClosed: true },
  })
  expect(refused.body.code).toBe('queue.overflows_into_itself')
})

test('A8: where a queue says so, what is offered is theirs at once, and counts as theirs', async () => {
  const workspace = await aHouse()
  const lea = await anAdviser(workspace)
  await queue(workspace, { autoAccept: true })
  const id = await aRequest(workspace)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({
    item: { state: 'active' },
    reservation: { member_id: lea.id, how: 'offered', state: 'active' },
  })
  const { body } = await workspace.call<{ assignee: { id: string } }>('GET', `/conversations/${id}`)
  expect(body.assignee).toMatchObject({ id: lea.id })
})

test('D14, invariant 12: what overflows is offered by the other team, as early as before; M20: so is what no team has', async () => {
  const workspace = await aHouse()
  const other = await made(workspace, '/teams', { ...teamOf, name: 'Centre' })
  const agent = await anAdviser(workspace, { teamIds: [other] })
  const id = await aRequest(workspace)
  await app.routing.settle()
  const before = (await workOf(app, id)).item!
  await queue(workspace, { overflow: { teamId: other, whenNobody: true } })
  await app.routing.settle()
  expect(await holderOf(id)).toBe(agent.id)
  expect((await workOf(app, id)).item).toMatchObject({ id: before.id, team_id: other, t0: before.t0 })

  await workspace.call('PUT', '/routing/settings', { triageTeamId: other })
  const strayed = await aRequest(workspace, { teamId: undefined })
  await app.routing.settle()
  expect(await holderOf(strayed)).toBe(agent.id)
  const { body } = await workspace.call<{ team: { id: string } }>('GET', `/conversations/${strayed}`)
  expect(body.team).toMatchObject({ id: other })
})

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Board, PersonNow } from '#contract/supervision.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aMember,
  aPerson,
  aWorkspace,
  type TestApp,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'

let database: OwnDatabase
let app: TestApp
let shop: TestWorkspace
let shift = 0
const clock = { now: () => new Date(Date.now() + shift) }

beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database, clock })
})
afterAll(async () => {
  await app?.close()
  await database?.drop()
})
beforeEach(async () => {
  shift = 0
  shop = await aWorkspace(app)
  await app.ground.db.system
    .updateTable('calendars')
    .set({ weekly_hours: dayAndNight, holidays: 'none' })
    .where('workspace_id', '=', shop.id)
    .execute()
  await app.ground.db.system.deleteFrom('dispatchers').execute()
  await app.ground.db.system.insertInto('dispatchers').values({ workspace_id: shop.id }).execute()
})
const dayAndNight = JSON.stringify(
  Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, [['00:00', '24:00']]]),
  ),
)

async function made(path: string, body: object): Promise<string> {
  const answer = await shop.call<{ id: string }>('POST', path, body)
  expect(answer.status).toBe(201)
  return answer.body.id
}

const aTeam = (name: string) =>
  made('/teams', { name, kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null })

const aRequest = (teamId: string) =>
  made('/conversations', {
    to: { name: 'Anna', address: `anna${Math.random()}@mail.test` },
    ...{ subject: 'Bouquet', teamId },
    message: { direction: 'in', text: 'Où est mon bouquet ?' },
  })

async function teamOf(id: string): Promise<string | null> {
  await app.routing.settle()
  const { rows } = await sql<{ team_id: string | null }>`
    select team_id from conversations where workspace_id = ${shop.id} and id = ${id}`.execute(
    app.ground.db.system,
  )
  return rows[0]!.team_id
}

const board = async (key = 'all') => (await shop.call<Board>('GET', `/wallboards/${key}`)).body
const types = async (about: string) =>
  (
    await app.ground.db.system
      .selectFrom('events')
      .select('type')
      .where('workspace_id', '=', shop.id)
      .where('subject_id', '=', about)
      .orderBy('id')
      .execute()
  ).map(({ type }) => type)

test('M18 A16: an opened overflow sends what waits and what comes to the other team, and ends by itself', async () => {
  const [angers, lisbon] = [await aTeam('Angers'), await aTeam('Lisbonne')]
  const waiting = await aRequest(angers)
  expect(await teamOf(waiting)).toBe(angers)
  const now = Date.now()
  const opened = await shop.call<{ id: string; until: string }>('POST', '/overflow-openings', {
    ...{ teamId: angers, toTeamId: lisbon, minutes: 30 },
  })
  expect(opened.status).toBe(201)
  expect(Math.round((Date.parse(opened.body.until) - now) / 60_000)).toBe(30)
  expect(await teamOf(waiting)).toBe(lisbon)
  const coming = await aRequest(angers)
  expect(await teamOf(coming)).toBe(lisbon)
  const { openings } = await board(`team-${lisbon}`)
  expect(openings).toMatchObject([{ id: opened.body.id, team: { id: angers }, to: { id: lisbon } }])
  expect((await board(`team-${shop.teamId}`)).openings).toEqual([])

  expect((await shop.call('DELETE', `/overflow-openings/${opened.body.id}`)).status).toBe(200)
  expect((await shop.call('DELETE', `/overflow-openings/${opened.body.id}`)).status).toBe(200)
  expect((await board()).openings).toEqual([])
  expect(await teamOf(await aRequest(angers))).toBe(angers)
  // What has gone stays, and why it went is written.
  expect(await teamOf(coming)).toBe(lisbon)
  const { rows } = await sql<{ because: string }>`
    select e.data ->> 'because' as because from routing_events e
    where e.workspace_id = ${shop.id} and e.kind = 'overflowed' order by e.id`.execute(app.ground.db.system)
  expect(rows.map(({ because }) => because)).toEqual(['opened', 'opened'])
  expect((await types(angers)).filter(type => type.startsWith('queue.'))).toEqual([
    'queue.overflow_opened',
    'queue.overflow_ended',
  ])
})

test('M18: an overflow whose hour has come ends without anybody', async () => {
  const [angers, lisbon] = [await aTeam('Angers'), await aTeam('Lisbonne')]
  shift = -3 * 3_600_000
  await made('/overflow-openings', { teamId: angers, toTeamId: lisbon, minutes: 60 })
  shift = 0
  // The hour was two hours ago: the job is due.
  await app.settle()
  await expect.poll(() => types(angers), { timeout: 20_000 }).toContain('queue.overflow_ended')
  expect((await board()).openings).toEqual([])
  expect(await teamOf(await aRequest(angers))).toBe(angers)
})

test('A16: of two supervisors who open the overflow of one team at once, one does, and the other is told', async () => {
  const [angers, lisbon, tunis] = [await aTeam('Angers'), await aTeam('Lisbonne'), await aTeam('Tunis')]
  const people = [await aPerson(app, shop, 'supervisor'), await aPerson(app, shop, 'supervisor')]
  const answers = await Promise.all(
    people.map(({ call }, index) =>
      call('POST', '/overflow-openings', { teamId: angers, toTeamId: [lisbon, tunis][index] }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  const refused = answers.find(({ status }) => status === 409)!
  expect(['overflow_opening.open_already', 'overflow_opening.opened_meanwhile']).toContain(refused.body.code)
  expect((await board()).openings).toHaveLength(1)
})

test('an overflow is refused into itself, to nowhere, to another workspace, and where routing is off', async () => {
  const angers = await aTeam('Angers')
  const other = await aWorkspace(app)
  const open = (toTeamId: string) => shop.call('POST', '/overflow-openings', { teamId: angers, toTeamId })
  const itself = await open(angers)
  expect([itself.status, itself.body.code]).toEqual([422, 'queue.overflows_into_itself'])
  expect((await open(other.teamId)).status).toBe(404)
  const lisbon = await aTeam('Lisbonne')
  await app.ground.db.system.deleteFrom('dispatchers').execute()
  const off = await open(lisbon)
  expect([off.status, off.body.code]).toEqual([409, 'overflow_opening.not_routed'])
})

async function holderOf(id: string): Promise<string | undefined> {
  await app.routing.settle()
  const { rows } = await sql<{ member_id: string }>`
    select v.member_id from reservations v
    join work_items w on w.workspace_id = v.workspace_id and w.id = v.item_id
    where w.workspace_id = ${shop.id} and w.conversation_id = ${id} and v.ended_at is null`.execute(
    app.ground.db.system,
  )
  return rows[0]?.member_id
}

test('A16 EMP-3: a lent skill brings its requests until it is taken back; what they declared stays as it was', async () => {
  const lea = await aPerson(app, shop, 'adviser', { teamIds: [shop.teamId] })
  const nora = await aPerson(app, shop, 'supervisor', { teamIds: [shop.teamId] })
  const skill = await made('/skills', { name: 'Deuil' })
  await shop.call('PUT', `/queues/${shop.teamId}`, { needs: [{ skillId: skill, level: 2 }] })
  await shop.call('PUT', `/work-profiles/${lea.id}`, { skills: [{ skillId: skill, level: 1 }] })
  await lea.call('PUT', '/work-state', { status: 'available' })
  const id = await aRequest(shop.teamId)
  expect(await holderOf(id)).toBeUndefined()

  const lent = await nora.call<{ id: string }>('POST', '/skill-lendings', {
    memberId: lea.id,
    skillId: skill,
  })
  expect(lent.status).toBe(201)
  expect(await holderOf(id)).toBe(lea.id)
  const people = async () =>
    (await nora.call<{ items: PersonNow[] }>('GET', `/wallboards/team-${shop.teamId}/people`)).body.items
  const seen = (await people()).find(({ member }) => member.id === lea.id)!
  expect(seen.lentSkills).toMatchObject([{ id: lent.body.id, skill: { id: skill, name: 'Deuil' }, level: 3 }])
  expect((await lea.call('GET', '/me/skills')).body).toEqual({ items: [{ name: 'Deuil', level: 1 }] })
  const twice = await nora.call('POST', '/skill-lendings', { memberId: lea.id, skillId: skill })
  expect([twice.status, twice.body.code]).toEqual([409, 'skill_lending.lent_already'])

  expect((await nora.call('DELETE', `/skill-lendings/${lent.body.id}`)).status).toBe(200)
  // It was offered for a skill that they have no longer.
  expect(await holderOf(id)).toBeUndefined()
  expect((await people()).flatMap(({ lentSkills }) => lentSkills)).toEqual([])
  const low = await nora.call('POST', '/skill-lendings', { memberId: lea.id, skillId: skill, level: 1 })
  expect([low.status, low.body.code]).toEqual([409, 'skill_lending.has_it'])
  expect(await types(lea.id)).toEqual(expect.arrayContaining(['member.skill_lent', 'member.skill_returned']))
  expect((await lea.call('POST', '/skill-lendings', { memberId: lea.id, skillId: skill })).status).toBe(403)
})

test('a lent skill whose hour has come is taken back without anybody', async () => {
  const lea = await aMember(app, shop, 'adviser')
  const skill = await made('/skills', { name: 'Deuil' })
  shift = -3 * 3_600_000
  await made('/skill-lendings', { memberId: lea.id, skillId: skill, minutes: 60 })
  shift = 0
  await app.settle()
  await expect.poll(() => types(lea.id), { timeout: 20_000 }).toContain('member.skill_returned')
})

test('Q54 A16: channels are measured against what was chosen for them, and what waits longer is late already', async () => {
  type Settings = { serviceLevels: object; version: number }
  const usual = await shop.call<Settings>('GET', '/supervision/settings')
  expect(usual.body).toMatchObject({
    serviceLevels: { chat: { withinSeconds: 60, target: 0.8 } },
    version: 0,
  })
  const other = await aWorkspace(app)
  const twice = [60, 90].map(withinSeconds =>
    other.call('PUT', '/supervision/settings', {
      serviceLevels: { email: { withinSeconds, target: 0.9 } },
      version: 0,
    }),
  )
  expect((await Promise.all(twice)).map(({ status }) => status).sort()).toEqual([200, 409])
  const ids: string[] = []
  for (let n = 0; n < 6; n++) ids.push(await aRequest(shop.teamId))
  // Within the day, whenever this runs.
  const start = new Date()
  start.setUTCHours(11, 0, 0, 0)
  shift = start.getTime() + 7_200_000 - Date.now()
  const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
  for (const [index, id] of ids.entries())
    await app.ground.db.system
      .updateTable('episodes')
      .set({
        ...{ opened_by: 'contact', opened_at: start },
        ...(index < 4 && { first_reply_at: later([5, 20, 40, 90][index]!) }),
      })
      .where('workspace_id', '=', shop.id)
      .where('conversation_id', '=', id)
      .execute()
  const mail = async () => (await board()).flow.find(({ channel }) => channel === 'email')!.serviceLevel
  expect(await mail()).toBeNull()
  const saved = await shop.call('PUT', '/supervision/settings', {
    serviceLevels: { email: { withinSeconds: 3600, target: 0.9 } },
    version: 0,
  })
  expect(saved.status).toBe(200)
  // Three within the hour; one after it, and two that wait for longer: none of those was in time.
  expect(await mail()).toMatchObject({
    ...{ withinSeconds: 3600, target: 0.9, answeredInTime: 3, lateStill: 2 },
    measured: { n: 6, share: 0.5 },
  })
  const late = await shop.call('PUT', '/supervision/settings', { serviceLevels: {}, version: 0 })
  expect([late.status, late.body.code]).toEqual([409, 'supervision_settings.changed_meanwhile'])
  expect(await types(shop.id)).toContain('supervision_settings.updated')
})

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Alert, Board, PersonNow, WaitingRequest } from '#contract/supervision.ts'
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
})

async function asked(): Promise<string> {
  const { body, status } = await shop.call<{ id: string }>('POST', '/conversations', {
    to: { name: 'Anna', address: `anna${Math.random()}@mail.test` },
    subject: 'Bouquet',
    message: { direction: 'in', text: 'Où est mon bouquet ?' },
  })
  expect(status).toBe(201)
  return body.id
}

async function aTeam(name: string, memberIds: string[] = [], more: object = {}): Promise<string> {
  const { body, status } = await shop.call<{ id: string }>('POST', '/teams', {
    ...{ name, kind: 'digital', siteId: null, partnerId: null, calendarId: null, positions: null, memberIds },
    ...more,
  })
  expect(status).toBe(201)
  return body.id
}

const teamsOf = async (memberId: string) => {
  const { body } = await shop.call<{ items: { id: string; memberIds: string[] }[] }>('GET', '/teams')
  return body.items
    .filter(({ memberIds }) => memberIds.includes(memberId))
    .map(({ id }) => id)
    .sort()
}

const types = async (about: string) =>
  (
    await app.ground.db.system
      .selectFrom('events')
      .select('type')
      .where('workspace_id', '=', shop.id)
      .where('subject_id', '=', about)
      .orderBy('at')
      .execute()
  ).map(({ type }) => type)

describe('lending somebody to a team', () => {
  test('A16: they move at once, an undo brings them back, and both are in the journal', async () => {
    const lea = await aMember(app, shop, 'adviser')
    const [mails, chats] = [await aTeam('Courriels', [lea.id]), await aTeam('Chats')]
    const lent = await shop.call<{ id: string; until: string }>('POST', '/lendings', {
      ...{ memberId: lea.id, teamId: chats },
    })
    expect(lent.status).toBe(201)
    expect(Math.round((Date.parse(lent.body.until) - Date.now()) / 60_000)).toBe(120)
    expect(await teamsOf(lea.id)).toEqual([chats])
    // Once at a time.
    const again = await shop.call('POST', '/lendings', { memberId: lea.id, teamId: mails })
    expect([again.status, again.body.code]).toEqual([409, 'lending.lent_already'])
    expect((await shop.call('DELETE', `/lendings/${lent.body.id}`)).status).toBe(200)
    expect(await teamsOf(lea.id)).toEqual([mails])
    expect((await shop.call('DELETE', `/lendings/${lent.body.id}`)).status).toBe(200)
    expect(await types(lent.body.id)).toEqual(['lending.begun', 'lending.ended'])
  })

  test('they return by themselves, where they were and nowhere else', async () => {
    const lea = await aMember(app, shop, 'adviser')
    const [mails, chats, both] = [
      await aTeam('Courriels', [lea.id]),
      await aTeam('Chats'),
      await aTeam('Fêtes', [lea.id]),
    ]
    shift = -2 * 3_600_000
    await shop.call('POST', '/lendings', { memberId: lea.id, teamId: chats, minutes: 60 })
    shift = 0
    // The hour was one hour ago: the job is due.
    await app.settle()
    await expect.poll(() => teamsOf(lea.id), { timeout: 20_000 }).toEqual([mails, both].sort())
  })

  test('D15: a partner’s adviser joins no team of the house; nobody joins a team of another workspace', async () => {
    const theirs = await aMember(app, shop, 'partner')
    const inHouse = await aTeam('Courriels')
    const refused = await shop.call('POST', '/lendings', { memberId: theirs.id, teamId: inHouse })
    expect([refused.status, refused.body.code]).toEqual([422, 'lending.partner'])
    const other = await aWorkspace(app)
    const lea = await aMember(app, shop, 'adviser')
    const elsewhere = await shop.call('POST', '/lendings', { memberId: lea.id, teamId: other.teamId })
    expect(elsewhere.status).toBe(404)
  })
})

describe('EMP-6: individual views are for the person and their direct manager', () => {
  test('a supervisor of the team sees names; another supervisor and an administrator only how many', async () => {
    const lea = await aMember(app, shop, 'adviser', { name: 'Léa Brunel' })
    const nora = await aPerson(app, shop, 'supervisor', { name: 'Nora Haddad' })
    const paul = await aPerson(app, shop, 'supervisor', { name: 'Paul Ferrand' })
    const team = await aTeam('Courriels', [lea.id, nora.id])
    type People = { items: PersonNow[]; hidden: number }
    const seenBy = async (call: typeof shop.call) =>
      (await call<People>('GET', `/wallboards/team-${team}/people`)).body
    const mine = await seenBy(nora.call)
    expect(mine.items.map(({ member }) => member.name)).toEqual(['Léa Brunel', 'Nora Haddad'])
    expect(mine.hidden).toBe(0)
    for (const other of [paul.call, shop.call]) {
      const theirs = await seenBy(other)
      expect(theirs).toEqual({ items: [], hidden: 2 })
    }
    const adviser = await lea.call('GET', `/wallboards/team-${team}/people`)
    expect(adviser.status).toBe(403)
  })
})

test('EMP-6: the history of states is for the person and their direct manager; another manager gets 403', async () => {
  const lea = await aPerson(app, shop, 'adviser')
  const [nora, paul, boss] = await Promise.all([
    aPerson(app, shop, 'supervisor'),
    aPerson(app, shop, 'supervisor'),
    aPerson(app, shop, 'administrator'),
  ])
  await aTeam('Courriels', [lea.id, nora.id])
  const at = (hour: number) => new Date(clock.now().getTime() - hour * 3_600_000)
  await app.ground.db.system
    .insertInto('work_state_changes')
    .values([
      { workspace_id: shop.id, member_id: lea.id, at: at(3), status: 'available', cause: 'declared' },
      {
        workspace_id: shop.id,
        member_id: lea.id,
        at: at(2),
        status: 'break',
        cause: 'declared',
        reason: 'café',
      },
    ])
    .execute()
  const path = `/members/${lea.id}/work-state-history`
  for (const call of [lea.call, nora.call]) {
    const { body, status } = await call<{ items: { status: string; until: string | null }[] }>('GET', path)
    expect(status).toBe(200)
    expect(body.items.map(({ status }) => status)).toEqual(['available', 'break'])
    expect(body.items.map(({ until }) => until === null)).toEqual([false, true])
  }
  for (const { call } of [paul, boss]) {
    const refused = await call('GET', path)
    expect([refused.status, refused.body.code]).toEqual([403, 'supervision.direct_manager'])
  }
})

test('EMP-6: a supervisor who lends themselves to a team reads of nobody there', async () => {
  const lea = await aPerson(app, shop, 'adviser')
  const paul = await aPerson(app, shop, 'supervisor')
  const team = await aTeam('Chats', [lea.id])
  const lent = await paul.call('POST', '/lendings', { memberId: paul.id, teamId: team })
  expect(lent.status, JSON.stringify(lent.body)).toBe(201)
  expect(await teamsOf(paul.id)).toEqual([team])
  expect((await paul.call('GET', `/members/${lea.id}/work-state-history`)).status).toBe(403)
  const { body } = await paul.call<{ items: PersonNow[] }>('GET', `/wallboards/team-${team}/people`)
  expect(body.items.map(({ member }) => member.id)).toEqual([paul.id])
})

test('EMP-6: somebody contests a state that is written of them, their direct manager reads it, nobody else writes it', async () => {
  const lea = await aPerson(app, shop, 'adviser')
  const nora = await aPerson(app, shop, 'supervisor')
  await aTeam('Courriels', [lea.id, nora.id])
  const at = (hour: number) => new Date(clock.now().getTime() - hour * 3_600_000)
  const change = (hour: number, status: 'available' | 'break') => ({
    ...{ workspace_id: shop.id, member_id: lea.id, at: at(hour), status, cause: 'declared' as const },
  })
  await app.ground.db.system
    .insertInto('work_state_changes')
    .values([change(24 * 9, 'break'), change(24 * 8, 'available'), change(1, 'break')])
    .execute()
  type History = { items: { id: number; status: string; note: string | null }[] }
  const seenBy = async (call: typeof shop.call) =>
    (await call<History>('GET', `/members/${lea.id}/work-state-history`)).body.items
  const mine = await seenBy(lea.call)
  // What began before the week and ended within it is in it; what had ended is not.
  expect(mine.map(({ status }) => status)).toEqual(['available', 'break'])
  const path = `/me/work-state-history/${mine[1]!.id}/note`
  const text = 'Panne de réseau, pas une pause'
  expect((await nora.call('PUT', path, { text })).status).toBe(404)
  expect((await lea.call('PUT', path, { text })).status).toBe(200)
  expect((await seenBy(nora.call)).map(({ note }) => note)).toEqual([null, text])
  expect((await lea.call('PUT', path, { text: null })).status).toBe(200)
  expect((await seenBy(nora.call)).map(({ note }) => note)).toEqual([null, null])
  expect(await types(lea.id)).toEqual(
    expect.arrayContaining(['work_state.contested', 'work_state.note_removed']),
  )
})

test('Q23: leaving older requests for newer ones shows in a team of five, and in no smaller group', async () => {
  const people = await Promise.all(Array.from({ length: 5 }, () => aPerson(app, shop, 'adviser')))
  const old: string[] = []
  shift = -3_600_000
  for (let n = 0; n < 4; n++) old.push(await asked())
  shift = 0
  // Four take the newest of five each time, the fifth takes the oldest.
  const take = async (who: number, id: string) => {
    const { status } = await people[who]!.call('PUT', `/conversations/${id}/assignment`, {
      memberId: people[who]!.id,
    })
    expect(status).toBe(200)
  }
  type Answer = {
    teams: { taken: number; skipped: Share | null; complex: { taken: number; left: Share } | null }[]
  }
  type Share = { share: number; low: number; high: number }
  const picking = async () => (await shop.call<Answer>('GET', '/wallboard-picking')).body.teams
  const answered = (id: string) =>
    app.ground.db.system
      .updateTable('episodes')
      .set({ first_reply_at: clock.now() })
      .where('workspace_id', '=', shop.id)
      .where('conversation_id', '=', id)
      .execute()
  for (let who = 0; who < 4; who++) {
    const id = await asked()
    await take(who, id)
    await answered(id)
  }
  expect(await picking()).toMatchObject([{ taken: 4, skipped: null }])
  await take(4, old[0]!)
  const [team] = await picking()
  expect(team).toMatchObject({ taken: 5 })
  expect(team!.skipped!.share).toBeCloseTo(0.8, 10)
  expect(team!.skipped!.high).toBe(1)
  // Nothing was complex; then two of the three old ones that are left turn out to press.
  expect(team!.complex).toMatchObject({ taken: 0, left: { share: 0 } })
  for (const id of old.slice(1, 3)) {
    const { status } = await shop.call('PATCH', `/conversations/${id}`, { priority: 'urgent' })
    expect(status).toBe(200)
  }
  const [pressing] = await picking()
  expect(pressing!.complex!.taken).toBe(0)
  // Two of the four others, four times, then two of three.
  expect(pressing!.complex!.left.share).toBeCloseTo((4 * 0.5 + 2 / 3) / 5, 10)
})

describe('acting on what waits', () => {
  test('a credit moves a request up and leaves its entry; without routing it is refused in words', async () => {
    const id = await asked()
    const refused = await shop.call('POST', `/conversations/${id}/credit`, { minutes: 30 })
    expect([refused.status, refused.body.code]).toEqual([409, 'work.not_routed'])
    const item = app.ground.newId()
    const t0 = new Date('2026-11-22T08:00:00Z')
    await app.ground.db.system
      .insertInto('work_items')
      .values({
        ...{ workspace_id: shop.id, id: item, conversation_id: id, channel: 'email', team_id: null },
        ...{ state: 'queued', t0, since: t0 },
      })
      .execute()
    const raised = await shop.call('POST', `/conversations/${id}/credit`, { minutes: 30 })
    expect(raised.body).toEqual({ creditMinutes: 30 })
    const { body } = await shop.call<{ items: WaitingRequest[] }>('GET', '/wallboards/all/waiting')
    expect(body.items).toMatchObject([{ conversationId: id, creditMinutes: 30, since: t0.toISOString() }])
    const back = await shop.call('POST', `/conversations/${id}/credit`, { minutes: -30 })
    expect(back.body).toEqual({ creditMinutes: 0 })
    expect(await types(id)).toContain('conversation.credited')
  })

  test('the message of the day is on boards and for every desk, until the day ends', async () => {
    const lea = await aMember(app, shop, 'adviser')
    await shop.call('PUT', '/day-message', { text: 'Saint-Valentin : colis en retard à Lyon' })
    const told = async () => (await lea.call<{ text: string | null }>('GET', '/day-message')).body.text
    expect(await told()).toBe('Saint-Valentin : colis en retard à Lyon')
    expect((await shop.call<Board>('GET', '/wallboards/all')).body.message).toBe(
      'Saint-Valentin : colis en retard à Lyon',
    )
    expect((await lea.call('PUT', '/day-message', { text: 'Non' })).status).toBe(403)
    shift = 26 * 3_600_000
    expect(await told()).toBeNull()
    shift = 0
    await shop.call('PUT', '/day-message', { text: null })
    expect(await told()).toBeNull()
  })
})

describe('alerts', () => {
  const run = () => app.supervision.chores.timers![0]!.run()
  const mailsTo = async (address: string) => {
    await app.settle()
    const files = await readdir(app.outbox).catch(() => [])
    const texts = await Promise.all(files.map(file => readFile(join(app.outbox, file), 'utf8')))
    return texts.filter(text => text.includes(address)).length
  }

  test('told once for an episode, in page and by mail, whichever nodes look; over when the figure is back', async () => {
    const nora = await aMember(app, shop, 'supervisor')
    const made = await shop.call<Alert>('POST', '/wallboard-alerts', {
      ...{ figure: 'waiting', board: 'all', threshold: 1, back: 0, minutes: 2 },
    })
    expect(made.status).toBe(201)
    const ids = [await asked(), await asked()]
    const open = async () => (await shop.call<Board>('GET', '/wallboards/all')).body.alerts
    await run()
    expect(await open()).toEqual([]) // beyond, but not for two minutes yet
    shift = 3 * 60_000
    await Promise.all([run(), run(), run()])
    await run()
    expect(await open()).toMatchObject([{ id: made.body.id, figure: 'waiting', threshold: 1, value: 2 }])
    expect(await mailsTo(nora.email)).toBe(1)
    // Between the threshold and the way back nothing changes.
    await shop.call('POST', `/conversations/${ids[0]}/closure`, {})
    await run()
    expect(await open()).toHaveLength(1)
    await shop.call('POST', `/conversations/${ids[1]}/closure`, {})
    await run()
    expect(await open()).toEqual([])
    const { body } = await shop.call<{ items: Alert[] }>('GET', '/wallboard-alerts')
    expect(body.items).toMatchObject([{ since: null, episodes: 1 }])
    expect(body.items[0]!.lastEndedAt).not.toBeNull()
    expect(await types(made.body.id)).toEqual([
      'wallboard_alert.created',
      'wallboard_alert.raised',
      'wallboard_alert.ended',
    ])
    expect(await mailsTo(nora.email)).toBe(1)
  })

  test('a team’s alert goes to the supervisors of that team', async () => {
    const [nora, paul] = [await aMember(app, shop, 'supervisor'), await aMember(app, shop, 'supervisor')]
    const team = await aTeam('Courriels', [nora.id])
    await shop.call('POST', '/wallboard-alerts', {
      ...{ figure: 'present', board: `team-${team}`, threshold: 1, back: 1, minutes: 0 },
    })
    await run()
    expect([await mailsTo(nora.email), await mailsTo(paul.email)]).toEqual([1, 0])
  })

  test('an alert that could never end is refused, and none may watch how long people take (Q23)', async () => {
    const body = { figure: 'waiting', board: 'all', threshold: 5, back: 6, minutes: 0 }
    const refused = await shop.call('POST', '/wallboard-alerts', body)
    expect([refused.status, refused.body.code]).toEqual([422, 'alert.no_way_back'])
    for (const figure of ['handling', 'aht', 'occupancy'])
      expect((await shop.call('POST', '/wallboard-alerts', { ...body, figure, back: 0 })).status).toBe(422)
  })
})

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TeamStates } from '#contract/team-states.ts'
import {
  aMember,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { departuresTimer } from './team-states.ts'

// A Wednesday afternoon in Paris.
const clock = { at: new Date('2026-11-18T14:20:00Z'), now: () => clock.at }

let app: TestApp
let shop: TestWorkspace
let team: string
let lead: TestMember

beforeAll(async () => {
  app = await testApp({ clock })
})
afterAll(() => app?.close())
beforeEach(async () => {
  clock.at = new Date('2026-11-18T14:20:00Z')
  shop = await aWorkspace(app)
  team = shop.teamId
  lead = await aMember(app, shop, 'supervisor', { teamIds: [team] })
})

/** People of a team since long ago. */
async function colleagues(count: number, teamIds = [team]): Promise<TestMember[]> {
  const made: TestMember[] = []
  for (let one = 0; one < count; one++) made.push(await aMember(app, shop, 'adviser', { teamIds }))
  await app.ground.db.system
    .updateTable('team_members')
    .set({ since: new Date('2020-01-06T08:00:00Z') })
    .where('workspace_id', '=', shop.id)
    .execute()
  return made
}

async function anotherTeam(): Promise<string> {
  const { body, status } = await shop.call<{ id: string }>('POST', '/teams', {
    ...{ name: 'Ventes', kind: 'sales', siteId: null, partnerId: null, calendarId: null, positions: null },
  })
  expect(status).toBe(201)
  return body.id
}

/** What somebody declared, each state from its time in UTC on. */
async function declared(
  { id }: TestMember,
  states: Record<string, 'available' | 'busy' | 'break' | 'away'>,
  day = '2026-11-18',
): Promise<void> {
  await app.ground.db.system
    .insertInto('work_state_changes')
    .values(
      Object.entries(states).map(([time, status]) => ({
        ...{ workspace_id: shop.id, member_id: id, at: new Date(`${day}T${time}:00Z`), status },
        cause: 'declared',
      })),
    )
    .execute()
}

const ask = (day?: string, of: Pick<TestMember, 'call'> = lead, id = team) =>
  of.call<TeamStates>('GET', `/teams/${id}/states${day ? `?day=${day}` : ''}`)

async function statesOf(day?: string, id = team, of: Pick<TestMember, 'call'> = lead): Promise<TeamStates> {
  const { status, body } = await ask(day, of, id)
  expect(status).toBe(200)
  return body
}

/** Hours that are shown, by the clock of Paris in winter, in minutes. */
const shown = ({ hours }: TeamStates) =>
  Object.fromEntries(
    hours.flatMap(({ from, states }) =>
      states
        ? [
            [
              new Date(Date.parse(from) + 3_600_000).getUTCHours(),
              [states.available.minutes, states.busy.minutes, states.break.minutes],
            ],
          ]
        : [],
    ),
  )

describe('the states of a team', () => {
  test('a day by its hours, in the place’s time: minutes of everybody together, people on average, nobody’s name', async () => {
    const [first, ...others] = await colleagues(5)
    for (const one of others) await declared(one, { '08:00': 'available', '10:00': 'away' })
    await declared(first!, { '08:00': 'available', '09:15': 'break', '09:30': 'busy', '10:00': 'away' })
    const states = await statesOf()
    expect(shown(states)).toEqual({ 9: [300, 0, 0], 10: [255, 30, 15] })
    expect(states).toMatchObject({
      ...{ day: '2026-11-18', newestDay: '2026-11-18', oldestDay: '2025-11-18', fewest: 5 },
      timeZone: 'Europe/Paris',
      total: {
        available: { minutes: 555, people: 4.63 },
        busy: { minutes: 30, people: 0.25 },
        break: { minutes: 15, people: 0.13 },
      },
    })
    // Only hours that are over: it is 15:20 there (EMP-5).
    expect(states.hours).toHaveLength(15)
    expect(states.hours.at(-1)!.to).toBe('2026-11-18T14:00:00.000Z')
    const text = JSON.stringify(states)
    for (const { id, name } of [first!, ...others]) {
      expect(text).not.toContain(id)
      expect(text).not.toContain(name)
    }
  })

  test('a state holds until the next, over midnight too', async () => {
    for (const one of await colleagues(5)) {
      await declared(one, { '22:00': 'busy' }, '2026-11-16')
      await declared(one, { '00:00': 'away' })
    }
    expect(Object.keys(shown(await statesOf('2026-11-17')))).toHaveLength(24)
    expect((await statesOf('2026-11-17')).total!.busy).toEqual({ minutes: 24 * 300, people: 5 })
    expect(shown(await statesOf())).toEqual({ 0: [0, 300, 0] })
  })

  test('a day has 25 hours when summer ends, and none when it has not come or is long gone', async () => {
    for (const one of await colleagues(5))
      await declared(one, { '00:00': 'available', '02:00': 'away' }, '2026-10-25')
    const { hours, total } = await statesOf('2026-10-25')
    expect(hours).toHaveLength(25)
    // 2:00 comes twice there.
    expect(hours.flatMap(({ from, states }) => (states ? [from] : []))).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T01:00:00.000Z',
    ])
    expect(total!.available).toEqual({ minutes: 600, people: 5 })
    for (const day of ['2026-11-19', '2025-11-17', '1970-01-01', '9999-12-31'])
      expect(await statesOf(day)).toMatchObject({ day, hours: [], total: null })
  })

  test('who was in the team then is counted then, whoever moved, was lent or left since', async () => {
    const people = await colleagues(5)
    for (const one of people) await declared(one, { '07:00': 'available' }, '2026-11-16')
    const before = await statesOf('2026-11-16')
    expect(before.total!.available.people).toBe(5)
    const moved = await shop.call('PATCH', `/members/${people[0]!.id}`, { teamIds: [] })
    expect(moved.status).toBe(200)
    const lent = await shop.call('POST', '/lendings', {
      ...{ memberId: people[2]!.id, teamId: await anotherTeam(), leavesOthers: true },
    })
    expect(lent.status).toBe(201)
    const left = await shop.call('POST', `/members/${people[1]!.id}/deactivation`, {})
    expect(left.status).toBeLessThan(300)
    await app.settle()
    expect(await statesOf('2026-11-16')).toEqual(before)
  })

  test('who joined during the day is counted from then on', async () => {
    const people = await colleagues(6)
    for (const one of people) await declared(one, { '07:00': 'available', '10:00': 'away' })
    await app.ground.db.system
      .updateTable('team_members')
      .set({ since: new Date('2026-11-18T08:30:00Z') })
      .where('workspace_id', '=', shop.id)
      .where('member_id', '=', people[0]!.id)
      .execute()
    expect(shown(await statesOf())).toEqual({ 8: [300, 0, 0], 9: [330, 0, 0], 10: [360, 0, 0] })
  })

  test('a team that is written anew with the same people is one stay, and a departure ends one', async () => {
    const people = await colleagues(2)
    const stays = async () =>
      (
        await sql<{ member_id: string; began: Date; ended: Date | null }>`
          select member_id, since as began, null::timestamptz as ended from team_members
          where workspace_id = ${shop.id} and team_id = ${team}
          union all
          select member_id, began, ended from team_departures
          where workspace_id = ${shop.id} and team_id = ${team}
          order by member_id, began`.execute(app.ground.db.system)
      ).rows
    const before = await stays()
    const memberIds = before.map(({ member_id }) => member_id)
    const put = (ids: string[]) => shop.call('PATCH', `/teams/${team}`, { memberIds: ids })
    expect((await put(memberIds)).status).toBe(200)
    expect(await stays()).toEqual(before)
    const stayers = memberIds.filter(id => id !== people[0]!.id)
    expect((await put(stayers)).status).toBe(200)
    const after = await stays()
    expect(after.filter(({ ended }) => ended === null).map(({ member_id }) => member_id)).toEqual(stayers)
    expect(after.filter(({ ended }) => ended !== null)).toMatchObject([
      { member_id: people[0]!.id, began: new Date('2020-01-06T08:00:00Z') },
    ])
  })
})

describe('EMP-6: of a group, for those who lead it', () => {
  test('an hour of four people is hidden, and in no total', async () => {
    const people = await colleagues(5)
    for (const one of people) await declared(one, { '08:00': 'available', '09:00': 'away' })
    for (const one of people.slice(1)) await declared(one, { '10:00': 'busy', '12:00': 'away' })
    const states = await statesOf()
    expect(shown(states)).toEqual({ 9: [300, 0, 0] })
    expect(states.total!.busy.minutes).toBe(0)
  })

  test('a team of four shows nothing of its day', async () => {
    for (const one of await colleagues(4)) await declared(one, { '07:00': 'available' })
    expect(await statesOf()).toMatchObject({ total: null })
    expect(shown(await statesOf())).toEqual({})
  })

  test('a supervisor sees their own teams, an administrator each, and nobody else any', async () => {
    const other = await anotherTeam()
    expect((await ask(undefined, lead)).status).toBe(200)
    expect(await ask(undefined, lead, other)).toMatchObject({
      status: 403,
      body: { code: 'supervision.own_teams' },
    })
    expect((await ask(undefined, await aMember(app, shop, 'administrator'), other)).status).toBe(200)
    for (const role of ['adviser', 'collaborator', 'partner'] as const) {
      const somebody = await aMember(app, shop, role, { teamIds: [team] })
      expect((await ask(undefined, somebody)).status).toBe(403)
    }
  })

  test('who was in which team is forgotten once the states of these days are', async () => {
    const kept = async () =>
      (
        await app.ground.db.system
          .selectFrom('team_departures')
          .select('ended')
          .where('workspace_id', '=', shop.id)
          .execute()
      ).map(({ ended }) => ended.toISOString())
    const [one] = await colleagues(1)
    const recent = new Date('2025-12-01T08:00:00Z')
    for (const ended of [new Date('2025-11-01T08:00:00Z'), recent])
      await app.ground.db.system
        .insertInto('team_departures')
        .values({
          ...{ workspace_id: shop.id, team_id: team, member_id: one!.id },
          ...{ began: new Date('2025-01-06T08:00:00Z'), ended },
        })
        .execute()
    await departuresTimer(app.ground).run()
    expect(await kept()).toEqual([recent.toISOString()])
  })
})

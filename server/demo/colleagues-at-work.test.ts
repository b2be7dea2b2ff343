import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Board } from '#contract/supervision.ts'
import type { TeamStates } from '#contract/team-states.ts'
import { createFiles, localDisk } from '#server/platform/files.ts'
import { createIds } from '#server/platform/ids.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { type TestApp, testApp } from '#server/testing/app.ts'
import { workOn } from './colleagues-at-work.ts'
import { openEntrance } from './entrance.ts'
import { generateDemo } from './generate.ts'
import { loadDemo } from './load.ts'

// A Wednesday afternoon, so that the shop has been open for a while.
const started = new Date('2026-11-18T15:20:00+01:00')
const clock = { at: started, now: () => new Date(clock.at) }

let database: OwnDatabase
let folder: string
let app: TestApp
let workspaceId: string

beforeAll(async () => {
  database = await ownDatabase()
  folder = await mkdtemp(join(tmpdir(), 'boucle-colleagues-'))
  const pool = new pg.Pool({ connectionString: database.url, max: 2 })
  const loaded = await loadDemo({
    pool,
    files: createFiles({ disk: localDisk(folder), folder, newId: createIds(clock) }),
    plan: generateDemo({ seed: 'colleagues', now: started, conversations: 900, contacts: 200 }),
  }).finally(() => pool.end())
  workspaceId = loaded.workspaceId
  app = await testApp({ database, clock })
  await openEntrance(app.ground, app.auth)
}, 120_000)
afterAll(async () => {
  await app?.close()
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

async function enter(role: string): Promise<Record<string, string>> {
  const entered = await app.http.inject({
    method: 'POST',
    url: '/api/v1/demo-sessions',
    headers: { origin: app.ground.publicUrl },
    payload: { role },
  })
  expect(entered.statusCode).toBe(201)
  return {
    cookie: entered.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
    'boucle-workspace': 'maison-bleuet',
    origin: app.ground.publicUrl,
  }
}

async function board(): Promise<Board> {
  const answer = await app.http.inject({ url: '/api/v1/wallboards/all', headers: await enter('supervisor') })
  expect(answer.statusCode).toBe(200)
  return answer.json<Board>()
}

const offered = async () =>
  (
    await sql<{ name: string }>`
      select m.name from reservations v
      join members m on m.workspace_id = v.workspace_id and m.id = v.member_id
      where v.workspace_id = ${workspaceId} and v.how = 'offered'`.execute(app.ground.db.system)
  ).rows.map(({ name }) => name)

test('A16: the board of the demonstration is alive: people in several states, work in hand, work done today', async () => {
  await app.routing.settle()
  const { people, handling, flow, waiting } = await board()
  expect(people.states).toMatchObject({ free: 0, notResponding: 0 })
  expect(people.states!.atWork).toBeGreaterThan(0)
  expect(people.states!.busy).toBeGreaterThan(4)
  expect(people.states!.break).toBeGreaterThan(0)
  expect(people.capacityUsed).toBeGreaterThan(0.2)
  expect(people.occupancy ?? 1).toBeGreaterThan(0)
  // A mean of fewer is one of nobody.
  expect(handling?.n ?? 5).toBeGreaterThanOrEqual(5)
  expect(handling?.meanSeconds ?? 61).toBeGreaterThan(60)
  expect(flow.length).toBeGreaterThan(0)
  expect(waiting.length).toBeGreaterThan(0)
})

test('nothing is offered to colleagues whom nobody may enter as, all day long; what waits is for who is there', async () => {
  const seen = new Set<string>()
  for (let minutes = 0; minutes < 24 * 60; minutes += 47) {
    clock.at = new Date(started.getTime() + minutes * 60_000)
    await workOn(app.ground)
    await app.routing.settle()
    const { states } = (await board()).people
    for (const [state, count] of Object.entries(states!)) if (count > 0) seen.add(state)
    expect(states!.busy + states!.break + states!.atWork).toBeGreaterThan(15)
  }
  expect([...seen].sort()).toEqual(['atWork', 'break', 'busy'])
  expect(await offered()).toEqual([])

  const lea = await enter('adviser')
  const said = await app.http.inject({
    ...{ method: 'PUT', url: '/api/v1/work-state', headers: lea },
    payload: { status: 'available' },
  })
  expect(said.statusCode).toBe(200)
  await app.routing.settle()
  expect(new Set(await offered())).toEqual(new Set(['Léa Marchand']))
})

test('their day has no gap and is written once, however often it is asked', async () => {
  const written = async () =>
    (
      await sql<{ member_id: string; at: Date; status: string; reason: string | null }>`
        select member_id, at, status, reason from work_state_changes
        where workspace_id = ${workspaceId} order by member_id, at, id`.execute(app.ground.db.system)
    ).rows
  const before = await written()
  await workOn(app.ground)
  await workOn(app.ground)
  expect(await written()).toEqual(before)
  for (const [index, one] of before.entries()) {
    const last = before[index - 1]
    if (last?.member_id !== one.member_id) continue
    expect([one.status, one.reason]).not.toEqual([last.status, last.reason])
    expect(one.at.getTime()).toBeGreaterThan(last.at.getTime())
  }
})

test('EMP-6: those who lead find how teams were yesterday and are today, small ones hidden', async () => {
  const headers = await enter('administrator')
  const asked = async <Body>(path: string) => {
    const answer = await app.http.inject({ url: `/api/v1${path}`, headers })
    expect(answer.statusCode).toBe(200)
    return answer.json<Body>()
  }
  clock.at = started
  const { items } = await asked<{ items: { id: string; name: string }[] }>('/teams')
  const days = await Promise.all(
    items.map(({ id }) => asked<TeamStates>(`/teams/${id}/states?day=2026-11-17`)),
  )
  expect(days.filter(({ total }) => total === null).length).toBeGreaterThan(0)
  const shown = days.find(({ team }) => team.name === 'E-mail et messagerie')!
  const hours = shown.hours.filter(({ states }) => states !== null)
  expect(hours.length).toBeGreaterThan(6)
  expect(hours.length).toBeLessThan(12)
  for (const state of ['available', 'busy', 'break'] as const)
    expect(shown.total![state].minutes).toBeGreaterThan(0)
  expect(shown.total!.available.people).toBeGreaterThan(shown.total!.break.people)
  expect((await asked<TeamStates>(`/teams/${shown.team.id}/states`)).total).not.toBeNull()
})

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownDatabase } from './platform/testing/postgres.ts'
import { aMail, aWorkspace, type TestApp, type TestWorkspace, testApp } from './testing/app.ts'
import { aScreen, keyOf, listening } from './testing/screens.ts'

let app: TestApp
let database: Awaited<ReturnType<typeof ownDatabase>>
let workspace: TestWorkspace
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
  workspace = await aWorkspace(app)
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

/** The value of one line of `/metrics`. */
async function figure(line: string): Promise<number | undefined> {
  const { body } = await app.http.inject({ url: '/metrics' })
  const found = body.split('\n').find(one => one.startsWith(`${line} `))
  return found === undefined ? undefined : Number(found.split(' ').at(-1))
}

test('a running program says that it is well and that each of its parts works', async () => {
  await app.settle()
  expect((await app.http.inject({ url: '/healthz' })).json()).toEqual({ ok: true })
  const ready = await app.http.inject({ url: '/readyz' })
  expect([ready.statusCode, ready.json()]).toEqual([
    200,
    { ready: true, database: true, jobs: true, relay: true, mail: true },
  ])
})

test('requests to the API are measured by the route of the contract, never by the ids in its address', async () => {
  const { body } = await workspace.call(
    'POST',
    `/channels/${workspace.channelId}/raw`,
    aMail({ to: workspace.address }),
  )
  for (let times = 0; times < 2; times++) await workspace.call('GET', `/conversations/${body.conversationId}`)
  await workspace.call('GET', '/conversations/01980000-0000-7000-8000-000000000000')
  const seen = (status: number) =>
    figure(
      `boucle_http_request_duration_seconds_count{method="GET",route="/api/v1/conversations/{id}",status="${status}"}`,
    )
  expect(await seen(200)).toBe(2)
  expect(await seen(404)).toBe(1)
})

test('what waits is told, and who is connected', async () => {
  await app.settle()
  for (const part of ['relay', 'jobs', 'reading', 'sending'])
    expect(await figure(`boucle_waiting{for="${part}"}`), part).toBe(0)
  // Of a newer program: this one leaves it where it is.
  await sql`select jobs.add_job('nobody.here.does.this', '{}'::json)`.execute(app.ground.db.system)
  expect(await figure('boucle_waiting{for="jobs"}')).toBe(1)
  expect(await figure('boucle_screens')).toBe(0)
  const screen = await aScreen(await listening(app), workspace.slug, {
    authorization: (await keyOf(app, workspace, { role: 'administrator' })).authorization,
  })
  expect(await figure('boucle_screens')).toBe(1)
  screen.close()
})

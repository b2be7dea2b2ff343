import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { WorkState } from '#contract/work.ts'
import { eventually } from '#server/platform/testing/feed.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { aScreen, cookieOf, listening, type Screen } from '#server/testing/screens.ts'
import { switchOn, workOf } from '../testing/world.ts'
import { createBell } from './bell.ts'

let app: TestApp
let database: OwnDatabase
let url: string
const screens: Screen[] = []
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
  url = await listening(app)
})
afterEach(() => {
  for (const screen of screens.splice(0)) screen.close()
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

async function aTeam() {
  const workspace = await aWorkspace(app)
  const how = { teamIds: [workspace.teamId] }
  const lea = await aPerson(app, workspace, 'adviser', { ...how, name: 'Léa Martin' })
  const max = await aPerson(app, workspace, 'adviser', { ...how, name: 'Max Petit' })
  return { workspace, lea, max }
}

/** A screen that counts how often its bell rang. */
async function aDesk(workspace: TestWorkspace, person: TestMember, at = url) {
  const screen = await aScreen(at, workspace.slug, { cookie: await cookieOf(app, workspace, person) })
  screens.push(screen)
  let rang = 0
  screen.socket.on('work', () => {
    rang += 1
  })
  return { screen, rang: () => rang }
}

const available = ({ call }: TestMember) => call<WorkState>('PUT', '/work-state', { status: 'available' })
const stateOf = async ({ call }: TestMember) => (await call<WorkState>('GET', '/work-state')).body

let written = 0
async function aRequest(workspace: TestWorkspace, channel: 'email' | 'chat' = 'email'): Promise<string> {
  written += 1
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: `Visite ${written}` })
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    subject: 'Livraison',
    teamId: workspace.teamId,
    contactId: contact.body.id,
    message: { direction: 'in', text: `Bonjour, où est mon colis ${written} ?` },
  })
  if (channel === 'chat')
    await sql`update conversations set channel_kind = 'chat' where id = ${body.id}`.execute(
      app.ground.db.system,
    )
  return body.id
}

const sees = async (memberId: string, secondsAgo: number) =>
  sql`update work_states set seen_at = clock_timestamp() - ${secondsAgo} * interval '1 second' where member_id = ${memberId}`.execute(
    app.ground.db.system,
  )
const isReached = async (memberId: string) =>
  (
    await sql<{
      reached: boolean
    }>`select is_reached(s) as reached from work_states s where member_id = ${memberId}`.execute(
      app.ground.db.system,
    )
  ).rows[0]?.reached

test('an offer rings at the screens of its person, on whichever node, and at nobody else’s', async () => {
  const { workspace, lea, max } = await aTeam()
  await switchOn(app, workspace)
  await available(lea)
  const hers = await aDesk(workspace, lea)
  const his = await aDesk(workspace, max)
  // Another node, with another screen of hers: nothing is told to it.
  const told: string[] = []
  const elsewhere = createBell(app.ground, {
    people: () => [{ workspaceId: workspace.id, memberId: lea.id }],
    tellWork: ({ memberId }) => told.push(memberId),
  })
  await elsewhere.settle()
  await app.routing.settle()
  const id = await aRequest(workspace)
  await app.routing.settle()
  await elsewhere.settle()
  await eventually('her bell rings', () => hers.rang() > 0)
  expect(told).toEqual([lea.id])
  expect((await stateOf(lea)).offers).toMatchObject([{ conversationId: id }])
  // He was told of nothing: not even that there is something.
  expect(his.rang()).toBe(0)
})

test('invariant 5: a screen says that its person is there, and whoever was lost is told to routing as back', async () => {
  const { workspace, lea } = await aTeam()
  await available(lea)
  await switchOn(app, workspace)
  await sees(lea.id, 3600)
  const id = await aRequest(workspace)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ item: { state: 'queued' } })
  expect(await isReached(lea.id)).toBe(false)
  await aDesk(workspace, lea)
  await app.routing.settle()
  expect(await isReached(lea.id)).toBe(true)
  await eventually('it is offered', async () => (await workOf(app, id)).item?.state === 'offered')
})

test('a chat of somebody who is lost waits for others with its first entry, and is theirs first if they come back', async () => {
  const { workspace, lea, max } = await aTeam()
  const id = await aRequest(workspace, 'chat')
  await switchOn(app, workspace)
  await available(lea)
  await app.routing.settle()
  const [offer] = (await stateOf(lea)).offers
  expect(offer!.leftMs).toBeLessThanOrEqual(30_000)
  await lea.call('POST', `/offers/${offer!.id}/acceptance`)
  await app.routing.settle()
  const before = await workOf(app, id)
  await sees(lea.id, 61)
  await app.routing.settle()
  await app.routing.settle()
  const after = await workOf(app, id)
  expect(after).toMatchObject({ item: { id: before.item!.id, state: 'queued', t0: before.item!.t0 } })
  // Both are there now: it is hers.
  await available(lea)
  await available(max)
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ reservation: { member_id: lea.id, state: 'offered' } })
  expect((await stateOf(lea)).offers).toMatchObject([{ conversationId: id, why: { rule: 'owner' } }])
})

test('RGAA 13.1: whoever needs longer has three times as long', async () => {
  const { workspace, lea } = await aTeam()
  await lea.call('PATCH', '/me', { preferences: { longerOffers: true } })
  await available(lea)
  await aRequest(workspace, 'chat')
  await switchOn(app, workspace)
  await app.routing.settle()
  const [offer] = (await stateOf(lea)).offers
  expect(Date.parse(offer!.endsAt!) - Date.parse(offer!.at)).toBe(90_000)
})

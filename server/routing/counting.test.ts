import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Conversation } from '#contract/conversations.ts'
import type { RoutingOf, WorkState } from '#contract/work.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import {
  aPerson,
  aWorkspace,
  type TestApp,
  type TestMember,
  type TestWorkspace,
  testApp,
} from '#server/testing/app.ts'
import { isAvailable, says, switchOn, workOf } from './testing/world.ts'

let app: TestApp
let database: OwnDatabase
beforeAll(async () => {
  database = await ownDatabase()
  app = await testApp({ database })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const system = () => app.ground.db.system

async function aTeam() {
  const workspace = await aWorkspace(app)
  const lea = await aPerson(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
  await switchOn(app, workspace)
  return { workspace, lea }
}

let written = 0
async function aRequest(workspace: TestWorkspace, channel: 'email' | 'chat' = 'email'): Promise<string> {
  written += 1
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: `Demandeuse ${written}` })
  if (channel === 'chat') return aChat(workspace, contact.body.id)
  const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
    subject: 'Livraison',
    teamId: workspace.teamId,
    contactId: contact.body.id,
    message: { direction: 'in', text: `Bonjour, où est mon colis ${written} ?` },
  })
  return body.id
}

/** Written as it is at once: made as a mail first, it could be offered as one before it becomes a chat. */
async function aChat(workspace: TestWorkspace, contactId: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with made as (
      insert into conversations (workspace_id, id, number, contact_id, team_id, status, channel_kind, language, episode_id,
        last_message_at, waiting_since, created_at, updated_at)
      values (${workspace.id}, gen_random_uuid(), ${900_000 + written}, ${contactId}, ${workspace.teamId}, 'new', 'chat', 'fr',
        gen_random_uuid(), now(), now(), now(), now())
      returning id, episode_id
    )
    insert into episodes (workspace_id, id, conversation_id, number, opened_at, opened_by)
    select ${workspace.id}, episode_id, id, 1, now(), 'contact' from made
    returning conversation_id as id`.execute(system())
  await readAnew(workspace)
  return rows[0]!.id
}

const assign = ({ call }: TestMember, id: string, memberId: string | null) =>
  call('PUT', `/conversations/${id}/assignment`, { memberId })
const becomes = ({ call }: TestMember, id: string, status: 'waiting' | 'open') =>
  call('PUT', `/conversations/${id}/status`, { status })
/** Everything is read anew, as after a change of the rules or on another node. */
const readAnew = (workspace: TestWorkspace) =>
  workspace.call('PUT', '/routing/settings', { missesAllowed: 2 })

async function loadOf(memberId: string) {
  const { rows } = await sql<{ used: number; cap: number; counted: number }>`
    select s.used, s.cap, count_units(s.workspace_id, s.member_id) as counted
    from work_states s where s.member_id = ${memberId}`.execute(system())
  return rows[0]!
}

async function aside(memberId: string): Promise<string[]> {
  const { rows } = await sql<{ conversation_id: string }>`
    select w.conversation_id from reservations v
    join work_items w on w.workspace_id = v.workspace_id and w.id = v.item_id
    where v.member_id = ${memberId} and v.ended_at is null and v.is_suspended
    order by w.conversation_id`.execute(system())
  return rows.map(row => row.conversation_id)
}

test('A12: what is set aside stays so though it came first, whoever reads it anew, and what is offered says what they really have', async () => {
  const { workspace, lea } = await aTeam()
  const mails: string[] = []
  for (let count = 0; count < 10; count++) {
    const id = await aRequest(workspace)
    mails.push(id)
    await assign(lea, id, lea.id)
  }
  await app.routing.settle()
  const set = await aside(lea.id)
  expect(set).toHaveLength(2)
  await sql`
    update work_items set t0 = t0 - interval '1 hour' where conversation_id = any (${set}::uuid[])`.execute(
    system(),
  )
  await readAnew(workspace)
  await isAvailable(app, workspace, lea.id)
  await app.routing.settle()
  expect(await aside(lea.id)).toEqual(set)
  const chat = await aRequest(workspace, 'chat')
  await app.routing.settle()
  const { reservation } = await workOf(app, chat)
  expect(reservation).toMatchObject({ state: 'offered', why: { unitsUsed: 96 } })
  expect(await loadOf(lea.id)).toMatchObject({ used: 93 })
})

test('D17: a mail that was offered and set aside for a chat stays aside, whoever reads it anew', async () => {
  const { workspace, lea } = await aTeam()
  for (let count = 0; count < 7; count++) await assign(lea, await aRequest(workspace), lea.id)
  await isAvailable(app, workspace, lea.id)
  const offered = await aRequest(workspace)
  await app.routing.settle()
  await aRequest(workspace, 'chat')
  await app.routing.settle()
  const set = await aside(lea.id)
  expect(set).toContain(offered)
  await readAnew(workspace)
  const warn = vi.spyOn(app.ground.log, 'warn')
  await app.routing.settle()
  expect(JSON.stringify(warn.mock.calls)).toBe('[]')
  warn.mockRestore()
  expect(await aside(lea.id)).toEqual(set)
  expect(await loadOf(lea.id)).toMatchObject({ used: 93, counted: 93 })
})

const kinds = [
  ...(['write mail', 'write mail', 'write chat', 'read anew', 'break', 'available'] as const),
  ...(['pick', 'pick', 'take', 'take', 'park', 'back', 'close', 'give'] as const),
]
const act = fc.record({ kind: fc.constantFrom(...kinds), which: fc.nat(20) })
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never

test('A12: dispatcher and database count the same, whatever is picked, parked, taken up again, interrupted or closed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 25 }), async acts => {
      const { workspace, lea } = await aTeam()
      // Close to their room from the beginning.
      const open: string[] = []
      for (let count = 0; count < 9; count++) open.push(await aRequest(workspace))
      for (const id of open.slice(0, 8)) await assign(lea, id, lea.id)
      await isAvailable(app, workspace, lea.id)
      await app.routing.settle()
      const warn = vi.spyOn(app.ground.log, 'warn')
      try {
        for (const one of acts) {
          await happens(workspace, lea, open, one)
          await app.routing.settle()
          const { used, cap, counted } = await loadOf(lea.id)
          expect(used).toBe(counted)
          expect(used).toBeLessThanOrEqual(cap)
          expect(JSON.stringify(warn.mock.calls)).toBe('[]')
        }
      } finally {
        warn.mockRestore()
      }
    }),
    { numRuns: 4, endOnFailure: true },
  )
}, 120_000)

async function happens(workspace: TestWorkspace, lea: TestMember, open: string[], act: Act) {
  if (act.kind === 'write mail') return void open.push(await aRequest(workspace))
  if (act.kind === 'write chat') return void open.push(await aRequest(workspace, 'chat'))
  if (act.kind === 'read anew') return readAnew(workspace)
  if (act.kind === 'break' || act.kind === 'available') return says(app, workspace, lea.id, act.kind)
  const id = open[act.which % open.length]!
  if (act.kind === 'pick') await assign(lea, id, lea.id)
  else if (act.kind === 'give') await assign(lea, id, null)
  else if (act.kind === 'park') await becomes(lea, id, 'waiting')
  else if (act.kind === 'back') await becomes(lea, id, 'open')
  else if (act.kind === 'close') {
    await lea.call('POST', `/conversations/${id}/closure`, {})
    if (open.length > 1) open.splice(open.indexOf(id), 1)
  } else {
    const { offers } = (await lea.call<WorkState>('GET', '/work-state')).body
    if (offers[0]) await lea.call('POST', `/offers/${offers[0].id}/acceptance`)
  }
}

test('A12 invariant 5: an offer withdrawn from whoever goes away was not declined: back, it is theirs at once', async () => {
  const { workspace, lea } = await aTeam()
  await isAvailable(app, workspace, lea.id)
  const id = await aRequest(workspace)
  await app.routing.settle()
  expect((await workOf(app, id)).reservation).toMatchObject({ member_id: lea.id, state: 'offered' })
  await says(app, workspace, lea.id, 'break')
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ item: { state: 'queued' }, reservation: undefined })
  await isAvailable(app, workspace, lea.id)
  await app.routing.settle()
  expect((await workOf(app, id)).reservation).toMatchObject({ member_id: lea.id, state: 'offered' })
  // Who says no is not asked again at once.
  const [offer] = (await lea.call<WorkState>('GET', '/work-state')).body.offers
  await lea.call('POST', `/offers/${offer!.id}/refusal`, { reason: 'busy' })
  await app.routing.settle()
  expect(await workOf(app, id)).toMatchObject({ item: { state: 'queued' }, reservation: undefined })
})

/** As the minute does. */
const lookAtClocks = () => app.timePromises.chores.timers!.find(({ name }) => name === 'promises.tell')!.run()

test('D17: a chat interrupts mails; their clocks stop and say why, and go on once it is over', async () => {
  const { workspace, lea } = await aTeam()
  const mails: string[] = []
  for (let count = 0; count < 8; count++) {
    const id = await aRequest(workspace)
    mails.push(id)
    await assign(lea, id, lea.id)
  }
  await isAvailable(app, workspace, lea.id)
  await app.routing.settle()
  const pausedBecause = async (id: string) => {
    await lookAtClocks()
    const { body } = await lea.call<Conversation>('GET', `/conversations/${id}`)
    return body.clocks.filter(({ kind }) => kind !== 'resolution').map(clock => clock.pausedBecause)
  }
  for (const id of mails) expect(await pausedBecause(id)).toEqual([null])
  const chat = await aRequest(workspace, 'chat')
  await app.routing.settle()
  const [mail] = await aside(lea.id)
  expect(mails).toContain(mail)
  expect(await pausedBecause(mail!)).toEqual(['set_aside'])
  const stands = await lea.call<RoutingOf>('GET', `/conversations/${mail}/routing`)
  expect(stands.body).toMatchObject({ state: 'active', memberId: lea.id, isAside: true })
  await assign(lea, chat, lea.id)
  await lea.call('POST', `/conversations/${chat}/closure`, {})
  await app.routing.settle()
  expect(await aside(lea.id)).toEqual([])
  expect(await pausedBecause(mail!)).toEqual([null])
})

/** A house that is open day and night: on others’ days off nothing is pressing. */
async function alwaysOpen(workspace: TestWorkspace) {
  const everyDay = [['00:00', '24:00']]
  const weeklyHours = Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, everyDay]),
  )
  await system()
    .updateTable('calendars')
    .set({ weekly_hours: JSON.stringify(weeklyHours), holidays: 'none' })
    .where('workspace_id', '=', workspace.id)
    .execute()
}

/** In which order requests were offered. */
async function offeredInOrder(ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ conversation_id: string }>`
    select w.conversation_id from routing_events e
    join work_items w on w.workspace_id = e.workspace_id and w.id = e.item_id
    where e.kind = 'offered' and w.conversation_id = any (${ids}::uuid[])
    order by e.id`.execute(system())
  return rows.map(row => row.conversation_id)
}

const waitsSince = async (workspace: TestWorkspace, id: string, minutes: number) => {
  const t0 = sql<Date>`t0 - ${minutes} * interval '1 minute'`
  await system().updateTable('work_items').set({ t0 }).where('conversation_id', '=', id).execute()
  await readAnew(workspace)
}

test('Q17, X9, E47: of two requests the one that was promised sooner is offered first, though it came later', async () => {
  const { workspace, lea } = await aTeam()
  await alwaysOpen(workspace)
  const policy = { name: 'Deux jours', first: { amount: 48, unit: 'clockHour' } }
  expect((await workspace.call('POST', '/sla-policies', policy)).status).toBe(201)
  const [first, second] = [await aRequest(workspace), await aRequest(workspace)]
  await app.routing.settle()
  await waitsSince(workspace, first, 20)
  await waitsSince(workspace, second, 10)
  await lookAtClocks()
  await app.routing.settle()
  // What was promised is written after the request, and nobody is told of it.
  const sooner = await sql`
    update sla_clocks set due_at = due_at - interval '47 hours'
    where conversation_id = ${second} and running_since is not null and kind <> 'resolution'`.execute(
    system(),
  )
  expect(sooner.numAffectedRows).toBe(1n)
  await app.routing.settle()
  await isAvailable(app, workspace, lea.id)
  await app.routing.settle()
  expect(await offeredInOrder([first, second])).toEqual([second, first])
})

test('Q31: whoever becomes important is so for what they wrote before, at once', async () => {
  const { workspace, lea } = await aTeam()
  await alwaysOpen(workspace)
  const [first, second] = [await aRequest(workspace), await aRequest(workspace)]
  await app.routing.settle()
  await waitsSince(workspace, first, 11)
  await waitsSince(workspace, second, 10)
  await app.routing.settle()
  const { body } = await workspace.call<Conversation>('GET', `/conversations/${second}`)
  const changed = await workspace.call('PATCH', `/contacts/${body.contact.id}`, { isVip: true })
  expect(changed.status).toBe(200)
  await isAvailable(app, workspace, lea.id)
  await app.routing.settle()
  expect(await offeredInOrder([first, second])).toEqual([second, first])
})

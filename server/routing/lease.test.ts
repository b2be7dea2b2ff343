import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { type Selectable, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DB } from '#server/platform/db.ts'
import { type OwnDatabase, ownDatabase } from '#server/platform/testing/postgres.ts'
import { aMember, aWorkspace, type TestApp, type TestWorkspace, testApp } from '#server/testing/app.ts'
import { dropLeases, isFenced, type Lease, takeLeases } from './lease.ts'
import { alignWork, commitDecisions, storedItems } from './storing.ts'
import { anOffer, usualChannels } from './testing/offers.ts'
import { isAvailable, switchOn } from './testing/world.ts'

let app: TestApp
let database: OwnDatabase
beforeAll(async () => {
  database = await ownDatabase()
  // Nothing runs: the dispatchers of these tests are the only ones.
  app = await testApp({ database, running: false })
})
afterAll(async () => {
  await app.close()
  await database.drop()
})

const longMs = 600_000
const system = () => app.ground.db.system
const take = async (workspace: TestWorkspace, holder: string, ms = longMs): Promise<Lease | undefined> =>
  (await takeLeases(system(), holder, ms)).find(({ workspaceId }) => workspaceId === workspace.id)
const expire = (workspace: TestWorkspace) =>
  system()
    .updateTable('dispatchers')
    .set({ until: new Date(0) })
    .where('workspace_id', '=', workspace.id)
    .execute()

async function aTeam({ people = 1, requests = 1 } = {}) {
  const workspace = await aWorkspace(app)
  await switchOn(app, workspace)
  const advisers: string[] = []
  for (let count = 0; count < people; count++) {
    const { id } = await aMember(app, workspace, 'adviser', { teamIds: [workspace.teamId] })
    await isAvailable(app, workspace, id)
    advisers.push(id)
  }
  const contact = await workspace.call<{ id: string }>('POST', '/contacts', { name: 'Anna' })
  const conversations: string[] = []
  for (let count = 0; count < requests; count++) {
    const { body } = await workspace.call<{ id: string }>('POST', '/conversations', {
      contactId: contact.body.id,
      message: { direction: 'in', text: `Demande ${count}` },
    })
    conversations.push(body.id)
  }
  return { workspace, advisers, conversations }
}

async function written(workspace: TestWorkspace) {
  const all = <Table extends 'work_items' | 'reservations' | 'routing_events'>(table: Table) =>
    sql<
      Selectable<DB[Table]>
    >`select * from ${sql.table(table)} where workspace_id = ${workspace.id} order by id`.execute(system())
  const states = await system()
    .selectFrom('work_states')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .orderBy('member_id')
    .execute()
  return {
    items: (await all('work_items')).rows,
    reservations: (await all('reservations')).rows,
    events: (await all('routing_events')).rows,
    states,
  }
}

test('one dispatcher has a workspace at a time, and whoever comes after it does so under a later epoch', async () => {
  const { workspace } = await aTeam({ requests: 0 })
  const [one, other] = [randomUUID(), randomUUID()]
  const first = await take(workspace, one)
  expect(first).toBeDefined()
  expect(await take(workspace, other)).toBeUndefined()
  // Renewed, it is the same one.
  expect(await take(workspace, one)).toEqual(first)
  await expire(workspace)
  const second = await take(workspace, other)
  expect(second!.epoch).toBeGreaterThan(first!.epoch)
  expect(await take(workspace, one)).toBeUndefined()
  // Given up, it can be had at once.
  await dropLeases(system(), other)
  const third = await take(workspace, one)
  expect(third!.epoch).toBeGreaterThan(second!.epoch)
  // Lost even to nobody, it is another one: who held it may have missed what was written.
  await expire(workspace)
  expect((await take(workspace, one))!.epoch).toBeGreaterThan(third!.epoch)
})

test('invariant 5: nothing is offered to somebody who was lost a moment ago, whoever decided it', async () => {
  const { workspace, advisers } = await aTeam()
  const lease = (await take(workspace, randomUUID()))!
  await alignWork(system(), lease, new Date(), usualChannels, null)
  const [item] = await storedItems(system(), workspace.id, null)
  const offer = () =>
    commitDecisions(system(), lease, new Date(), usualChannels, [], [anOffer(item!.id, advisers[0]!)])
  const seen = (secondsAgo: number) =>
    sql`update work_states set seen_at = clock_timestamp() - ${secondsAgo} * interval '1 second' where member_id = ${advisers[0]!}`.execute(
      system(),
    )
  await seen(90)
  expect((await offer()).size).toBe(0)
  await seen(0)
  expect((await offer()).size).toBe(1)
})

test('invariant 8: an old epoch writes nothing at all', async () => {
  const { workspace, advisers } = await aTeam()
  const old = (await take(workspace, randomUUID()))!
  await alignWork(system(), old, new Date(), usualChannels, null)
  const [item] = await storedItems(system(), workspace.id, null)
  await expire(workspace)
  await take(workspace, randomUUID())
  const before = await written(workspace)
  const act = { kind: 'silence' as const, adviserId: advisers[0]! }
  const late = commitDecisions(
    system(),
    old,
    new Date(),
    usualChannels,
    [act],
    [anOffer(item!.id, advisers[0]!)],
  )
  expect(isFenced(await late.catch(error => error))).toBe(true)
  expect(
    isFenced(await alignWork(system(), old, new Date(), usualChannels, null).catch(error => error)),
  ).toBe(true)
  expect(await written(workspace)).toEqual(before)
})

test('invariant 8: a dispatcher that was frozen past its lease is refused when it wakes', async () => {
  const { workspace, advisers } = await aTeam({ people: 2 })
  const child = spawn(
    process.execPath,
    [
      new URL('testing/frozen-dispatcher.ts', import.meta.url).pathname,
      ...[database.url, database.appUrl, workspace.id],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  try {
    const said = linesOf(child)
    const epoch = Number((await said.next()).value)
    child.kill('SIGSTOP')
    let mine: Lease | undefined
    for (const holder = randomUUID(); !mine; await pause(50)) mine = await take(workspace, holder)
    expect(mine.epoch).toBe(epoch + 1)
    await alignWork(system(), mine, new Date(), usualChannels, null)
    const [item] = await storedItems(system(), workspace.id, null)
    child.stdin!.write(`${item!.id} ${advisers[0]}\n`)
    const stood = await commitDecisions(
      system(),
      mine,
      new Date(),
      usualChannels,
      [],
      [anOffer(item!.id, advisers[1]!)],
    )
    expect([...stood]).toEqual([item!.id])
    const before = await written(workspace)
    child.kill('SIGCONT')
    expect((await said.next()).value).toBe('refused')
    expect(await written(workspace)).toEqual(before)
  } finally {
    child.kill('SIGKILL')
  }
})

function linesOf(child: ChildProcess): AsyncIterator<string> {
  return createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
}

test('of a batch, what does not stand leaves the rest as it is', async () => {
  const { workspace, advisers, conversations } = await aTeam({ people: 2, requests: 12 })
  const lease = (await take(workspace, randomUUID()))!
  await alignWork(system(), lease, new Date(), usualChannels, null)
  const items = await storedItems(system(), workspace.id, null)
  const itemOf = (index: number) => items.find(item => item.conversationId === conversations[index])!.id
  // Somebody took the first by hand an instant ago, and the second is over.
  await workspace.call('PUT', `/conversations/${conversations[0]}/assignment`, { memberId: advisers[1] })
  await workspace.call('POST', `/conversations/${conversations[1]}/closure`, {})
  const offers = conversations.map((_, index) => anOffer(itemOf(index), advisers[0]!))
  const stood = await commitDecisions(system(), lease, new Date(), usualChannels, [], offers)
  // Eight of twelve units are what one person has room for.
  expect(stood).toEqual(new Set([2, 3, 4, 5, 6, 7, 8, 9].map(itemOf)))
  const { states, reservations } = await written(workspace)
  expect(states.find(({ member_id }) => member_id === advisers[0])).toMatchObject({ used: 96 })
  expect(reservations).toHaveLength(8)
  // The same batch again: each item has one already.
  const again = await commitDecisions(system(), lease, new Date(), usualChannels, [], offers)
  expect(again.size).toBe(0)
  expect(await written(workspace)).toMatchObject({ reservations, states })
})

test('invariants 1, 2 and 3: whatever is decided, taken and closed at once, each item is had once and nobody has too much', async () => {
  const { workspace, advisers, conversations } = await aTeam({ people: 3, requests: 30 })
  const lease = (await take(workspace, randomUUID()))!
  await alignWork(system(), lease, new Date(), usualChannels, null)
  const items = await storedItems(system(), workspace.id, null)
  const step = fc.record({
    what: fc.constantFrom(
      'offer',
      'offer',
      'offer',
      'miss',
      'assign',
      'give back',
      'close',
      'reopen',
      'wait',
    ),
    which: fc.nat(29),
    who: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async steps => {
      await Promise.all(
        steps.map(({ what, which, who }) => {
          const path = `/conversations/${conversations[which]}`
          const memberId = advisers[who]!
          const { id: itemId } = items.find(item => item.conversationId === conversations[which])!
          if (what === 'offer')
            return commitDecisions(
              system(),
              lease,
              new Date(),
              usualChannels,
              [],
              [anOffer(itemId, memberId)],
            )
          if (what === 'miss')
            return commitDecisions(
              system(),
              lease,
              new Date(),
              usualChannels,
              [{ kind: 'miss', itemId, adviserId: memberId }],
              [],
            )
          if (what === 'close') return workspace.call('POST', `${path}/closure`, {})
          if (what === 'reopen') return workspace.call('DELETE', `${path}/closure`)
          if (what === 'wait') return workspace.call('PUT', `${path}/status`, { status: 'waiting' })
          return workspace.call('PUT', `${path}/assignment`, {
            memberId: what === 'assign' ? memberId : null,
          })
        }),
      )
      await alignWork(system(), lease, new Date(), usualChannels, conversations)
      const now = await written(workspace)
      const live = now.reservations.filter(({ ended_at }) => ended_at === null)
      expect(new Set(live.map(({ item_id }) => item_id)).size).toBe(live.length)
      for (const { member_id, used, cap } of now.states) {
        const units = live.filter(one => one.member_id === member_id && !one.is_suspended)
        expect(used).toBe(units.reduce((sum, one) => sum + one.units, 0))
        expect(used).toBeLessThanOrEqual(cap)
      }
      for (const { id, state } of now.items)
        expect(live.some(({ item_id }) => item_id === id)).toBe(
          state === 'offered' || state === 'active' || (state === 'parked' && hasHolder(now, id)),
        )
    }),
    { numRuns: 15 },
  )
})

const hasHolder = ({ reservations }: Awaited<ReturnType<typeof written>>, itemId: string) =>
  reservations.some(({ item_id, ended_at }) => item_id === itemId && ended_at === null)

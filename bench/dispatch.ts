// Assignments from the core to the disk: decided, then committed in batches under the epoch; beside it, the same rows in bare batched statements that check nothing.
import { randomUUID } from 'node:crypto'
import { openDb } from '#server/platform/db.ts'
import { createBoard } from '#server/routing/board.ts'
import { defaultChoices, rulesFrom } from '#server/routing/defaults.ts'
import { takeLeases } from '#server/routing/lease.ts'
import { storedHouse } from '#server/routing/queues/house.ts'
import { storedPeople } from '#server/routing/stored-people.ts'
import { alignWork, commitDecisions, storedItems } from '#server/routing/storing.ts'
import { conclude, note, percentile, round, say } from './measure.ts'
import { waitingWork } from './waiting-work.ts'

const people = Number(process.env.BENCH_ADVISERS ?? 10_000)
const requests = Number(process.env.BENCH_ITEMS ?? 100_000)
const batch = 200
/** Batches of one kind before those of the other. */
const slot = 10

note(`${requests} requests wait for ${people} people …`)
const { url, owner, workspaceId, memberIds, close } = await waitingWork({ people, requests })
const db = openDb({ appUrl: url, systemUrl: url })
await owner.query('insert into dispatchers (workspace_id) values ($1)', [workspaceId])
const lease = (await takeLeases(db.system, randomUUID(), 3_600_000))[0]!
await alignWork(db.system, lease, new Date(), rulesFrom(defaultChoices).channels, null)
await owner.query('analyze')
const board = createBoard({
  house: await storedHouse(db.system, workspaceId),
  open: { positionAt: (_, instant) => instant, instantOf: (_, position) => position },
})
const items = await storedItems(db.system, workspaceId, null)
const now = new Date()
// Half of the people and of what waits is for each side.
const ours = new Set(memberIds.slice(0, people / 2))
for (const person of await storedPeople(db.system, workspaceId, null))
  if (ours.has(person.id)) board.person(now.getTime(), person)
const halfway = Math.floor(items.length / 2)
for (const item of items.slice(0, halfway)) board.item(now.getTime(), item.conversationId, item)
const left = items.slice(halfway)
const theirs = memberIds.slice(people / 2)

const batches: number[] = []
const spent = { ours: 0, bare: 0 }
const written = { ours: 0, bare: 0 }
let isOver = false
while (!isOver) {
  for (let count = 0; count < slot && !isOver; count++) isOver = !(await dispatchBatch())
  for (let count = 0; count < slot && !isOver; count++) isOver = !(await bareBatch())
}
const perSecond = Math.round((written.ours / spent.ours) * 1000)
const barePerSecond = Math.round((written.bare / spent.bare) * 1000)
say(
  `${written.ours} assignments decided and committed: ${perSecond}/s; bare ${written.bare}: ${barePerSecond}/s`,
)
await db.close()
await close()
conclude({
  bench: 'dispatch',
  perSecond,
  barePerSecond,
  ratio: round(perSecond / barePerSecond, 3),
  batchP50Ms: round(percentile(batches, 0.5)),
  batchP99Ms: round(percentile(batches, 0.99)),
  people,
  requests,
})

async function dispatchBatch(): Promise<boolean> {
  const start = performance.now()
  const offers = board
    .decide(now.getTime(), batch)
    .flatMap(one =>
      one.kind === 'offer' ? [{ ...one, id: randomUUID(), channel: board.channelOf(one.itemId) }] : [],
    )
  if (offers.length === 0) return false
  const stood = await commitDecisions(db.system, lease, now, board.channels, [], offers)
  if (stood.size !== offers.length) throw new Error(`${offers.length - stood.size} offers did not stand`)
  const took = performance.now() - start
  batches.push(took)
  spent.ours += took
  written.ours += stood.size
  return true
}

/** The same rows: reservations, items, loads of people, events. */
async function bareBatch(): Promise<boolean> {
  const some = left.splice(0, batch)
  if (some.length < batch) return false
  const start = performance.now()
  const why = JSON.stringify({
    ...{
      rule: 'step',
      step: 0,
      score: 0.0123456789,
      waitedMs: 1234,
      creditMs: 0,
      weight: 1,
      targetMs: 172_800_000,
    },
    ...{ employer: 'house', flexibility: 1, idleMs: 12_345, unitsUsed: 0 },
  })
  const reservations = some.map(({ id }, index) => ({
    id: randomUUID(),
    item: id,
    member: theirs[(written.bare + index) % theirs.length],
    why,
  }))
  await db.pools.system.query({
    name: 'bare',
    text: `with o as (
      select * from jsonb_to_recordset($2) as o (id uuid, item uuid, member uuid, why jsonb)
    ), reserved as (
      insert into reservations (workspace_id, id, item_id, member_id, how, state, units, at, why, epoch)
      select $1, id, item, member, 'offered', 'offered', 12, now(), why, 1 from o
    ), moved as (
      update work_items w set state = 'offered', version = version + 1 from o where w.workspace_id = $1 and w.id = o.item
    ), loaded as (
      update work_states s set used = used + more.units
      from (select member, count(*) * 12 as units from o group by member) more
      where s.workspace_id = $1 and s.member_id = more.member
    )
    insert into routing_events (workspace_id, at, epoch, kind, item_id, member_id, data)
    select $1, now(), 1, 'offered', item, member, why from o`,
    values: [workspaceId, JSON.stringify(reservations)],
  })
  spent.bare += performance.now() - start
  written.bare += some.length
  return true
}

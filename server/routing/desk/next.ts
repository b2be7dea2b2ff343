import { sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Decision } from '../core/dispatcher.ts'
import type { CalendarOf } from '../open-hours.ts'
import { storedPeople } from '../stored-people.ts'
import { type StoredItem, storedItems } from '../storing.ts'
import { boardNow } from './board-now.ts'
import { type Assign, tell } from './offers.ts'
import { isRouted, workerOf } from './states.ts'

export interface NextDeps {
  calendarOf: CalendarOf
  assign: Assign
}

type Next =
  | { conversationId: string; why: null }
  | { conversationId: null; why: 'nothing' | 'full' | 'for_others' }

/**
 * Gives somebody who asks the next request: the one that the dispatcher's core gives them when nobody else is there, by
 * its order and its rules. They get it without being offered it: they asked.
 */
export async function takeNext(ground: Ground, deps: NextDeps, tx: Tx, actor: Actor): Promise<Next> {
  const memberId = workerOf(actor)
  if (!(await isRouted(tx))) return { conversationId: null, why: 'nothing' }
  const state = await tx
    .selectFrom('work_states')
    .select(['status'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .forUpdate()
    .executeTakeFirst()
  if (!state || state.status === 'away' || state.status === 'break') throw new Refused('work.not_there')
  const now = ground.clock.now()
  const at = now.getTime()
  if (await isPartnerFull(tx, memberId)) return { conversationId: null, why: 'for_others' }
  const { board } = await boardNow(tx, deps.calendarOf, now, ['push', 'pull'])
  for (const person of await storedPeople(tx, tx.workspaceId, [memberId]))
    board.person(at, { ...person, isAvailable: true, isSilent: false })
  const { mine, waiting } = await theirs(tx, memberId)
  const items = await storedItems(tx, tx.workspaceId, [...mine, ...waiting])
  for (const item of items)
    if (item.state === 'queued' || item.holder?.memberId === memberId)
      board.item(at, item.conversationId, item)
  const gone = new Set<string>()
  for (;;) {
    const given = board.decide(at, 1).find(one => one.kind === 'offer')
    if (!given) break
    const item = items.find(one => one.id === given.itemId)!
    const { units } = board.channels[item.channel]!
    if (await give(tx, { memberId, now, item, units, given, id: ground.newId() })) {
      await deps.assign(tx, actor, item.conversationId, { memberId, expected: null })
      return { conversationId: item.conversationId, why: null }
    }
    // The dispatcher gave it to somebody a moment ago.
    board.refuse(at, item.id)
    board.item(at, item.conversationId, undefined)
    gone.add(item.id)
  }
  const queued = items.filter(({ id, state }) => state === 'queued' && !gone.has(id))
  if (queued.length === 0) return { conversationId: null, why: 'nothing' }
  const isFull = queued.some(({ id }) => {
    const stands = board.whyWaiting(at, id)
    return stands !== undefined && stands.capable > 0 && stands.withRoom === 0
  })
  return { conversationId: null, why: isFull ? 'full' : 'for_others' }
}

/** Whether the people of somebody's partner have all that was agreed (D10); whoever asks at the same time waits for the answer. */
async function isPartnerFull(tx: Tx, memberId: string): Promise<boolean> {
  const contract = await sql<{ partner_id: string; most_open: number | null }>`
    select k.partner_id, k.most_open from partner_contracts k
    join members m on m.workspace_id = k.workspace_id and m.partner_id = k.partner_id
    where k.workspace_id = ${tx.workspaceId} and m.id = ${memberId}
    for update of k`.execute(tx)
  const agreed = contract.rows[0]
  if (!agreed || agreed.most_open === null) return false
  const { rows } = await sql<{ open: number }>`
    select count(*)::integer as open from reservations v
    join members m on m.workspace_id = v.workspace_id and m.id = v.member_id
    where v.workspace_id = ${tx.workspaceId} and v.ended_at is null and m.partner_id = ${agreed.partner_id}`.execute(
    tx,
  )
  return rows[0]!.open >= agreed.most_open
}

/** Of each kind of request in somebody's teams, those that waited longest: the next one is among them. */
const mostOfAKind = 50

/** The conversations that somebody has, and those that may be their next one. */
async function theirs(tx: Tx, memberId: string): Promise<{ mine: string[]; waiting: string[] }> {
  const { rows } = await sql<{ conversation_id: string; is_mine: boolean }>`
    with queued as (
      select w.conversation_id, row_number() over (
        partition by w.channel, w.team_id, c.language, c.priority
        order by w.t0 - w.credit_ms * interval '1 millisecond', w.id
      ) as place
      from work_items w
      join conversations c on c.workspace_id = w.workspace_id and c.id = w.conversation_id
      where w.workspace_id = ${tx.workspaceId} and w.state = 'queued' and w.ended_at is null
        and c.assignee_id is null and c.status in ('new', 'open') and not c.is_spam
        and (w.team_id is null or w.team_id in (
          select t.team_id from team_members t
          where t.workspace_id = ${tx.workspaceId} and t.member_id = ${memberId}
        ))
    )
    select conversation_id, false as is_mine from queued where place <= ${mostOfAKind}
    union all
    select w.conversation_id, true from reservations v
    join work_items w on w.workspace_id = v.workspace_id and w.id = v.item_id
    where v.workspace_id = ${tx.workspaceId} and v.member_id = ${memberId} and v.ended_at is null`.execute(tx)
  return {
    mine: rows.filter(row => row.is_mine).map(row => row.conversation_id),
    waiting: rows.filter(row => !row.is_mine).map(row => row.conversation_id),
  }
}

interface Given {
  memberId: string
  now: Date
  item: StoredItem
  units: number
  given: Extract<Decision, { kind: 'offer' }>
  /** Of its reservation. */
  id: string
}

/** Writes that somebody has an item, where it waits still; what must be for it is set aside. */
async function give(tx: Tx, { memberId, now, item, units, given, id }: Given): Promise<boolean> {
  const ws = tx.workspaceId
  const { why, suspends } = given
  const { rows } = await sql`
    select from work_items w
    join conversations c on c.workspace_id = w.workspace_id and c.id = w.conversation_id
    where w.workspace_id = ${ws} and w.id = ${item.id} and w.state = 'queued' and c.assignee_id is null
    for update of w`.execute(tx)
  if (rows.length === 0) return false
  for (const itemId of suspends) {
    await sql`
      update reservations set is_suspended = true, version = version + 1
      where workspace_id = ${ws} and item_id = ${itemId} and member_id = ${memberId} and ended_at is null`.execute(
      tx,
    )
    await tell(tx, { at: now, kind: 'suspend', itemId, memberId })
  }
  await sql`
    insert into reservations (workspace_id, id, item_id, member_id, how, state, units, at, accepted_at, why)
    values (${ws}, ${id}, ${item.id}, ${memberId}, 'asked_for', 'active', ${units},
      ${now}, ${now}, ${JSON.stringify(why)}::jsonb)`.execute(tx)
  await sql`
    update work_items set state = 'active', version = version + 1 where workspace_id = ${ws} and id = ${item.id}`.execute(
    tx,
  )
  await sql`
    update work_states set used = count_units(${ws}, ${memberId}), misses = 0, is_silent = false, version = version + 1
    where workspace_id = ${ws} and member_id = ${memberId}`.execute(tx)
  await tell(tx, { at: now, kind: 'asked_for', itemId: item.id, memberId, data: why })
  return true
}

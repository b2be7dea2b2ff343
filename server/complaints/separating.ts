import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import { becomeCopy, copyTo, datesOf, keepBefore, takeOver } from './copies.ts'
import { reckon } from './listening.ts'
import { showDue } from './queries.ts'
import {
  forget,
  holds,
  lockAll,
  moveActs,
  type State,
  standAs,
  stillJoined,
  tellMoved,
  weightiestOf,
  weightOf,
} from './rows.ts'
import type { ComplaintDeps } from './settling.ts'
import { bringConfirmedHome } from './staying-home.ts'

/** A complaint as it stands, with how its request stood before others were joined into it. */
export interface Known {
  state: State
  messageId: string | null
  settledAt: Date | null
  /** How it stood before the first complaint was joined into it; null where none was. */
  before: { complaint: State; at: string; row: object | null } | null
}

/**
 * Two requests that were one are two again: the complaint goes back to the one that had it, with what was said of it
 * meanwhile, and the other is what it was (CMP-1, CMP-2).
 */
export async function returnComplaint(deps: ComplaintDeps, event: StoredEvent): Promise<void> {
  const { id: to } = event.subject
  const { fromId: from } = event.data
  if (typeof from !== 'string') return
  await deps.ground.db.inWorkspace(event.workspaceId, async tx => {
    const now = deps.ground.clock.now()
    await lockAll(tx, [from, to])
    const there = await knownOf(tx, from)
    const own = await knownOf(tx, to)
    if (!there) {
      // Its message was split off while both were one, and the complaint is there.
      if (own?.messageId && (await isCarriedElsewhere(tx, to, own.messageId))) {
        await forget(tx, to)
        await standAs(tx, to, null, now)
      }
      await bringAlong(tx, to, now)
      if ((await knownOf(tx, to))?.state === own?.state) return
      await showDue(tx, [to], now)
      return tellMoved(deps, tx, [to])
    }
    if (there.before) await undo(tx, { from, to, there, own })
    else if (!own && (await holds(tx, to, there.messageId))) {
      // Said in what came for this one, while both were one.
      await copyTo(tx, from, to)
      await moveActs(tx, from, to, null)
      await standAs(tx, to, there.state, now)
      await forget(tx, from)
      await standAs(tx, from, null, now)
    } else return
    await bringAlong(tx, to, now)
    for (const id of [from, to]) await reckon(tx, id)
    await showDue(tx, [from, to], now)
    await tellMoved(deps, tx, [from, to])
    await bringConfirmedHome(deps, tx, [from, to])
  })

  async function undo(
    tx: Tx,
    { from, to, there, own }: { from: string; to: string; there: Known; own: Known | undefined },
  ): Promise<void> {
    const now = deps.ground.clock.now()
    const before = there.before!
    const others = await stillJoined(tx, from)
    const isComplaint = weightOf(before.complaint) > 0
    const isTheirs = !isComplaint && others.length === 0 && own !== undefined && weightOf(own.state) > 0
    if (isTheirs) {
      await takeOver(tx, from, to, new Date(before.at))
      await moveActs(tx, from, to, before.at)
      await standAs(tx, to, there.state, now)
    }
    for (const id of await nested(tx, from)) await rederive(tx, id, now, { root: from })
    await rederive(tx, from, now, { isSaidElsewhere: isTheirs })
  }
}

/** What is joined into the one that goes makes it what they are, as it did the other. */
async function bringAlong(tx: Tx, id: string, now: Date): Promise<void> {
  const known = await knownOf(tx, id)
  if (known?.before) return rederive(tx, id, now)
  const others = await carriedIn(tx, id, await stillJoined(tx, id))
  if (others.length === 0) return
  const row = await datesOf(tx, id)
  const complaint = known?.state ?? null
  for (const other of others) await copyTo(tx, other.id, id)
  await keepBefore(tx, id, { complaint, row }, now)
  await standAs(tx, id, weightiestOf([complaint, ...others.map(({ state }) => state)]), now)
}

/**
 * What others were joined into is what it was by itself, and what those that are joined into it still are; what somebody said
 * of it since stays said.
 */
export async function rederive(
  tx: Tx,
  id: string,
  now: Date,
  { root = id, isSaidElsewhere = false }: { root?: string; isSaidElsewhere?: boolean } = {},
): Promise<void> {
  const there = await knownOf(tx, id)
  if (!there?.before) return
  const { before } = there
  const others = await carriedIn(tx, root, await stillJoined(tx, id))
  const isSaid = !isSaidElsewhere && there.settledAt !== null && there.settledAt > new Date(before.at)
  const [first, ...more] = others
  if (before.row) await restore(tx, id, { isAlone: first === undefined })
  else if (first) await becomeCopy(tx, first.id, id, new Date(before.at))
  else await forget(tx, id)
  for (const other of before.row ? others : more) await copyTo(tx, other.id, id)
  const weightiest = weightiestOf([before.complaint, ...others.map(({ state }) => state)])
  await standAs(tx, id, isSaid ? there.state : weightiest, now)
}

/** Of complaints, those whose messages are shown in a conversation: others were split off from it. */
async function carriedIn<One extends { messageId: string | null }>(
  tx: Tx,
  root: string,
  complaints: One[],
): Promise<One[]> {
  const carried: One[] = []
  for (const one of complaints)
    if (one.messageId === null || (await holds(tx, root, one.messageId))) carried.push(one)
  return carried
}

/** What is joined into it, directly or not, and had others joined into it before: the innermost first. */
async function nested(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive family (id, depth) as (
      select ${id}::uuid, 0
      union all
      select c.id, family.depth + 1 from family
      join conversations c on c.workspace_id = ${tx.workspaceId} and c.joined_into = family.id
    )
    select f.id from family f
    join complaints x on x.workspace_id = ${tx.workspaceId} and x.conversation_id = f.id and x.before_joining is not null
    where f.depth > 0
    order by f.depth desc, f.id`.execute(tx)
  return rows.map(row => row.id)
}

async function isCarriedElsewhere(tx: Tx, id: string, messageId: string): Promise<boolean> {
  const { rows } = await sql`
    select from complaints x
    join messages m on m.workspace_id = x.workspace_id and m.id = x.message_id and m.conversation_id = x.conversation_id
    where x.workspace_id = ${tx.workspaceId} and x.message_id = ${messageId} and x.conversation_id <> ${id}
    limit 1`.execute(tx)
  return rows.length > 0
}

/** How a request stands as a complaint; undefined where it never was one. */
export async function knownOf(tx: Tx, id: string): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select c.complaint as state, x.message_id as "messageId", x.settled_at as "settledAt", x.before_joining as before
    from complaints x
    join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id}`.execute(tx)
  return rows[0]
}

/** The clocks of its own again. */
export async function restore(tx: Tx, id: string, { isAlone }: { isAlone: boolean }): Promise<void> {
  await sql`
    update complaints x set before_joining = case when ${isAlone} then null else x.before_joining end, sent_at = r.sent_at, acknowledge_by = r.acknowledge_by,
      first_sent_at = r.first_sent_at, first_message_id = r.first_message_id, answer_by = r.answer_by,
      acknowledge_warn_at = r.acknowledge_warn_at, answer_warn_at = r.answer_warn_at, acknowledged_at = r.acknowledged_at,
      acknowledged_message_id = r.acknowledged_message_id,
      acknowledge_warned_at = r.acknowledge_warned_at, acknowledge_missed_at = r.acknowledge_missed_at,
      answer_warned_at = r.answer_warned_at, answer_missed_at = r.answer_missed_at
    from complaints k
    cross join lateral jsonb_populate_record(null::complaints, k.before_joining -> 'row') r
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id}
      and k.workspace_id = x.workspace_id and k.conversation_id = x.conversation_id`.execute(tx)
}

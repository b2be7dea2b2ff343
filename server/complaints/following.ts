import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { type StoredEvent, system } from '#server/platform/events.ts'
import { becomeCopy, copyTo, keepBefore } from './copies.ts'
import { reckon } from './listening.ts'
import { messageOf, showDue } from './queries.ts'
import {
  complainingIn,
  forget,
  holds,
  lockAll,
  moveActs,
  standAs,
  stillJoined,
  tellMoved,
  weightiestOf,
  weightOf,
} from './rows.ts'
import { type ComplaintDeps, propose } from './settling.ts'
import { bringConfirmedHome } from './staying-home.ts'
import type { Classifier } from './words.ts'

/**
 * A complaint is where the message that carries it is (CMP-1): split off with it, it is the new request's, with its clocks and
 * all that was said of it, and the one it was in is none any more. Unhappy words on either side that carry none are proposed
 * as one of their own.
 */
export async function followMessage(
  deps: ComplaintDeps & { classify: Classifier },
  event: StoredEvent,
): Promise<void> {
  const { id: to } = event.subject
  const { conversationId: from } = event
  if (!from) return
  await deps.ground.db.inWorkspace(event.workspaceId, async tx => {
    await lockAll(tx, [from, to])
    const target = await conversationOf(tx, to)
    const known = await complainingIn(tx, from)
    if (!known || !target || target.split_from === null) return
    const isCarried = await holds(tx, to, known.message_id)
    if (isCarried && target.complaint === null) {
      const now = deps.ground.clock.now()
      await copyTo(tx, from, to)
      await keepPast(tx, from, to)
      await moveActs(tx, from, to, null)
      await standAs(tx, to, known.state, now)
      await forget(tx, from)
      await standAs(tx, from, await joinedComplaint(tx, from, now), now)
      for (const id of [from, to]) await reckon(tx, id)
      await showDue(tx, [from, to], now)
      await tellMoved(deps, tx, [from, to])
      await bringConfirmedHome(deps, tx, [from, to])
    }
    for (const id of [from, to]) await readAgain(deps, tx, id, known.sent_at)
  })
}

/**
 * Undoing a split gives back what it took along; false where two are to be put together as by any joining: both were said to
 * be complaints since, or what came for the one meanwhile may be separated again.
 */
export async function comeBack(deps: ComplaintDeps, tx: Tx, from: string, to: string): Promise<boolean> {
  const [past] = await pastOf(tx, from)
  const there = await conversationOf(tx, to)
  const gone = await conversationOf(tx, from)
  const [own] = await ownOf(tx, to)
  const [theirs] = await ownOf(tx, from)
  if (!there || !gone || !theirs) return false
  if (!past && (await hasOwnMessages(tx, from, to))) return false
  if (own && !past) {
    // Proposed by words alone, of a message that is this complaint's again.
    if (theirs.settled_at || weightOf(there.complaint) === 0) return false
    await forget(tx, from)
    await standAs(tx, from, null, deps.ground.clock.now())
    await tellMoved(deps, tx, [from])
    return true
  }
  // What words alone proposed meanwhile is the same complaint; what somebody said is not.
  if (own && (own.settled_at || own.before_joining)) return false
  const now = deps.ground.clock.now()
  if (own) await becomeCopy(tx, from, to, now)
  else await copyTo(tx, from, to)
  const isHome = past?.fromId === to
  await sql`
    update complaints set before_joining = ${isHome ? past.beforeJoining : null}::jsonb,
      before_split = ${isHome ? past.beforeSplit : null}::jsonb
    where workspace_id = ${tx.workspaceId} and conversation_id = ${to}`.execute(tx)
  await moveActs(tx, from, to, null)
  await forget(tx, from)
  await standAs(tx, to, gone.complaint, now)
  await standAs(tx, from, null, now)
  for (const id of [from, to]) await reckon(tx, id)
  await showDue(tx, [from, to], now)
  await tellMoved(deps, tx, [from, to])
  await bringConfirmedHome(deps, tx, [to])
  return true
}

/** What the request was before it had to do with others goes along, to be given back. */
async function keepPast(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    update complaints x set before_split = jsonb_build_object('fromId', o.conversation_id,
      'beforeJoining', o.before_joining, 'beforeSplit', o.before_split)
    from complaints o
    where o.workspace_id = ${tx.workspaceId} and o.conversation_id = ${from}
      and x.workspace_id = o.workspace_id and x.conversation_id = ${to}`.execute(tx)
}

async function pastOf(tx: Tx, id: string) {
  const { rows } = await sql<{ fromId: string; beforeJoining: string | null; beforeSplit: string | null }>`
    select x.before_split ->> 'fromId' as "fromId", nullif(x.before_split -> 'beforeJoining', 'null')::text as "beforeJoining",
      nullif(x.before_split -> 'beforeSplit', 'null')::text as "beforeSplit"
    from complaints x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id} and x.before_split is not null`.execute(
    tx,
  )
  return rows
}

/** True when something came for it while it stood alone, and is shown elsewhere. */
async function hasOwnMessages(tx: Tx, id: string, thread: string): Promise<boolean> {
  const { rows } = await sql`
    select from messages where workspace_id = ${tx.workspaceId} and conversation_id = ${thread} and home_id = ${id} limit 1`.execute(
    tx,
  )
  return rows.length > 0
}

const ownOf = (tx: Tx, id: string) =>
  tx
    .selectFrom('complaints')
    .select(['settled_at', 'before_joining'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', id)
    .execute()

/** Other complaints that are joined into it still, and whose messages stayed, make it one all the same. */
async function joinedComplaint(tx: Tx, id: string, now: Date) {
  const others = []
  for (const one of await stillJoined(tx, id)) if (await holds(tx, id, one.messageId)) others.push(one)
  for (const other of others) await copyTo(tx, other.id, id)
  await keepBefore(tx, id, { complaint: null, row: null }, now)
  return others.length > 0 ? weightiestOf(others.map(({ state }) => state)) : null
}

/** Proposes what a customer said and nobody carries on as a complaint. */
async function readAgain(
  deps: ComplaintDeps & { classify: Classifier },
  tx: Tx,
  id: string,
  since: Date,
): Promise<void> {
  const conversation = await conversationOf(tx, id)
  if (!conversation || weightOf(conversation.complaint) > 0) return
  if (conversation.status === 'closed' || conversation.is_spam || conversation.joined_into) return
  const { rows } = await sql<{ id: string; subject: string; text: string }>`
    select m.id, coalesce(m.subject, '') as subject, left(m.text, 20000) as text from messages m
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = ${id} and m.at >= ${since}
      and m.direction = 'in' and m.automatic = 'none' and not m.metadata ? 'isSpam'
    order by m.id`.execute(tx)
  for (const message of rows) {
    const words = deps.classify(message)
    if (words.length === 0 || !(await messageOf(tx, id, message.id))) continue
    await propose(deps, tx, system, conversation, { messageId: message.id, words })
    return
  }
}

const conversationOf = (tx: Tx, id: string) =>
  tx
    .selectFrom('conversations')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()

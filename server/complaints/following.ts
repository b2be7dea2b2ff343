import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { type StoredEvent, system } from '#server/platform/events.ts'
import { becomeCopy, copyTo, datesOf, keepBefore } from './copies.ts'
import { reckon } from './listening.ts'
import { messageOf, showDue } from './queries.ts'
import {
  complainingIn,
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
import { type Known, knownOf, rederive, restore } from './separating.ts'
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
    const there = await knownOf(tx, from)
    const known = await complainingIn(tx, from)
    if (!known || !there || !target || target.split_from === null) return
    const carried = await carriedTo(tx, { from, to, there })
    if (carried && target.complaint === null) {
      const now = deps.ground.clock.now()
      await moveTo(tx, { from, to, there, carried, now })
      for (const id of [from, to]) await reckon(tx, id)
      await showDue(tx, [from, to], now)
      await tellMoved(deps, tx, [from, to])
      await bringConfirmedHome(deps, tx, [from, to])
    }
    for (const id of [from, to]) await readAgain(deps, tx, id, known.sent_at)
  })
}

/** A complaint that leaves: the request's own, or that of one that was joined into it. */
interface Carried {
  state: State
  childId: string | null
}

/** Which complaint the messages carry that went; the request's own before those of others. */
async function carriedTo(
  tx: Tx,
  { from, to, there }: { from: string; to: string; there: Known },
): Promise<Carried | undefined> {
  const { before } = there
  const isSaid = before && there.settledAt && there.settledAt > new Date(before.at)
  const own = before && !isSaid ? before.complaint : there.state
  if ((!before || before.row) && (await holds(tx, to, there.messageId))) return { state: own, childId: null }
  if (!before) return undefined
  for (const { id, state, messageId } of await stillJoined(tx, from))
    if (await holds(tx, to, messageId)) return { state: isSaid ? there.state : state, childId: id }
  return undefined
}

async function moveTo(
  tx: Tx,
  {
    from,
    to,
    there,
    carried: { state, childId },
    now,
  }: { from: string; to: string; there: Known; carried: Carried; now: Date },
): Promise<void> {
  const { before } = there
  if (childId) {
    await copyTo(tx, childId, to)
    await moveActs(tx, childId, to, null)
    await moveActs(tx, from, to, before!.at)
  } else {
    if (before) await restore(tx, from, { isAlone: false })
    await copyTo(tx, from, to)
    await moveActs(tx, from, to, null)
  }
  await keepPast(tx, from, to, childId)
  await standAs(tx, to, state, now)
  if (before && !childId) await standAlone(tx, from, now)
  if (before) await rederive(tx, from, now)
  else {
    await forget(tx, from)
    await standAs(tx, from, null, now)
  }
}

/** It has no complaint of its own any more: what others that are joined into it have is all it is. */
async function standAlone(tx: Tx, id: string, now: Date): Promise<void> {
  await sql`
    update complaints set before_split = null, settled_at = null,
      before_joining = jsonb_build_object('complaint', null, 'at', ${now}::timestamptz, 'row', null)
    where workspace_id = ${tx.workspaceId} and conversation_id = ${id}`.execute(tx)
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
  const now = deps.ground.clock.now()
  if (!past && (await hasOwnMessages(tx, from, to))) return false
  if (past?.childId) {
    await giveBack(tx, { from, to, childId: past.childId, state: gone.complaint, now })
    return settled(deps, tx, [from, to, past.childId])
  }
  if (past && own?.before_joining && past.beforeJoining && !theirs.before_joining) {
    await ownAgain(tx, { from, to, past, state: gone.complaint, now })
    return settled(deps, tx, [from, to])
  }
  if (own && !past) {
    // Proposed by words alone, of a message that is this complaint's again.
    if (theirs.settled_at || weightOf(there.complaint) === 0) return false
    await forget(tx, from)
    await standAs(tx, from, null, now)
    return settled(deps, tx, [from])
  }
  // What words alone proposed meanwhile is the same complaint; what somebody said is not.
  if (own && (own.settled_at || own.before_joining)) return false
  if (theirs.before_joining) {
    if (!own && past) await leaveOthers(tx, { from, to, past, now })
    // Those who were joined into it come along as by any joining.
    return false
  }
  if (own) await becomeCopy(tx, from, to, now)
  else await copyTo(tx, from, to)
  await recallPast(tx, to, past)
  await moveActs(tx, from, to, null)
  await forget(tx, from)
  await standAs(tx, to, gone.complaint, now)
  await standAs(tx, from, null, now)
  return settled(deps, tx, [from, to])
}

async function settled(deps: ComplaintDeps, tx: Tx, ids: string[]): Promise<true> {
  for (const id of ids) await reckon(tx, id)
  await showDue(tx, ids, deps.ground.clock.now())
  await tellMoved(deps, tx, ids)
  await bringConfirmedHome(deps, tx, ids)
  return true
}

/** What others brought by joining goes back to the one that brought it, and shows where that is joined into. */
async function giveBack(
  tx: Tx,
  { from, to, childId, state, now }: { from: string; to: string; childId: string; state: State; now: Date },
): Promise<void> {
  const child = await conversationOf(tx, childId)
  const [own] = await ownOf(tx, childId)
  if (own) await becomeCopy(tx, from, childId, now)
  else await copyTo(tx, from, childId)
  await moveActs(tx, from, childId, null)
  await forget(tx, from)
  await standAs(tx, from, null, now)
  await standAs(tx, childId, state, now)
  if (child?.joined_into !== to) return
  const there = await knownOf(tx, to)
  if (there?.before) return rederive(tx, to, now)
  const row = await datesOf(tx, to)
  await copyTo(tx, childId, to)
  await keepBefore(tx, to, { complaint: there?.state ?? null, row }, now)
  await standAs(tx, to, weightiestOf([there?.state ?? null, state]), now)
}

/** What it was by itself before others were joined into it, it is again beside them. */
async function ownAgain(
  tx: Tx,
  { from, to, past, state, now }: { from: string; to: string; past: Past; state: State; now: Date },
): Promise<void> {
  const row = await datesOf(tx, from)
  await becomeCopy(tx, from, to, now)
  await sql`
    update complaints set before_split = ${past.beforeSplit}::jsonb,
      before_joining = jsonb_build_object('complaint', ${state}::text, 'at', ${now}::timestamptz, 'row', ${JSON.stringify(row)}::jsonb)
    where workspace_id = ${tx.workspaceId} and conversation_id = ${to}`.execute(tx)
  await moveActs(tx, from, to, null)
  await forget(tx, from)
  await standAs(tx, from, null, now)
  await rederive(tx, to, now)
}

/** What the request was before it had to do with others goes along, to be given back. */
async function keepPast(tx: Tx, from: string, to: string, childId: string | null): Promise<void> {
  await sql`
    update complaints x set before_split = jsonb_build_object('fromId', o.conversation_id,
      'childId', ${childId}::uuid, 'beforeJoining', o.before_joining, 'beforeSplit', o.before_split)
    from complaints o
    where o.workspace_id = ${tx.workspaceId} and o.conversation_id = ${from}
      and x.workspace_id = o.workspace_id and x.conversation_id = ${to}`.execute(tx)
}

async function recallPast(tx: Tx, id: string, past: Past | undefined): Promise<void> {
  const isHome = past?.fromId === id
  await sql`
    update complaints set before_joining = ${isHome ? past.beforeJoining : null}::jsonb,
      before_split = ${isHome ? past.beforeSplit : null}::jsonb
    where workspace_id = ${tx.workspaceId} and conversation_id = ${id}`.execute(tx)
}

/** Its own complaint goes back to where it was; what it is because of others stays with it. */
async function leaveOthers(
  tx: Tx,
  { from, to, past, now }: { from: string; to: string; past: Past; now: Date },
): Promise<void> {
  const known = await knownOf(tx, from)
  const before = known?.before
  if (!before?.row) return
  await restore(tx, from, { isAlone: false })
  await copyTo(tx, from, to)
  await recallPast(tx, to, past)
  const isSaid = known?.settledAt && known.settledAt > new Date(before.at)
  await standAs(tx, to, isSaid ? known.state : before.complaint, now)
  await standAlone(tx, from, now)
  await rederive(tx, from, now, { root: to })
}

interface Past {
  fromId: string
  childId: string | null
  beforeJoining: string | null
  beforeSplit: string | null
}

async function pastOf(tx: Tx, id: string) {
  const { rows } = await sql<Past>`
    select x.before_split ->> 'fromId' as "fromId", x.before_split ->> 'childId' as "childId", nullif(x.before_split -> 'beforeJoining', 'null')::text as "beforeJoining",
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

import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import { becomeCopy, copyTo, takeOver } from './copies.ts'
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
  weightOf,
} from './rows.ts'
import type { ComplaintDeps } from './settling.ts'
import { bringConfirmedHome } from './staying-home.ts'

interface Known {
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
      if (!own?.messageId || !(await isCarriedElsewhere(tx, to, own.messageId))) return
      await forget(tx, to)
      await standAs(tx, to, null, now)
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
    // What somebody said of one that was a complaint by itself stays said.
    const isSaid = !isTheirs && there.settledAt !== null && there.settledAt > new Date(before.at)
    const weightiest = [before.complaint, ...others.map(({ state }) => state)].reduce((one, other) =>
      weightOf(other) > weightOf(one) ? other : one,
    )
    const [first, ...more] = others
    if (before.row) await restore(tx, from, { isAlone: first === undefined })
    else if (first) await becomeCopy(tx, first.id, from, new Date(before.at))
    else await forget(tx, from)
    for (const { id } of before.row ? others : more) await copyTo(tx, id, from)
    await standAs(tx, from, isSaid ? there.state : weightiest, now)
  }
}

async function isCarriedElsewhere(tx: Tx, id: string, messageId: string): Promise<boolean> {
  const { rows } = await sql`
    select from complaints x
    join messages m on m.workspace_id = x.workspace_id and m.id = x.message_id and m.conversation_id = x.conversation_id
    where x.workspace_id = ${tx.workspaceId} and x.message_id = ${messageId} and x.conversation_id <> ${id}
    limit 1`.execute(tx)
  return rows.length > 0
}

async function knownOf(tx: Tx, id: string): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select c.complaint as state, x.message_id as "messageId", x.settled_at as "settledAt", x.before_joining as before
    from complaints x
    join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id}`.execute(tx)
  return rows[0]
}

/** The clocks of its own again. */
async function restore(tx: Tx, id: string, { isAlone }: { isAlone: boolean }): Promise<void> {
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

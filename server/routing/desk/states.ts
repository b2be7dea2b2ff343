import { sql } from 'kysely'
import type { Offer, WorkState, workStatuses } from '#contract/work.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { settingsOf } from '../queues/settings.ts'
import { type StoredWhy, shownWhy } from './why.ts'

/** Who asks, as somebody who works: a key of the workspace is nobody. */
export function workerOf({ memberId }: Actor): string {
  if (!memberId) throw new Forbidden('request.people_only')
  return memberId
}

/** Whether a workspace uses routing. */
export async function isRouted(tx: Tx): Promise<boolean> {
  const row = await tx
    .selectFrom('dispatchers')
    .select('workspace_id')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  return row !== undefined
}

/** How somebody is, and what they are offered. */
export async function workStateOf({ clock }: Ground, tx: Tx, memberId: string): Promise<WorkState> {
  const row = await tx
    .selectFrom('work_states')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  const { isOn, channels } = await settingsOf(tx, tx.workspaceId)
  return {
    isOn,
    status: row?.status ?? 'away',
    reason: row?.reason ?? null,
    since: row?.since.toISOString() ?? null,
    until: row?.until?.toISOString() ?? null,
    isSilent: row?.is_silent ?? false,
    used: row?.used ?? 0,
    capacity: row?.cap ?? 100,
    units: Object.fromEntries(Object.entries(channels).map(([channel, { units }]) => [channel, units])),
    offers: isOn && row ? await offersOf(tx, memberId, clock.now()) : [],
  }
}

interface OfferRow {
  id: string
  conversation_id: string
  at: Date
  ends_at: Date | null
  why: StoredWhy
  language: string | null
  team: string | null
}

async function offersOf(tx: Tx, memberId: string, now: Date): Promise<Offer[]> {
  const { rows } = await sql<OfferRow>`
    select v.id, w.conversation_id, v.at, v.ends_at, v.why, t.name as team,
      case when c.language = any (m.languages) then c.language end as language
    from reservations v
    join work_items w on w.workspace_id = v.workspace_id and w.id = v.item_id
    join conversations c on c.workspace_id = v.workspace_id and c.id = w.conversation_id
    join members m on m.workspace_id = v.workspace_id and m.id = v.member_id
    left join teams t on t.workspace_id = v.workspace_id and t.id = w.team_id
    where v.workspace_id = ${tx.workspaceId} and v.member_id = ${memberId} and v.ended_at is null
      and v.state = 'offered'
      -- What somebody took by hand meanwhile is theirs, whatever is still written here.
      and c.assignee_id is null
    order by v.ends_at nulls last, v.at, v.id
    limit 20`.execute(tx)
  return rows.map(row => ({
    id: row.id,
    conversationId: row.conversation_id,
    at: row.at.toISOString(),
    endsAt: row.ends_at?.toISOString() ?? null,
    leftMs: row.ends_at && Math.max(0, row.ends_at.getTime() - now.getTime()),
    why: shownWhy(row.why, row),
  }))
}

export interface Declared {
  status: (typeof workStatuses)[number]
  reason?: string | undefined
  minutes?: number | undefined
  signsOut: boolean
}

/** Writes how somebody says that they are: they respond, and whoever comes from away begins to wait for work now. */
export async function declareState(
  { clock, recordEvent }: Ground,
  tx: Tx,
  memberId: string,
  { status, reason = '', minutes, signsOut }: Declared,
): Promise<void> {
  const now = clock.now()
  const before = await tx
    .selectFrom('work_states')
    .select(['status', 'is_silent', 'reason', sql<boolean>`is_reached(work_states)`.as('is_reached')])
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .forUpdate()
    .executeTakeFirst()
  // Who never said that they work here need not say that they stop.
  if (signsOut && (before?.status ?? 'away') === 'away') return
  const until = status === 'break' && minutes ? new Date(now.getTime() + minutes * 60_000) : null
  const words = reason === '' ? null : reason
  await sql`
    insert into work_states (workspace_id, member_id, status, reason, since, until, idle_since, seen_at)
    values (${tx.workspaceId}, ${memberId}, ${status}, ${words}, ${now}, ${until}, ${now}, clock_timestamp())
    on conflict (workspace_id, member_id) do update set
      status = excluded.status, reason = excluded.reason, until = excluded.until, seen_at = excluded.seen_at,
      since = case when work_states.status = excluded.status and not work_states.is_silent then work_states.since else excluded.since end,
      -- Not by going on a break and coming back: only a day that begins counts anew.
      idle_since = case when work_states.status = 'away' then excluded.idle_since else work_states.idle_since end,
      is_silent = false, misses = 0, version = work_states.version + 1`.execute(tx)
  const isSame = before?.status === status && !before.is_silent && before.reason === words
  // Whoever was lost says nothing new of themselves; that they are there again is news all the same.
  if (isSame && until === null && before.is_reached) return
  if (!isSame || until !== null) await keep()
  await recordEvent(tx, {
    type: 'work_state.changed',
    actor: { kind: 'member', id: memberId },
    subject: { kind: 'member', id: memberId },
    data: { status },
  })

  function keep() {
    return tx
      .insertInto('work_state_changes')
      .values({
        workspace_id: tx.workspaceId,
        member_id: memberId,
        at: now,
        status,
        reason: words,
        cause: signsOut ? 'signed_out' : before?.is_silent ? 'returned' : 'declared',
      })
      .execute()
  }
}

/** Somebody works here no more: they are away. */
export async function leaveWork(ground: Ground, tx: Tx, memberId: string): Promise<void> {
  const now = ground.clock.now()
  const left = await tx
    .updateTable('work_states')
    .set({ status: 'away', since: now, until: null, reason: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .where('status', '<>', 'away')
    .executeTakeFirst()
  if (left.numUpdatedRows === 0n) return
  await tx
    .insertInto('work_state_changes')
    .values({ workspace_id: tx.workspaceId, member_id: memberId, at: now, status: 'away', cause: 'left' })
    .execute()
}

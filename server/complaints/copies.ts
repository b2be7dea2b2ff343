import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'

/**
 * How a request stands as a complaint, kept before the first other one becomes part of it: by this it is one again by
 * itself. Called once the copy is there.
 */
export async function keepBefore(
  tx: Tx,
  to: string,
  { complaint, row }: { complaint: string | null; row: unknown },
  now: Date,
): Promise<void> {
  await sql`
    update complaints set before_joining = jsonb_build_object('complaint', ${complaint}::text, 'at', ${now}::timestamptz,
      'row', ${row === null ? null : JSON.stringify(row)}::jsonb)
    where workspace_id = ${tx.workspaceId} and conversation_id = ${to} and before_joining is null`.execute(tx)
}

/** The dates of a complaint as they are now, for `keepBefore`; null where it is none. */
export async function datesOf(tx: Tx, id: string): Promise<unknown> {
  const { rows } = await sql<{ row: unknown }>`
    select to_jsonb(x) - 'before_joining' - 'words' as row from complaints x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id}`.execute(tx)
  return rows[0]?.row ?? null
}

/** What was said and done since an instant of the copy is said and done of what it was copied from. */
export async function takeOver(tx: Tx, from: string, to: string, since: Date): Promise<void> {
  await sql`
    update complaints o set
      settled_at = case when x.settled_at > ${since} then x.settled_at else o.settled_at end,
      settled_by = case when x.settled_at > ${since} then x.settled_by else o.settled_by end,
      cause_id = case when x.concluded_at > ${since} then x.cause_id else o.cause_id end,
      outcome = case when x.concluded_at > ${since} then x.outcome else o.outcome end,
      concluded_by = case when x.concluded_at > ${since} then x.concluded_by else o.concluded_by end,
      concluded_at = case when x.concluded_at > ${since} then x.concluded_at else o.concluded_at end,
      held_until = coalesce(x.held_until, o.held_until),
      acknowledged_at = coalesce(o.acknowledged_at, x.acknowledged_at),
      acknowledged_message_id = case when o.acknowledged_at is null then x.acknowledged_message_id else o.acknowledged_message_id end,
      acknowledge_warned_at = coalesce(o.acknowledge_warned_at, x.acknowledge_warned_at),
      acknowledge_missed_at = coalesce(o.acknowledge_missed_at, x.acknowledge_missed_at),
      answer_warned_at = coalesce(o.answer_warned_at, x.answer_warned_at),
      answer_missed_at = coalesce(o.answer_missed_at, x.answer_missed_at)
    from complaints x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${from}
      and o.workspace_id = x.workspace_id and o.conversation_id = ${to}`.execute(tx)
}

/** What was a copy of several is one of another; what was concluded of it since an instant stays. */
export async function becomeCopy(tx: Tx, from: string, to: string, since: Date): Promise<void> {
  await sql`
    update complaints x set
      message_id = o.message_id, words = o.words, rule_id = o.rule_id, proposed_by = o.proposed_by,
      proposed_at = o.proposed_at, sent_at = o.sent_at, settled_at = o.settled_at, settled_by = o.settled_by,
      acknowledge_by = o.acknowledge_by, acknowledged_at = o.acknowledged_at,
      acknowledged_message_id = o.acknowledged_message_id, answer_by = o.answer_by, held_until = o.held_until,
      acknowledge_warn_at = o.acknowledge_warn_at, acknowledge_warned_at = o.acknowledge_warned_at, acknowledge_missed_at = o.acknowledge_missed_at, answer_warn_at = o.answer_warn_at,
      answer_warned_at = o.answer_warned_at, answer_missed_at = o.answer_missed_at, first_sent_at = o.first_sent_at, first_message_id = o.first_message_id,
      cause_id = case when x.concluded_at > ${since} then x.cause_id else o.cause_id end,
      outcome = case when x.concluded_at > ${since} then x.outcome else o.outcome end,
      concluded_by = case when x.concluded_at > ${since} then x.concluded_by else o.concluded_by end,
      concluded_at = case when x.concluded_at > ${since} then x.concluded_at else o.concluded_at end
    from complaints o
    where o.workspace_id = ${tx.workspaceId} and o.conversation_id = ${from}
      and x.workspace_id = o.workspace_id and x.conversation_id = ${to}`.execute(tx)
}

/** Where there is one already, the earlier clocks count. */
export async function copyTo(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    insert into complaints (workspace_id, conversation_id, message_id, words, rule_id, proposed_by, proposed_at, sent_at,
      settled_at, settled_by, acknowledge_by, acknowledged_at, acknowledged_message_id, answer_by, answered_at, held_until,
      acknowledge_warn_at, acknowledge_warned_at, acknowledge_missed_at, answer_warn_at, answer_warned_at, answer_missed_at,
      cause_id, outcome, concluded_at, concluded_by, first_sent_at, first_message_id)
    select workspace_id, ${to}, message_id, words, rule_id, proposed_by, proposed_at, sent_at,
      settled_at, settled_by, acknowledge_by, acknowledged_at, acknowledged_message_id, answer_by, answered_at, held_until,
      acknowledge_warn_at, acknowledge_warned_at, acknowledge_missed_at, answer_warn_at, answer_warned_at, answer_missed_at,
      cause_id, outcome, concluded_at, concluded_by, first_sent_at, first_message_id
    from complaints where workspace_id = ${tx.workspaceId} and conversation_id = ${from}
    on conflict (workspace_id, conversation_id) do update set
      sent_at = least(complaints.sent_at, excluded.sent_at),
      acknowledge_by = least(complaints.acknowledge_by, excluded.acknowledge_by),
      first_message_id = case when excluded.first_sent_at < complaints.first_sent_at
        then excluded.first_message_id else complaints.first_message_id end,
      first_sent_at = least(complaints.first_sent_at, excluded.first_sent_at),
      answer_by = least(complaints.answer_by, excluded.answer_by),
      acknowledge_warn_at = least(complaints.acknowledge_warn_at, excluded.acknowledge_warn_at),
      answer_warn_at = least(complaints.answer_warn_at, excluded.answer_warn_at),
      acknowledged_at = case when excluded.sent_at < complaints.sent_at
        then excluded.acknowledged_at else complaints.acknowledged_at end,
      acknowledged_message_id = case when excluded.sent_at < complaints.sent_at
        then excluded.acknowledged_message_id else complaints.acknowledged_message_id end`.execute(tx)
}

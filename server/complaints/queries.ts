import { sql } from 'kysely'
import type { Complaint } from '#contract/complaints.ts'
import type { Tx } from '#server/platform/db.ts'
import { idOf } from '#server/platform/paging.ts'

interface ComplaintRow {
  conversation_id: string
  state: Complaint['state']
  message_id: string | null
  words: string[]
  rule: Complaint['rule']
  sent_at: Date
  acknowledge_by: Date | null
  acknowledged_at: Date | null
  answer_by: Date | null
  answered_at: Date | null
  held_until: string | null
  acts: Complaint['acts']
}

/** A complaint with everything that was said of it; null where nobody ever proposed one. */
export async function complaintOf(tx: Tx, conversationId: string): Promise<Complaint | null> {
  const { rows } = await sql<ComplaintRow>`
    select x.conversation_id, c.complaint as state, x.message_id, x.words, x.sent_at,
      case when r.id is not null then json_build_object('id', r.id, 'name', r.name) end as rule,
      x.acknowledge_by, x.acknowledged_at, x.answer_by, x.answered_at, x.held_until,
      coalesce((
        select json_agg(json_build_object('at', a.at, 'what', a.what, 'reason', a.reason,
          'by', case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end) order by a.at desc, a.id desc)
        from complaint_acts a
        left join members m on m.workspace_id = a.workspace_id and m.id = a.made_by
        where a.workspace_id = x.workspace_id and a.conversation_id = x.conversation_id
      ), '[]') as acts
    from complaints x
    join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
    left join rules r on r.workspace_id = x.workspace_id and r.id = x.rule_id
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${idOf(conversationId)}`.execute(tx)
  const [row] = rows
  if (!row) return null
  const iso = (date: Date | null) => date?.toISOString() ?? null
  return {
    conversationId: row.conversation_id,
    state: row.state,
    words: row.words,
    rule: row.rule,
    messageId: row.message_id,
    sentAt: row.sent_at.toISOString(),
    clocks:
      row.acknowledge_by && row.answer_by && row.state !== 'dismissed'
        ? {
            acknowledgeBy: row.acknowledge_by.toISOString(),
            acknowledgedAt: iso(row.acknowledged_at),
            answerBy: row.answer_by.toISOString(),
            answeredAt: iso(row.answered_at),
            heldUntil: row.held_until,
          }
        : null,
    acts: row.acts.map(act => ({ ...act, at: new Date(act.at).toISOString() })),
  }
}

/** A message by which a customer may complain: that one, or the first of what they ask now. */
export async function messageOf(
  tx: Tx,
  conversationId: string,
  messageId: string | undefined,
): Promise<{ id: string; at: Date } | undefined> {
  const { rows } = await sql<{ id: string; at: Date }>`
    select m.id, m.at from messages m
    join conversations c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = ${conversationId} and m.direction = 'in'
      and ${messageId ? sql`m.id = ${messageId}` : sql`m.episode_id = c.episode_id`}
    order by m.id
    limit 1`.execute(tx)
  return rows[0]
}

/** When a person first, or last, answered since an instant; what a machine wrote is no answer. */
export async function answeredSince(
  tx: Tx,
  conversationId: string,
  since: Date,
  which: 'first' | 'last',
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select ${sql.raw(which === 'first' ? 'min' : 'max')}(m.at) as at from messages m
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = ${conversationId} and m.direction = 'out'
      and m.automatic = 'none' and m.author_kind in ('member', 'api_key') and m.at >= ${since}
      and m.delivery_status is distinct from 'cancelled'`.execute(tx)
  return rows[0]!.at
}

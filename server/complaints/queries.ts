import { sql } from 'kysely'
import type { Complaint } from '#contract/complaints.ts'
import type { Tx } from '#server/platform/db.ts'
import { idOf } from '#server/platform/paging.ts'
import { mediationOf } from './clocks.ts'

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
  first_sent_at: Date | null
  conclusion: Complaint['conclusion']
}

/** What is said beside the row: whose mediator, and what time it is where the house is. */
export interface Beside {
  timeZone: string
  now: Date
  remedies: string | null
}

/** A complaint with everything that was said of it; null where nobody ever proposed one. */
export async function complaintOf(tx: Tx, conversationId: string, beside: Beside): Promise<Complaint | null> {
  const { rows } = await sql<ComplaintRow>`
    select x.conversation_id, c.complaint as state, x.message_id, x.words, x.sent_at,
      case when r.id is not null then json_build_object('id', r.id, 'name', r.name) end as rule,
      x.acknowledge_by, x.acknowledged_at, x.answer_by, x.answered_at, x.held_until,
      x.first_sent_at,
      case when k.id is not null then json_build_object('at', x.concluded_at, 'outcome', x.outcome,
        'cause', json_build_object('id', k.id, 'labelFr', k.label_fr, 'labelEn', k.label_en),
        'by', case when z.id is not null then json_build_object('id', z.id, 'name', z.name) end) end as conclusion,
      coalesce((
        select json_agg(json_build_object('at', a.at, 'what', a.what, 'reason', a.reason,
          'by', case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end) order by a.at desc, a.id desc)
        from complaint_acts a
        left join members m on m.workspace_id = a.workspace_id and m.id = a.made_by
        where a.workspace_id = x.workspace_id and a.conversation_id = x.conversation_id
      ), '[]') as acts
    from complaints x
    join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
    left join complaint_causes k on k.workspace_id = x.workspace_id and k.id = x.cause_id
    left join members z on z.workspace_id = x.workspace_id and z.id = x.concluded_by
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
    conclusion: row.conclusion && { ...row.conclusion, at: new Date(row.conclusion.at).toISOString() },
    mediation: row.state === 'confirmed' ? told(row, beside) : null,
    remedies: beside.remedies,
    acts: row.acts.map(act => ({ ...act, at: new Date(act.at).toISOString() })),
  }
}

function told({ sent_at, first_sent_at }: ComplaintRow, { timeZone, now }: Beside): Complaint['mediation'] {
  const times = { sentAt: sent_at, firstSentAt: first_sent_at ?? sent_at }
  const { opensAt, endsAt, isOutOfTime } = mediationOf(times, timeZone, now)
  return { opensAt: opensAt.toISOString(), endsAt: endsAt.toISOString(), isOutOfTime }
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

/** A message `m` that reached its customer, or may still: neither taken back nor lost. */
const isUnderway = sql`m.delivery_status is distinct from 'cancelled' and not m.metadata ? 'isLost'`

/** A message `m` that answers its customer: what a machine wrote, was taken back, was lost, or went to a third person answers nothing. */
export const isAnswer = sql`m.direction = 'out' and m.automatic = 'none' and not m.metadata ? 'forwards' and ${isUnderway}`

/** When a message `m` left: one that was lost and is sent again says nothing before that. */
const leftAt = sql<Date>`coalesce((m.metadata ->> 'sentAgainAt')::timestamptz, m.at)`

/** A message of ours that counts for a complaint, and since when. */
export interface Said {
  id: string
  at: Date
}

/** What a person first, or last, answered since an instant. */
export async function answeredSince(
  tx: Tx,
  conversationId: string,
  since: Date,
  which: 'first' | 'last',
): Promise<Said | undefined> {
  const { rows } = await sql<Said>`
    select m.id, ${leftAt} as at from messages m
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = ${conversationId} and ${isAnswer}
      and m.author_kind in ('member', 'api_key') and m.at >= ${since}
    order by 2 ${sql.raw(which === 'first' ? 'asc' : 'desc')}, m.id
    limit 1`.execute(tx)
  return rows[0]
}

/** When a message of ours left, wherever it is shown now; nothing where it was taken back or lost. */
export async function underwaySince(tx: Tx, messageId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`
    select ${leftAt} as at from messages m
    where m.workspace_id = ${tx.workspaceId} and m.id = ${messageId} and ${isUnderway}`.execute(tx)
  return rows[0]?.at
}

/** Until when the last holding letter that reached its customer, or may still, asks for patience; undefined where none was written. */
export async function heldSince(
  tx: Tx,
  conversationId: string,
  since: Date,
): Promise<{ until: string | null } | undefined> {
  const { rows } = await sql<{ until: string | null }>`
    select case when ${isUnderway} then m.metadata ->> 'heldUntil' end as until from messages m
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = ${conversationId} and m.at >= ${since}
      and m.metadata ? 'heldUntil'
    order by ${isUnderway} desc, m.id desc
    limit 1`.execute(tx)
  return rows[0]
}

/** Writes on conversations by when their complaints are due next, and how they stand with it: lists follow it. */
export async function showDue(tx: Tx, conversationIds: readonly string[], now: Date): Promise<void> {
  await sql`
    update conversations c set complaint_due_at = coalesce(d.at, '9999-12-31 00:00:00+00'),
      complaint_due_kind = d.kind, complaint_due_state = d.state, updated_at = ${now}
    from (
      select x.conversation_id,
        case when is_next_ack then x.acknowledge_by else x.answer_by end as at,
        case when is_next_ack then 'acknowledgement' when x.answer_by is not null then 'answer' end as kind,
        case when x.answer_by is null then null
          when coalesce(case when is_next_ack then x.acknowledge_missed_at else x.answer_missed_at end, 'infinity') <= ${now} then 'late'
          when coalesce(case when is_next_ack then x.acknowledge_warned_at else x.answer_warned_at end, 'infinity') <= ${now} then 'soon'
          else 'running' end as state
      from (
        select k.conversation_id, k.acknowledge_by, k.acknowledge_warned_at, k.acknowledge_missed_at, k.answer_warned_at,
          k.answer_missed_at, case when k.answered_at is null and g.complaint <> 'dismissed' then k.answer_by end as answer_by,
          k.answered_at is null and g.complaint <> 'dismissed' and k.acknowledge_by is not null
            and k.acknowledged_at is null as is_next_ack
        from complaints k
        join conversations g on g.workspace_id = k.workspace_id and g.id = k.conversation_id
        where k.workspace_id = ${tx.workspaceId} and k.conversation_id = any (${conversationIds}::uuid[])
      ) x
    ) d
    where c.workspace_id = ${tx.workspaceId} and c.id = d.conversation_id
      and (c.complaint_due_at, c.complaint_due_kind, c.complaint_due_state)
        is distinct from (coalesce(d.at, '9999-12-31 00:00:00+00'), d.kind, d.state)`.execute(tx)
}

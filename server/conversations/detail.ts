import { sql } from 'kysely'
import type { Conversation } from '#contract/conversations.ts'
import { type Actor, seesEverything } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { allowedActs, conversationFor, visibleTo } from './access.ts'
import { rowsByIds } from './queries.ts'
import { type AnswerDue, iso, toRow } from './rows.ts'

interface Extra {
  fields: Conversation['fields']
  linked: Conversation['linkedTo']
  episodes: {
    id: string
    number: number
    opened_at: string
    opened_by: 'contact' | 'member' | 'system'
    first_reply_at: string | null
    acknowledged_at: string | null
    closed_at: string | null
    closed_by: string | null
    closed_by_name: string | null
    closing_note: string | null
  }[]
  shared_with: { id: string; name: string }[]
  survey: { score: number | null; comment: string | null; sent_at: string; answered_at: string | null } | null
  recovery_id: string | null
}

/** One conversation whole, as someone may see it. */
export async function conversationDetail(
  tx: Tx,
  actor: Actor,
  id: string,
  answerDue: AnswerDue,
): Promise<Conversation> {
  await conversationFor(tx, actor, id)
  const [record] = await rowsByIds(tx, actor, [id])
  if (!record) throw new NotFound('conversation')
  const { rows } = await sql<Extra>`
    select c.fields,
      (select json_build_object('id', l.id, 'number', l.number, 'subject', l.subject, 'status', l.status)
        from conversations l where l.workspace_id = c.workspace_id and l.id = coalesce(c.joined_into, c.linked_to)) as linked,
      (select json_agg(json_build_object(
          'id', e.id, 'number', e.number, 'opened_at', e.opened_at, 'opened_by', e.opened_by,
          'first_reply_at', e.first_reply_at, 'acknowledged_at', e.acknowledged_at, 'closed_at', e.closed_at,
          'closed_by', e.closed_by, 'closed_by_name', m.name, 'closing_note', e.closing_note) order by e.number)
        from episodes e
        left join members m on m.workspace_id = e.workspace_id and m.id = e.closed_by
        where e.workspace_id = c.workspace_id and e.conversation_id = c.id) as episodes,
      coalesce((select json_agg(json_build_object('id', m.id, 'name', m.name) order by m.name)
        from conversation_shares s
        join members m on m.workspace_id = s.workspace_id and m.id = s.member_id
        where s.workspace_id = c.workspace_id and s.conversation_id = c.id), '[]') as shared_with,
      (select json_build_object('score', a.score, 'comment', a.comment, 'sent_at', i.sent_at, 'answered_at', a.answered_at)
        from survey_invitations i
        left join survey_answers a on a.workspace_id = i.workspace_id and a.invitation_id = i.id
        where i.workspace_id = c.workspace_id and i.conversation_id = c.id
        order by i.sent_at desc limit 1) as survey,
      (select r.id from recoveries r
        where r.workspace_id = c.workspace_id and r.conversation_id = c.id
        order by r.opened_at desc limit 1) as recovery_id
    from conversations c
    where c.workspace_id = ${tx.workspaceId} and c.id = ${id}`.execute(tx)
  const extra = rows[0]!
  return {
    ...toRow(record, answerDue),
    fields: extra.fields,
    linkedTo: extra.linked && (await sees(tx, actor, extra.linked.id)) ? extra.linked : null,
    episodes: extra.episodes.map(episode => ({
      id: episode.id,
      number: episode.number,
      openedAt: instant(episode.opened_at)!,
      openedBy: episode.opened_by,
      firstReplyAt: instant(episode.first_reply_at),
      acknowledgedAt: instant(episode.acknowledged_at),
      closedAt: instant(episode.closed_at),
      closedBy: episode.closed_by ? { id: episode.closed_by, name: episode.closed_by_name ?? '' } : null,
      closingNote: episode.closing_note,
    })),
    sharedWith: extra.shared_with,
    lastReadMessageId: record.last_read_message_id,
    survey: extra.survey && {
      score: extra.survey.score,
      comment: extra.survey.comment,
      sentAt: instant(extra.survey.sent_at)!,
      answeredAt: instant(extra.survey.answered_at),
    },
    // Recoveries are for people inside.
    recoveryId: seesEverything(actor) ? extra.recovery_id : null,
    allowed: allowedActs(actor),
  }
}

/** Its neighbour may be of a team, or of a sharing, that is not theirs. */
async function sees(tx: Tx, actor: Actor, id: string): Promise<boolean> {
  if (seesEverything(actor)) return true
  const row = await tx
    .selectFrom('conversations')
    .select('conversations.id')
    .where('conversations.workspace_id', '=', tx.workspaceId)
    .where('conversations.id', '=', id)
    .where(visibleTo(actor))
    .executeTakeFirst()
  return row !== undefined
}

/** JSON built by PostgreSQL writes its own offset; the API speaks UTC. */
const instant = (text: string | null) => (text === null ? null : iso(new Date(text)))

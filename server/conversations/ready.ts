import { sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import { type ConversationRecord, requireMessage } from './access.ts'
import type { Recipient } from './channel.ts'
import { isComplaint } from './labels.ts'
import type { WriteInput, WritingDeps } from './writing.ts'

type Asked = Pick<
  WriteInput,
  'text' | 'to' | 'channelId' | 'forwardMessageId' | 'seenMessageId' | 'sendAnyway'
>

/** Refuses a reply that may not leave as it is; says by which channel and to whom it would. */
export async function readyToLeave(
  { channels, cannedAnswers }: Pick<WritingDeps, 'channels' | 'cannedAnswers'>,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  input: Asked,
) {
  requireFilled(input.text)
  await refuseStale(tx, actor, conversation, input)
  const complains = conversation.complaint === 'confirmed' || (await isComplaint(tx, conversation.reason_id))
  if (!input.forwardMessageId && complains)
    await cannedAnswers.requireOwnWords(tx, actor, { conversationId: conversation.id, text: input.text })
  if (input.forwardMessageId) await requireMessage(tx, conversation.id, input.forwardMessageId)
  const { channelId, kind } = await channelFor(tx, conversation, input.channelId)
  const channel = channels.get(kind)
  const to: Recipient[] = channel.namesNobody
    ? []
    : input.to && input.to.length > 0
      ? input.to
      : (await channel.defaultRecipients(tx, conversation.id)).to
  if (to.length === 0 && !channel.namesNobody) throw new Invalid('conversation.no_recipient')
  return { channelId, kind, channel, to }
}

/** No customer reads a variable: what nothing filled is seen before it leaves. */
export function requireFilled(text: string): void {
  const name = /\{\{\s*[a-z_]+\.[a-z_]+\s*\}\}/.exec(text)?.[0]
  if (name) throw new Invalid('conversation.unfilled_variable', { name })
}

/** E48: an answer written on a view that is no longer true is refused once, with what arrived meanwhile. */
async function refuseStale(tx: Tx, actor: Actor, conversation: ConversationRecord, input: Asked) {
  if (!input.seenMessageId || input.sendAnyway) return
  const { rows } = await sql<{ arrived: number; answered_by: string | null }>`
    select count(*) as arrived,
      (array_agg(m.name order by x.id desc) filter (where x.direction = 'out'))[1] as answered_by
    from messages x
    left join members m on m.workspace_id = ${tx.workspaceId} and m.id = x.author_id
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${conversation.id} and x.id > ${input.seenMessageId}
      and x.direction in ('in', 'out') and x.delivery_status is distinct from 'cancelled'
      and (x.author_id is null or x.author_id <> ${actor.memberId ?? actor.id})`.execute(tx)
  const { arrived, answered_by } = rows[0]!
  if (arrived > 0)
    throw new Refused(answered_by ? 'conversation.answered_meanwhile' : 'conversation.stale', {
      count: arrived,
      name: answered_by,
    })
}

/** The channel asked for, else the one the conversation came by, else the first that can send. */
export async function channelFor(
  tx: Tx,
  conversation: Pick<ConversationRecord, 'channel_id'>,
  asked?: string,
) {
  const wanted = asked ?? conversation.channel_id
  const row = await tx
    .selectFrom('channels')
    .select(['id', 'kind', 'language', 'team_id'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('enabled', '=', true)
    .$if(wanted !== null && wanted !== undefined, query => query.orderBy(sql`id = ${wanted}`, 'desc'))
    // By chat only whoever writes by chat is reached.
    .orderBy(sql`kind = 'email'`, 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new Refused('conversation.no_channel')
  if (asked && row.id !== asked) throw new NotFound('channel')
  return { channelId: row.id, kind: row.kind, language: row.language, teamId: row.team_id }
}

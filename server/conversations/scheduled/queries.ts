import { sql } from 'kysely'
import type { z } from 'zod'
import type { ScheduledReply } from '#contract/scheduled-replies.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { sentenceOf } from '#server/platform/http/problems.ts'
import type { Language, Translate } from '#server/platform/i18n.ts'
import { type StoredAttachment, toAttachment } from '../attachments.ts'
import type { WriteInput } from '../writing.ts'

export type Scheduled = z.infer<typeof ScheduledReply>
export type HeldBecause = NonNullable<Scheduled['held']>['because']

/** What is written when it leaves. */
export type Body = Pick<
  WriteInput,
  | 'text'
  | 'html'
  | 'subject'
  | 'to'
  | 'cc'
  | 'bcc'
  | 'attachmentIds'
  | 'afterwards'
  | 'forwardMessageId'
  | 'cannedAnswerIds'
  | 'macro'
>

export interface ScheduledRecord {
  id: string
  conversation_id: string
  author_id: string
  author_name: string
  author_status: string
  channel_id: string
  channel_kind: string
  body: Body
  leaves_at: Date
  even_after_news: boolean
  because: HeldBecause | null
  held_code: string | null
  held_values: Record<string, unknown>
  told_at: Date | null
  created_at: Date
}

const columns = sql`r.id, r.conversation_id, r.author_id, m.name as author_name, m.status as author_status,
  r.channel_id, h.kind as channel_kind, r.body, r.leaves_at, r.even_after_news, r.held_code, r.held_values, r.told_at,
  r.created_at, reply_held_because(r) as because`
const joins = sql`
  join members m on m.workspace_id = r.workspace_id and m.id = r.author_id
  join channels h on h.workspace_id = r.workspace_id and h.id = r.channel_id`

/** The replies that leave a conversation later, the first one first. */
export async function scheduledIn(tx: Tx, conversationId: string): Promise<ScheduledRecord[]> {
  const { rows } = await sql<ScheduledRecord>`
    select ${columns} from scheduled_replies r ${joins}
    where r.workspace_id = ${tx.workspaceId} and r.conversation_id = ${conversationId}
    order by r.leaves_at, r.id`.execute(tx)
  return rows
}

/** One of them, locked: whoever moves, sends or drops it does so alone. The conversation is locked before. */
export async function scheduledToChange(
  tx: Tx,
  conversationId: string,
  id: string,
): Promise<ScheduledRecord | undefined> {
  const { rows } = await sql<ScheduledRecord>`
    select ${columns} from scheduled_replies r ${joins}
    where r.workspace_id = ${tx.workspaceId} and r.conversation_id = ${conversationId} and r.id = ${id}
    for update of r`.execute(tx)
  return rows[0]
}

/** The same, refusing what is not there. */
export async function requireScheduled(tx: Tx, conversationId: string, id: string): Promise<ScheduledRecord> {
  const record = await scheduledToChange(tx, conversationId, id)
  if (!record) throw new NotFound('scheduled_reply')
  return record
}

/** As the contract says them, with their files and the sentences of refusals. */
export async function toScheduled(
  tx: Tx,
  records: readonly ScheduledRecord[],
  { language, t }: { language: Language; t: Translate },
): Promise<Scheduled[]> {
  const files = await filesOf(tx, records)
  return records.map(record => {
    const { body } = record
    return {
      id: record.id,
      conversationId: record.conversation_id,
      author: { id: record.author_id, name: record.author_name },
      channel: record.channel_kind,
      channelId: record.channel_id,
      to: body.to ?? [],
      cc: body.cc,
      bcc: body.bcc,
      subject: body.subject ?? null,
      text: body.text,
      html: body.html ?? null,
      attachments: body.attachmentIds.flatMap(id => files.get(id) ?? []).map(toAttachment),
      afterwards: body.afterwards,
      leavesAt: record.leaves_at.toISOString(),
      evenAfterNews: record.even_after_news,
      held: record.because && {
        because: record.because,
        sentence: record.held_code && sentenceOf(record.held_code, record.held_values, language, t),
      },
      createdAt: record.created_at.toISOString(),
    }
  })
}

async function filesOf(tx: Tx, records: readonly ScheduledRecord[]) {
  const ids = records.flatMap(({ body }) => body.attachmentIds)
  const rows: StoredAttachment[] =
    ids.length === 0
      ? []
      : await tx
          .selectFrom('attachments')
          .selectAll()
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', 'in', ids)
          .execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** Notes on a row again when its first scheduled reply leaves. */
export async function refreshScheduled(tx: Tx, conversationId: string, now: Date): Promise<void> {
  await sql`
    update conversations c
    set scheduled_at = (
        select min(r.leaves_at) from scheduled_replies r
        where r.workspace_id = c.workspace_id and r.conversation_id = c.id
      ), version = c.version + 1, updated_at = ${now}
    where c.workspace_id = ${tx.workspaceId} and c.id = ${conversationId}`.execute(tx)
}

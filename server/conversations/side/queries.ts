import { sql } from 'kysely'
import type { SideConversation } from '#contract/side-conversations.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { toAttachment } from '../attachments.ts'
import type { Recipient } from '../channel.ts'
import { iso, named } from '../rows.ts'

export interface SideRecord {
  id: string
  conversation_id: string
  channel_id: string
  subject: string
  state: 'open' | 'closed'
  has_news: boolean
  opened_by: string | null
  opened_at: Date
  last_at: Date
}

interface MessageRecord {
  id: string
  side_id: string
  direction: 'in' | 'out'
  at: Date
  author_id: string | null
  author_name: string | null
  from_name: string | null
  from_address: string | null
  to_addresses: Recipient[]
  cc_addresses: Recipient[]
  text: string
  delivery_status: SideConversation['messages'][number]['deliveryStatus']
  delivery_error: string | null
  leaves_at: Date | null
  attachments:
    | { id: string; name: string; type: string; bytes: number; inline: boolean; content_id: string | null }[]
    | null
}

/** The side conversations of a conversation, the first opened first, each with its mails. */
export async function sidesOf(tx: Tx, conversationId: string, id?: string): Promise<SideConversation[]> {
  const { rows } = await sql<SideRecord & { opener: string | null }>`
    select s.*, m.name as opener
    from side_conversations s
    left join members m on m.workspace_id = s.workspace_id and m.id = s.opened_by
    where s.workspace_id = ${tx.workspaceId} and s.conversation_id = ${conversationId}
      and (${id ?? null}::uuid is null or s.id = ${id ?? null}::uuid)
    order by s.opened_at, s.id`.execute(tx)
  const messages = Map.groupBy(
    await messagesOf(
      tx,
      rows.map(row => row.id),
    ),
    row => row.side_id,
  )
  return rows.map(row => ({
    id: row.id,
    conversationId: row.conversation_id,
    subject: row.subject,
    state: row.state,
    hasNews: row.has_news,
    openedBy: named(row.opened_by, row.opener),
    openedAt: row.opened_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    messages: (messages.get(row.id) ?? []).map(toMessage),
  }))
}

/** One side conversation as the contract says it. */
export async function sideOf(tx: Tx, conversationId: string, id: string): Promise<SideConversation> {
  const [side] = await sidesOf(tx, conversationId, id)
  if (!side) throw new NotFound('side_conversation')
  return side
}

/** The row of a side conversation, held until the transaction ends. */
export async function lockSide(tx: Tx, conversationId: string, id: string): Promise<SideRecord> {
  const row = await tx
    .selectFrom('side_conversations')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', conversationId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new NotFound('side_conversation')
  return row as SideRecord // the check of the column holds the two states
}

/** True for an address (lower case) that we wrote to here, or that wrote to us: only they may answer. */
export async function takesPart(tx: Tx, sideId: string, address: string): Promise<boolean> {
  const wanted = address.toLowerCase()
  const { rows } = await sql`
    select from side_messages x
    where x.workspace_id = ${tx.workspaceId} and x.side_id = ${sideId}
      and x.delivery_status is distinct from 'cancelled'
      and (lower(x.from_address) = ${wanted}
        or exists (
          select from jsonb_array_elements(x.to_addresses || x.cc_addresses) a
          where lower(a ->> 'address') = ${wanted}))
    limit 1`.execute(tx)
  return rows.length > 0
}

async function messagesOf(tx: Tx, sideIds: string[]): Promise<MessageRecord[]> {
  if (sideIds.length === 0) return []
  const { rows } = await sql<MessageRecord>`
    select x.*, m.name as author_name,
      (select json_agg(json_build_object('id', a.id, 'name', a.name, 'type', a.type, 'bytes', a.bytes,
          'inline', a.inline, 'content_id', a.content_id) order by a.position, a.id)
        from attachments a where a.workspace_id = x.workspace_id and a.message_id = x.id) as attachments
    from side_messages x
    left join members m on m.workspace_id = x.workspace_id and m.id = x.author_id
    where x.workspace_id = ${tx.workspaceId} and x.side_id = any (${sideIds}::uuid[])
      and x.delivery_status is distinct from 'cancelled'
    order by x.id`.execute(tx)
  return rows
}

const toMessage = (row: MessageRecord): SideConversation['messages'][number] => ({
  id: row.id,
  direction: row.direction,
  at: row.at.toISOString(),
  author: named(row.author_id, row.author_name),
  from: row.from_address ? { name: row.from_name ?? '', address: row.from_address } : null,
  to: row.to_addresses,
  cc: row.cc_addresses,
  text: row.text,
  attachments: (row.attachments ?? []).map(toAttachment),
  deliveryStatus: row.delivery_status,
  deliveryError: row.delivery_error,
  leavesAt: iso(row.leaves_at),
})

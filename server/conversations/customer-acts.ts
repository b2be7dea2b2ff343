import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { lockThread } from './access.ts'
import { startEpisode } from './episodes.ts'
import { type Promised, type PromisedFacts, promisedFacts } from './promised.ts'
import { settle } from './settling.ts'
import { after, standingColumns, standingOf } from './standing.ts'

/** The customer says that their request is settled; false when it was closed already. */
export async function closeByCustomer(ground: Ground, tx: Tx, id: string): Promise<boolean> {
  const conversation = await lockThread(tx, id)
  if (!conversation || conversation.status === 'closed') return false
  await settle(ground, tx, conversation, { kind: 'contact', id: conversation.contact_id })
  return true
}

/** The customer says that their request is not settled after all; false when it is open already. */
export async function reopenByCustomer(ground: Ground, tx: Tx, id: string): Promise<boolean> {
  const conversation = await lockThread(tx, id)
  if (conversation?.status !== 'closed') return false
  const now = ground.clock.now()
  const actor = { kind: 'contact', id: conversation.contact_id } as const
  const started = await startEpisode(ground, tx, conversation, { by: 'contact', actor })
  const reopened = after(standingOf({ ...conversation, ...started }), { kind: 'reopened' })
  await tx
    .updateTable('conversations')
    .set(eb => ({
      ...started,
      // Whoever reopens waits for an answer again.
      ...standingColumns(after(reopened, { kind: 'came', at: now })),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  return true
}

/** A request as the customer who made it may see it. */
export interface RequestView {
  id: string
  number: number
  subject: string
  status: string
  waitingSince: Date | null
  /** What a promise to them may depend on; null where they wait for nothing. */
  promised: Promised | null
  closedAt: Date | null
  channel: { id: string | null; kind: string; language: 'fr' | 'en'; teamId: string | null }
  messages: RequestMessage[]
}

export interface RequestMessage {
  id: string
  direction: 'in' | 'out'
  at: Date
  authorName: string | null
  text: string
  language: string | null
  files: { id: string; name: string; bytes: number }[]
}

/**
 * What passed between a customer and the house: what they wrote from any of their addresses, and what left for one of
 * them. Notes, forwards, words of third persons and replies that may still be taken back are not theirs to see.
 */
export async function requestView(
  tx: Tx,
  { conversationId, contactId, now }: { conversationId: string; contactId: string; now: Date },
): Promise<RequestView | undefined> {
  const { rows: found } = await sql<
    Omit<RequestView, 'messages' | 'promised'> & { promised: PromisedFacts | null }
  >`
    select c.id, c.number::int as number, c.subject, c.status, c.waiting_since as "waitingSince",
      c.closed_at as "closedAt", ${promisedFacts} as promised,
      json_build_object('id', c.channel_id, 'kind', c.channel_kind, 'language', coalesce(h.language, 'fr'),
        'teamId', c.team_id) as channel
    from conversations c
    left join channels h on h.workspace_id = c.workspace_id and h.id = c.channel_id
    where c.workspace_id = ${tx.workspaceId} and c.id = (select thread_of(${tx.workspaceId}, ${conversationId}))
      and c.contact_id = ${contactId}`.execute(tx)
  const [view] = found
  if (!view) return undefined
  const { rows: messages } = await sql<RequestMessage>`
    with mine as (
      select id, kind, lower(value) as value from identities
      where workspace_id = ${tx.workspaceId} and contact_id = ${contactId}
    )
    select m.id, m.direction, m.at, m.text, m.language,
      case when m.author_kind = 'member' then split_part(w.name, ' ', 1) end as "authorName",
      coalesce((
        select json_agg(json_build_object('id', a.id, 'name', a.name, 'bytes', a.bytes) order by a.position)
        from attachments a
        where a.workspace_id = m.workspace_id and a.message_id = m.id and not a.inline
      ), '[]'::json) as files
    from messages m
    left join members w on w.workspace_id = m.workspace_id and w.id = m.author_id and m.author_kind = 'member'
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = ${view.id}
      and m.automatic in ('none', 'list')
      and (
        (m.direction = 'in' and m.identity_id in (select id from mine))
        or (
          m.direction = 'out' and m.delivery_status is distinct from 'cancelled'
          and (m.leaves_at is null or m.leaves_at <= ${now})
          and not m.metadata ? 'forwards'
          and (
            (m.channel_kind = 'chat' and m.identity_id in (select id from mine))
            or exists (
              select from jsonb_array_elements(m.to_addresses || m.cc_addresses) a
              where lower(a ->> 'address') in (select value from mine where kind = 'email')
            )
          )
        )
      )
    order by m.at, m.id
    limit 500`.execute(tx)
  const { waitingSince, promised } = view
  return {
    ...view,
    promised: waitingSince && promised && { ...promised, since: waitingSince },
    messages,
  }
}

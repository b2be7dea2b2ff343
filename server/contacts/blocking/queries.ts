import { sql } from 'kysely'
import type { BlockedSender } from '#contract/blocked-senders.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { decodeCursor, idOf, momentOf, toPage } from '#server/platform/paging.ts'

interface BlockedRow {
  id: string
  kind: BlockedSender['kind']
  value: string
  shown: string
  reason: string
  at: Date
  at_text: string
  by: BlockedSender['by']
  conversation: BlockedSender['conversation']
  contact: BlockedSender['contact']
  stopped: number
  last_stopped_at: Date | null
}

/** Who is blocked, the latest first; a search finds a part of an address, a domain, a name or a reason. */
export async function listBlocked(
  tx: Tx,
  { q, cursor, limit }: { q?: string | undefined; cursor?: string | undefined; limit: number },
) {
  const after = cursor ? decodeCursor(cursor, 2) : undefined
  const rows = await blockedRows(tx, {
    words: (q ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    after: after && { at: momentOf(after[0]!), id: idOf(after[1]!) },
    limit: limit + 1,
  })
  return toPage(rows, limit, row => [row.at_text, row.id], toBlocked)
}

/** One line of the list, or NotFound. */
export async function blockedById(tx: Tx, id: string): Promise<BlockedSender> {
  const [row] = await blockedRows(tx, { id, words: [], limit: 1 })
  if (!row) throw new NotFound('blocked_sender')
  return toBlocked(row)
}

async function blockedRows(
  tx: Tx,
  {
    id,
    words,
    after,
    limit,
  }: { id?: string; words: string[]; after?: { at: string; id: string } | undefined; limit: number },
): Promise<BlockedRow[]> {
  const patterns = words.map(word => `%${word.replaceAll(/[\\%_]/g, found => `\\${found}`)}%`)
  const { rows } = await sql<BlockedRow>`
    with blocked as (
      select id, kind, value, shown, reason, blocked_by, blocked_at, conversation_id
      from blocked_senders
      where workspace_id = ${tx.workspaceId}
      union all
      -- A person is blocked on their card; who did it, their history tells.
      select id, 'person', name, name, '', null, blocked_at, null
      from contacts
      where workspace_id = ${tx.workspaceId} and blocked_at is not null and merged_into is null and erased_at is null
    ), shown as (
      select b.*, p.id as contact_id, p.name as contact_name
      from blocked b
      left join identities i on i.workspace_id = ${tx.workspaceId} and i.kind = b.kind and i.value = b.value
      left join contacts p on p.workspace_id = ${tx.workspaceId}
        and p.id = case when b.kind = 'person' then b.id else i.contact_id end
    ), page as (
      select * from shown
      where not exists (
          select from unnest(${patterns}::text[]) as wanted
          where lower(concat_ws(' ', value, shown, reason, contact_name)) not like wanted)
        and ${id ? sql`id = ${id}` : sql`true`}
        and ${after ? sql`(blocked_at, id) < (${after.at}, ${after.id})` : sql`true`}
      order by blocked_at desc, id desc
      limit ${limit}
    )
    select page.id, page.kind, page.value, page.shown, page.reason, page.blocked_at as at,
      to_char(page.blocked_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at_text,
      (select json_build_object('id', m.id, 'name', m.name) from members m
        where m.workspace_id = ${tx.workspaceId} and m.id = coalesce(page.blocked_by, told.by)) as by,
      (select json_build_object('id', c.id, 'number', c.number) from conversations c
        where c.workspace_id = ${tx.workspaceId} and c.id = page.conversation_id) as conversation,
      case when page.contact_id is not null
        then json_build_object('id', page.contact_id, 'name', page.contact_name) end as contact,
      halted.n as stopped, halted.last as last_stopped_at
    from page
    left join lateral (
      select coalesce(k.member_id, e.actor_id) as by from events e
      left join api_keys k on k.workspace_id = e.workspace_id and k.id = e.actor_id
      where page.kind = 'person' and e.workspace_id = ${tx.workspaceId} and e.subject_id = page.id
        and e.type = 'contact.blocked'
      order by e.id desc
      limit 1
    ) told on true
    cross join lateral (
      select count(*)::int as n, max(s.at) as last from stopped_messages s
      where s.workspace_id = ${tx.workspaceId} and s.blocked_id = page.id and s.at >= page.blocked_at
    ) halted
    order by page.blocked_at desc, page.id desc`.execute(tx)
  return rows
}

const toBlocked = ({ at_text: _, last_stopped_at, at, ...row }: BlockedRow): BlockedSender => ({
  ...row,
  at: at.toISOString(),
  lastStoppedAt: last_stopped_at?.toISOString() ?? null,
})

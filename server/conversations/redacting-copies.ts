import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { HiddenWords } from './hidden-words.ts'

interface Where {
  /** The conversation and those of its family. */
  ids: string[]
  /** The messages that said the words. */
  messageIds: string[]
  since: Date
  hidden: HiddenWords
}

/** A text or JSON column of a table that repeats what messages say, and which of its rows `t` do. */
const places = (tx: Tx, { ids, messageIds, since, hidden }: Where) => {
  const ofThem = sql`t.conversation_id = any (${ids}::uuid[])`
  const ofSides = sql`t.side_id in (select s.id from side_conversations s
    where s.workspace_id = ${tx.workspaceId} and s.conversation_id = any (${ids}::uuid[]))`
  // A notice to the team says a few words of a message, and not of which.
  const sent = sql`t.created_at >= ${since} and (${ofThem} or t.message_id = any (${messageIds}::uuid[])
    or (t.conversation_id is null and position(lower(${hidden.longest}) in lower(t.subject || t.mail::text)) > 0))`
  return [
    {
      table: 'conversations',
      key: 'id',
      columns: ['subject', 'preview', 'fields'],
      rows: sql`t.id = any (${ids}::uuid[])`,
    },
    { table: 'episodes', key: 'id', columns: ['closing_note'], rows: ofThem },
    { table: 'side_conversations', key: 'id', columns: ['subject'], rows: ofThem },
    { table: 'side_messages', key: 'id', columns: ['text'], rows: ofSides },
    { table: 'redactions', key: 'id', columns: ['reason'], rows: ofThem },
    { table: 'scheduled_replies', key: 'id', columns: ['body'], rows: ofThem },
    { table: 'deliveries', key: 'id', columns: ['subject', 'mail', 'last_error'], rows: sent },
    { table: 'receipts', key: 'id', columns: ['detail', 'envelope'], rows: ofThem },
    {
      table: 'event_details',
      key: 'event_id',
      columns: ['data'],
      rows: sql`t.event_id in (select e.id from events e
        where e.workspace_id = ${tx.workspaceId} and e.conversation_id = any (${ids}::uuid[]))`,
    },
    {
      table: 'webhook_deliveries',
      key: 'event_id',
      columns: ['attempts'],
      rows: sql`t.lane = any (${ids}::uuid[])`,
    },
  ]
}

/** Takes words out of all that repeats messages; gives the names of mails kept whole, to be deleted after the commit. */
export async function takeOutOfCopies(tx: Tx, where: Where): Promise<string[]> {
  for (const { table, key, columns, rows } of places(tx, where))
    await rewriteRows(tx, { table, key, columns, rows }, where.hidden)
  await rewriteDrafts(tx, where)
  // An answer kept for a retry may be any of theirs: retried, it is simply refused as done.
  await sql`
    delete from idempotency_keys t
    where t.workspace_id = ${tx.workspaceId}
      and t.body::text like any (${[...where.ids, ...where.messageIds].map(id => `%${id}%`)}::text[])`.execute(
    tx,
  )
  const { rows } = await sql<{ kept: string | null }>`
    with held as (
      select r.id, r.raw_sha256 from receipts r
      where r.workspace_id = ${tx.workspaceId} and (r.raw is not null or r.raw_sha256 is not null)
        and (r.message_id = any (${where.messageIds}::uuid[])
          or (r.message_id is null and r.conversation_id = any (${where.ids}::uuid[])))
      for update
    )
    update receipts r set raw = null, raw_sha256 = null from held h
    where r.workspace_id = ${tx.workspaceId} and r.id = h.id
    returning case when h.raw_sha256 is not null then 'raw/' || h.id end as kept`.execute(tx)
  return rows.flatMap(({ kept }) => kept ?? [])
}

async function rewriteRows(
  tx: Tx,
  { table, key, columns, rows: which }: ReturnType<typeof places>[number],
  hidden: HiddenWords,
) {
  const { rows } = await sql<Record<string, unknown>>`
    select t.${sql.ref(key)} as key, ${sql.join(columns.map(column => sql`t.${sql.ref(column)}`))}
    from ${sql.table(table)} t where t.workspace_id = ${tx.workspaceId} and ${which}`.execute(tx)
  for (const row of rows) {
    const changed = columns.flatMap(column => {
      const before = row[column]
      const after = hidden.value(before)
      if (JSON.stringify(before) === JSON.stringify(after)) return []
      return sql`${sql.ref(column)} = ${typeof after === 'string' ? after : JSON.stringify(after)}`
    })
    if (changed.length > 0)
      await sql`
        update ${sql.table(table)} t set ${sql.join(changed)}
        where t.workspace_id = ${tx.workspaceId} and t.${sql.ref(key)} = ${row.key}`.execute(tx)
  }
}

async function rewriteDrafts(tx: Tx, { ids, hidden }: Where) {
  const drafts = await tx
    .selectFrom('drafts')
    .select(['member_id', 'conversation_id', 'kind', 'body'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', 'in', ids)
    .execute()
  for (const draft of drafts) {
    const body = JSON.stringify(hidden.value(draft.body))
    if (body === JSON.stringify(draft.body)) continue
    await tx
      .updateTable('drafts')
      .set({ body })
      .where('workspace_id', '=', tx.workspaceId)
      .where('member_id', '=', draft.member_id)
      .where('conversation_id', '=', draft.conversation_id)
      .where('kind', '=', draft.kind)
      .execute()
  }
}

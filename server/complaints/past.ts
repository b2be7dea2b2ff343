import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { wordsOfComplaint } from './words.ts'

/** Proposes the complaints that wait in open requests since a day, as if they had been read then: for a house that starts with a past. */
export async function proposePast(tx: Tx, since: Date): Promise<void> {
  const { rows } = await sql<{
    id: string
    message_id: string
    at: Date
    subject: string
    text: string
    is_said: boolean
  }>`
    select distinct on (c.id) c.id, m.id as message_id, m.at, coalesce(m.subject, '') as subject, m.text,
      coalesce(r.is_complaint or family.is_complaint, false) as is_said
    from conversations c
    left join reasons r on r.workspace_id = c.workspace_id and r.id = c.reason_id
    left join reasons family on family.workspace_id = c.workspace_id and family.id = r.parent_id
    join messages m on m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.episode_id = c.episode_id
    where c.workspace_id = ${tx.workspaceId} and c.status in ('new', 'open') and not c.is_spam
      and c.joined_into is null and m.direction = 'in' and m.automatic = 'none' and m.at >= ${since}
    order by c.id, m.id`.execute(tx)
  for (const row of rows) {
    const words = wordsOfComplaint(row)
    if (words.length === 0 && !row.is_said) continue
    await sql`
      insert into complaints (workspace_id, conversation_id, message_id, words, proposed_at, sent_at, first_sent_at, first_message_id)
      values (${tx.workspaceId}, ${row.id}, ${row.message_id}, ${words}, ${row.at}, ${row.at}, ${row.at}, ${row.message_id})`.execute(
      tx,
    )
    await sql`
      insert into complaint_acts (workspace_id, id, conversation_id, at, what)
      values (${tx.workspaceId}, gen_random_uuid(), ${row.id}, ${row.at}, 'proposed')`.execute(tx)
    await sql`
      update conversations set complaint = 'proposed'
      where workspace_id = ${tx.workspaceId} and id = ${row.id}`.execute(tx)
  }
}

import { sql } from 'kysely'
import type { SensitiveNote } from '#contract/privacy.ts'
import { sensitiveIn } from '#server/knowledge/index.ts'
import type { Tx } from '#server/platform/db.ts'

/** Notes read for one page: what is found among them is the page, however short. */
const readAtOnce = 2_000

interface NoteRow {
  id: string
  conversation_id: string
  number: number
  at: Date
  author_id: string | null
  author: string | null
  text: string
}

/**
 * DAT-7: goes through notes backwards and keeps those that may hold what they should not. `next` is the last note looked
 * at while there are others; what was redacted is found no more.
 */
export async function sensitiveNotes(
  tx: Tx,
  { from, before, limit }: { from: string; before: string | undefined; limit: number },
): Promise<{ items: SensitiveNote[]; next: string | null }> {
  const { rows } = await sql<NoteRow>`
    select m.id, m.conversation_id, c.number, m.at, m.author_id, who.name as author, m.text
    from messages m
    join conversations c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    left join members who on who.workspace_id = m.workspace_id and who.id = m.author_id
    where m.workspace_id = ${tx.workspaceId} and m.direction = 'note'
      and m.id >= first_id_at(${from}::timestamptz)
      ${before ? sql`and m.id < ${before}` : sql``}
    order by m.id desc
    limit ${readAtOnce}`.execute(tx)
  const items: SensitiveNote[] = []
  for (const row of rows) {
    const kinds = [...new Set(sensitiveIn(row.text).map(({ kind }) => kind))]
    if (kinds.length === 0) continue
    items.push({
      messageId: row.id,
      conversation: { id: row.conversation_id, number: row.number },
      at: row.at.toISOString(),
      author: row.author_id ? { id: row.author_id, name: row.author ?? '' } : null,
      kinds,
    })
    if (items.length === limit) return { items, next: row.id }
  }
  return { items, next: rows.length === readAtOnce ? rows.at(-1)!.id : null }
}

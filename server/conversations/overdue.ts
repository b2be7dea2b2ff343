import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { AnswerDue } from './rows.ts'

const batch = 500

/** Customers who wait, of conversations `c`: the words of the index conversations_waiting. */
const waits = sql`c.waiting_since is not null and c.status in ('new', 'open', 'on_hold') and not c.is_spam
  and c.overdue_told_for is distinct from c.waiting_since`

/**
 * E33: tells, once for each wait, that a customer was not answered in the promised time: an event in the feed, from which
 * desks alert whoever has the conversation.
 */
export async function tellOverdue(ground: Ground, answerDue: (tx: Tx) => Promise<AnswerDue>): Promise<void> {
  const now = ground.clock.now()
  const { rows } = await sql<{ id: string }>`
    select w.id from workspaces w
    where exists (
      select from conversations c where c.workspace_id = w.id and c.waiting_since < ${now} and ${waits}
    )`.execute(ground.db.system)
  for (const { id } of rows)
    while (await ground.db.inWorkspace(id, async tx => tellBatch(ground, tx, await answerDue(tx), now)));
}

/** Tells of the longest waits first; true when there may be more. */
async function tellBatch(ground: Ground, tx: Tx, answerDue: AnswerDue, now: Date): Promise<boolean> {
  const { rows } = await sql<{
    id: string
    contact_id: string
    assignee_id: string | null
    team_id: string | null
    waiting_since: Date
  }>`
    select c.id, c.contact_id, c.assignee_id, c.team_id, c.waiting_since
    from conversations c
    where c.workspace_id = ${tx.workspaceId} and ${waits}
    order by c.waiting_since, c.id
    limit ${batch}
    for update skip locked`.execute(tx)
  const late = rows.flatMap(row => {
    const dueAt = answerDue(row.waiting_since)
    return dueAt && dueAt < now ? [{ ...row, dueAt }] : []
  })
  if (late.length === 0) return false
  await tx
    .updateTable('conversations')
    .set(eb => ({ overdue_told_for: eb.ref('waiting_since') }))
    .where('workspace_id', '=', tx.workspaceId)
    .where(
      'id',
      'in',
      late.map(row => row.id),
    )
    .execute()
  for (const row of late)
    await ground.recordEvent(tx, {
      type: 'conversation.overdue',
      actor: system,
      subject: { kind: 'conversation', id: row.id },
      conversationId: row.id,
      contactId: row.contact_id,
      data: { assigneeId: row.assignee_id, teamId: row.team_id, dueAt: row.dueAt.toISOString() },
    })
  // Who waits less long is due later: a batch with one in time is the last.
  return late.length === batch
}

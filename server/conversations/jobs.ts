import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { timeOfId } from '#server/platform/ids.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { createPartitions } from '#server/platform/partitions.ts'
import { departures } from './departures.ts'
import { dropRedacted } from './redacting.ts'
import { sendDue } from './scheduled/leaving.ts'
import type { WritingDeps } from './writing.ts'

/** What conversations do by the clock. */
export function conversationChores(writing: WritingDeps): Chores {
  const { ground } = writing
  return {
    jobs: [dropRedacted(ground)],
    subscribers: [departures(ground)],
    timers: [
      { name: 'conversations.scheduled', pattern: '* * * * *', run: () => sendDue(writing) },
      { name: 'conversations.wake', pattern: '* * * * *', run: () => wakeDue(ground) },
      { name: 'conversations.vocabulary', pattern: '* * * * *', run: () => learnWords(ground) },
      {
        name: 'platform.partitions',
        pattern: '17 2 * * *',
        run: () => createPartitions(ground.db.system, ground.clock.now()),
      },
    ],
  }
}

/** Snoozed conversations whose hour has come are open again, or new as before. */
export async function wakeDue(ground: Ground): Promise<void> {
  for (;;) {
    const due = await ground.db.system
      .selectFrom('conversations')
      .select(['workspace_id', 'id'])
      .where('status', '=', 'snoozed')
      .where('snoozed_until', '<=', ground.clock.now())
      // What rests for a scheduled reply is woken by it.
      .where(eb => eb('snoozed_until', 'is distinct from', eb.ref('scheduled_at')))
      .limit(batch)
      .execute()
    for (const { workspace_id, id } of due)
      await ground.db.inWorkspace(workspace_id, tx => wakeOne(ground, tx, id))
    if (due.length < batch) return
  }
}

const batch = 500

async function wakeOne(ground: Ground, tx: Tx, id: string) {
  const now = ground.clock.now()
  const woken = await tx
    .updateTable('conversations')
    .set(eb => ({
      status: sql<
        'new' | 'open'
      >`case when is_snoozed_new and assignee_id is null then 'new' else 'open' end`,
      ...{ snoozed_until: null, is_snoozed_new: false },
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('status', '=', 'snoozed')
    .where('snoozed_until', '<=', now)
    .returning(['contact_id', 'assignee_id', 'team_id'])
    .executeTakeFirst()
  if (!woken) return
  await ground.recordEvent(tx, {
    type: 'conversation.woken',
    actor: system,
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId: woken.contact_id,
    data: { assigneeId: woken.assignee_id, teamId: woken.team_id },
  })
}

/** Messages younger than this may still be in a transaction under way: their turn comes next time. */
const settledMs = 10_000
/** So much of a busy company at once: a few hundred thousand words. */
const stretchMs = 3_600_000

/**
 * Keeps the words that messages brought since the last time: what typing mistakes are corrected from. One node at a time
 * reads on from where words were learnt to, however long nobody did. Numbers and addresses are not words.
 */
export async function learnWords(ground: Ground): Promise<void> {
  const until = ground.clock.now().getTime() - settledMs
  for (let isDone = false; !isDone; )
    isDone = await ground.db.systemTransaction(async tx => {
      const { rows } = await sql<{ learnt_to: string }>`
        select learnt_to from vocabulary_progress for update skip locked`.execute(tx)
      const from = rows[0]?.learnt_to
      if (!from || timeOfId(from) >= until) return true
      const to = new Date(Math.min(timeOfId(from) + stretchMs, until))
      await sql`
        insert into vocabulary (workspace_id, word)
        select distinct s.workspace_id, w.lexeme
        from message_search s, unnest(s.tsv) as w (lexeme, positions, weights)
        where s.message_id >= ${from}::uuid and s.message_id < first_id_at(${to})
          and length(w.lexeme) between 4 and 40 and w.lexeme ~ '^[[:alpha:]]+$'
        on conflict do nothing`.execute(tx)
      await sql`update vocabulary_progress set learnt_to = first_id_at(${to})`.execute(tx)
      return to.getTime() >= until
    })
}

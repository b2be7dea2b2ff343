import { sql } from 'kysely'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Chores } from '#server/platform/jobs.ts'
import { createPartitions } from '#server/platform/partitions.ts'
import { departures } from './departures.ts'

/** What conversations do by the clock. */
export function conversationChores(ground: Ground): Chores {
  return {
    jobs: [],
    subscribers: [departures(ground)],
    timers: [
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

/** Snoozed conversations whose hour has come are open again. */
export async function wakeDue(ground: Ground): Promise<void> {
  const now = ground.clock.now()
  const due = await ground.db.system
    .selectFrom('conversations')
    .select(['workspace_id', 'id'])
    .where('status', '=', 'snoozed')
    .where('snoozed_until', '<=', now)
    .limit(1000)
    .execute()
  for (const { workspace_id, id } of due)
    await ground.db.inWorkspace(workspace_id, async tx => {
      const woken = await tx
        .updateTable('conversations')
        .set(eb => ({ status: 'open', snoozed_until: null, version: eb('version', '+', 1), updated_at: now }))
        .where('workspace_id', '=', workspace_id)
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
    })
}

/** Keeps the words that messages of the last two minutes brought: what typing mistakes are corrected from. */
export async function learnWords(ground: Ground, minutes = 2): Promise<void> {
  const since = new Date(ground.clock.now().getTime() - minutes * 60_000)
  await sql`
    insert into vocabulary (workspace_id, word)
    select distinct s.workspace_id, w.lexeme
    from message_search s, unnest(s.tsv) as w (lexeme, positions, weights)
    where s.message_id >= first_id_at(${since}) and length(w.lexeme) between 4 and 40
    on conflict do nothing`.execute(ground.db.system)
}

import { sql } from 'kysely'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { conversationFor, requireAct } from './access.ts'
import { restoreAggregates } from './writing.ts'

/** "Same request": the messages of a linked conversation join the one before, which goes on. Undone by separate(). */
export async function join(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<string> {
  requireAct(actor, 'edit')
  const later = await conversationFor(tx, actor, id, { lock: true })
  if (!later.linked_to || later.joined_into) throw new Refused('conversation.nothing_to_join')
  const earlier = await conversationFor(tx, actor, later.linked_to, { lock: true })
  if (earlier.contact_id !== later.contact_id) throw new Refused('conversation.other_person')
  const now = ground.clock.now()
  await sql`
    update messages set conversation_id = ${earlier.id}, episode_id = ${earlier.episode_id},
      metadata = metadata || jsonb_build_object('joinedFrom', ${later.id}::text, 'joinedEpisode', episode_id)
    where workspace_id = ${tx.workspaceId} and conversation_id = ${later.id}`.execute(tx)
  await follow(tx, later.id, earlier.id)
  await tx
    .updateTable('conversations')
    .set({ joined_into: earlier.id, status: 'closed', closed_at: now, waiting_since: null, updated_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', later.id)
    .execute()
  await restoreAggregates(tx, earlier.id, now, {
    status: 'open',
    waiting_since: earlier.waiting_since ?? later.waiting_since,
    assignee_id: earlier.assignee_id ?? later.assignee_id,
  })
  if (earlier.status === 'closed') await reopenQuietly(tx, earlier.id, earlier.episode_id)
  await ground.recordEvent(tx, {
    type: 'conversation.joined',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: later.id },
    conversationId: earlier.id,
    contactId: earlier.contact_id,
    data: {
      joinedId: later.id,
      before: {
        status: later.status,
        waitingSince: later.waiting_since,
        earlierStatus: earlier.status,
        earlierWaitingSince: earlier.waiting_since,
      },
      assigneeId: earlier.assignee_id,
      teamId: earlier.team_id,
    },
  })
  return earlier.id
}

/** Undoes "same request": the messages that came with it go back, later ones stay where they were written. */
export async function separate(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<string> {
  requireAct(actor, 'edit')
  const later = await conversationFor(tx, actor, id, { lock: true })
  if (!later.joined_into) throw new Refused('conversation.not_joined')
  const earlier = await conversationFor(tx, actor, later.joined_into, { lock: true })
  const now = ground.clock.now()
  const { rows } = await sql<{ before: JoinMemory }>`
    select data -> 'before' as before from events
    where workspace_id = ${tx.workspaceId} and subject_id = ${later.id} and type = 'conversation.joined'
    order by id desc limit 1`.execute(tx)
  const { before } = rows[0]!
  await sql`
    update messages set conversation_id = ${later.id}, episode_id = (metadata ->> 'joinedEpisode')::uuid,
      metadata = metadata - 'joinedFrom' - 'joinedEpisode'
    where workspace_id = ${tx.workspaceId} and conversation_id = ${earlier.id} and metadata ->> 'joinedFrom' = ${later.id}`.execute(
    tx,
  )
  await sql`
    update message_search s set conversation_id = x.conversation_id
    from messages x
    where s.workspace_id = ${tx.workspaceId} and x.workspace_id = s.workspace_id and x.id = s.message_id
      and x.conversation_id = ${later.id}`.execute(tx)
  await sql`
    update message_keys k set conversation_id = x.conversation_id
    from messages x
    where k.workspace_id = ${tx.workspaceId} and x.workspace_id = k.workspace_id and x.id = k.message_id
      and x.conversation_id = ${later.id}`.execute(tx)
  await tx
    .updateTable('conversations')
    .set({ joined_into: null, closed_at: before.status === 'closed' ? now : null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', later.id)
    .execute()
  await restoreAggregates(tx, later.id, now, {
    status: before.status,
    waiting_since: before.waitingSince ? new Date(before.waitingSince) : null,
  })
  await restoreAggregates(tx, earlier.id, now)
  await ground.recordEvent(tx, {
    type: 'conversation.separated',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: later.id },
    conversationId: later.id,
    contactId: later.contact_id,
    data: { fromId: earlier.id, assigneeId: later.assignee_id, teamId: later.team_id },
  })
  return later.id
}

interface JoinMemory {
  status: 'new' | 'open' | 'waiting' | 'on_hold' | 'snoozed' | 'closed'
  waitingSince: string | null
}

/** What points at the messages follows them. */
async function follow(tx: Tx, from: string, to: string) {
  for (const table of ['message_search', 'message_keys', 'attachments', 'mentions'] as const)
    await sql`
      update ${sql.table(table)} set conversation_id = ${to}
      where workspace_id = ${tx.workspaceId} and conversation_id = ${from}`.execute(tx)
}

async function reopenQuietly(tx: Tx, id: string, episodeId: string) {
  await tx
    .updateTable('conversations')
    .set({ closed_at: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await tx
    .updateTable('episodes')
    .set({ closed_at: null, closed_by: null, closed_by_kind: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', episodeId)
    .execute()
}

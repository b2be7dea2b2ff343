import { sql } from 'kysely'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import {
  type ConversationRecord,
  conversationFor,
  conversationToChange,
  lockThread,
  requireAct,
} from './access.ts'
import { joinDrafts } from './drafts.ts'
import { refreshFirstReplies, startEpisode } from './episodes.ts'
import { refreshLastMessage } from './messages.ts'
import { aloneAs, rebuild } from './rebuilding.ts'
import { joinScheduled, separateScheduled } from './scheduled/joining.ts'
import { after, standingColumns, standingOf } from './standing.ts'

/**
 * Makes one conversation of two: the messages of the later one join the other, which goes on, open again when the later
 * one was. Without a name it is the one it is linked to ("same request"). Two people are put together only when that is
 * said. Undone by separate(), whatever happened since.
 */
export async function join(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  wanted: { into?: string | undefined; otherPerson?: boolean | undefined } = {},
): Promise<string> {
  requireAct(actor, 'edit')
  if (wanted.into) await lockBoth(tx, [id, wanted.into])
  const later = await conversationToChange(tx, actor, id)
  const into = wanted.into ?? later.linked_to
  if (!into) throw new Refused('conversation.nothing_to_join')
  return joinInto(ground, tx, actor, { later, into, otherPerson: wanted.otherPerson ?? false })
}

/** Two people who merge the same two the other way round wait for each other, in one order. */
async function lockBoth(tx: Tx, ids: string[]) {
  await tx
    .selectFrom('conversations')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** The same, of a conversation that is held already. */
export async function joinInto(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  {
    later,
    into,
    otherPerson = false,
    because,
  }: { later: ConversationRecord; into: string; otherPerson?: boolean; because?: 'unsplit' },
): Promise<string> {
  const earlier = await lockThread(tx, into)
  if (!earlier) throw new NotFound('conversation')
  if (earlier.id === later.id) throw new Refused('conversation.nothing_to_join')
  await conversationFor(tx, actor, earlier.id)
  if (earlier.contact_id !== later.contact_id && !otherPerson) throw new Refused('conversation.other_person')
  if (earlier.is_spam && !later.is_spam) throw new Refused('conversation.previous_is_spam')
  const now = ground.clock.now()
  const from = ground.newId() // what happens from here on is told again when they are separated
  const standing = after(standingOf(earlier), { kind: 'joined', by: standingOf(later) })
  const started =
    earlier.status === 'closed' && standing.status !== 'closed'
      ? await startEpisode(
          ground,
          tx,
          { ...earlier, assignee_id: standing.assigneeId },
          { by: 'member', actor: asEventActor(actor), because: 'joining' },
        )
      : undefined
  await moveIn(tx, later, earlier.id, started?.episode_id ?? earlier.episode_id)
  await joinDrafts(tx, later.id, earlier.id)
  await joinScheduled(tx, later.id, earlier.id, now)
  await refreshLastMessage(tx, later.id, {
    joined_into: into,
    alone: aloneOf(later, from),
    status: 'closed',
    closed_at: later.closed_at ?? now,
    waiting_since: null,
    snoozed_until: null,
    is_snoozed_new: false,
    updated_at: now,
  })
  await refreshFirstReplies(tx, earlier.id)
  await refreshLastMessage(tx, earlier.id, {
    ...standingColumns(standing),
    ...started,
    // What is due now hangs on the other's past too, even where nothing that is seen of this one changed.
    clocks_stale: true,
    alone: aloneOf(earlier, from),
    updated_at: now,
  })
  await ground.recordEvent(tx, {
    type: 'conversation.joined',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: later.id },
    conversationId: earlier.id,
    contactId: earlier.contact_id,
    data: {
      joinedId: later.id,
      ...(because && { because }),
      assigneeId: standing.assigneeId,
      fromAssigneeId: later.assignee_id,
      teamId: earlier.team_id,
      fromTeamId: later.team_id,
    },
  })
  return earlier.id
}

/**
 * Undoes "same request": what came for it goes back to it, whenever it came, and both conversations stand as if they had
 * never been joined.
 */
export async function separate(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<string> {
  requireAct(actor, 'edit')
  const later = await conversationFor(tx, actor, id, { lock: true })
  if (!later.joined_into) throw new Refused('conversation.not_joined')
  const earlier = await lockThread(tx, later.joined_into)
  if (!earlier) throw new NotFound('conversation')
  await conversationFor(tx, actor, earlier.id)
  if (!(await holdsSome(tx, later.id, earlier.id))) throw new Refused('conversation.nothing_to_separate')
  await tx
    .updateTable('conversations')
    .set({ joined_into: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', later.id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'conversation.separated',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: later.id },
    conversationId: later.id,
    contactId: later.contact_id,
    data: {
      fromId: earlier.id,
      assigneeId: later.assignee_id,
      fromAssigneeId: earlier.assignee_id,
      teamId: later.team_id,
      fromTeamId: earlier.team_id,
    },
  })
  await moveOut(tx, later, earlier.id)
  await separateScheduled(tx, later.id, earlier.id, ground.clock.now())
  await rebuild(ground, tx, [later.id, earlier.id])
  return later.id
}

/** True when something came for it, or for what is joined into it: what a split was undone to leave is an empty shell. */
async function holdsSome(tx: Tx, id: string, thread: string): Promise<boolean> {
  const { rows } = await sql`
    with recursive family (id) as (
      select ${id}::uuid
      union
      select c.id from family
      join conversations c on c.workspace_id = ${tx.workspaceId} and c.joined_into = family.id
    )
    select from messages x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${thread} and x.home_id in (select id from family)
    limit 1`.execute(tx)
  return rows.length > 0
}

/** How it stood before it first had to do with another: kept from the first joining on. */
const aloneOf = (row: ConversationRecord, from: string) =>
  row.alone ? JSON.stringify(row.alone) : aloneAs(from, standingOf(row))

async function moveIn(tx: Tx, later: ConversationRecord, to: string, episodeId: string) {
  await sql`
    update messages
    set conversation_id = ${to}, episode_id = ${episodeId},
      home_id = coalesce(home_id, ${later.id}), home_episode_id = coalesce(home_episode_id, episode_id)
    where workspace_id = ${tx.workspaceId} and conversation_id = ${later.id}`.execute(tx)
  await follow(tx, later.id, to)
}

/** Messages of a conversation that is joined into this one come along; they take its present episode. */
async function moveOut(tx: Tx, later: ConversationRecord, from: string) {
  await sql`
    with recursive family (id) as (
      select ${later.id}::uuid
      union
      select c.id from family
      join conversations c on c.workspace_id = ${tx.workspaceId} and c.joined_into = family.id
    )
    update messages x
    set conversation_id = ${later.id},
      episode_id = case when x.home_id = ${later.id} then x.home_episode_id else ${later.episode_id}::uuid end,
      home_id = nullif(x.home_id, ${later.id}),
      home_episode_id = case when x.home_id <> ${later.id} then x.home_episode_id end
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${from} and x.home_id in (select id from family)`.execute(
    tx,
  )
  await follow(tx, from, later.id)
}

/** What points at messages follows them: what they are found by, their files, who was mentioned in them. */
export async function follow(tx: Tx, from: string, to: string) {
  for (const table of ['message_search', 'attachments', 'mentions'] as const)
    await sql`
      update ${sql.table(table)} t set conversation_id = ${to}
      from messages x
      where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${to}
        and t.workspace_id = ${tx.workspaceId} and t.message_id = x.id and t.conversation_id = ${from}`.execute(
      tx,
    )
}

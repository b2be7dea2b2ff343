import { sql } from 'kysely'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import {
  type ConversationRecord,
  conversationFor,
  conversationToChange,
  lockThread,
  requireAct,
} from './access.ts'
import { openConversation, refreshFirstReplies } from './episodes.ts'
import { follow, joinInto } from './joining.ts'
import { previewOf, refreshLastMessage } from './messages.ts'
import { isSameStanding, recalled, type Standing, standingColumns, standingOf } from './standing.ts'
import { waitingSince } from './waiting.ts'

/** Where a message was before it was split off. */
interface Place {
  id: string
  episodeId: string
  homeId: string | null
  homeEpisodeId: string | null
}

interface ChosenRow {
  id: string
  at: Date
  direction: 'in' | 'out' | 'note'
  words: string
  episode_id: string
  home_id: string | null
  home_episode_id: string | null
  is_leaving: boolean
}

/**
 * Two requests in one thread become two conversations of the same person: from a message on, or the messages named. Each
 * remembers where it was, so that unsplit() puts it back.
 */
export async function split(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
  wanted: { messageIds?: string[] | undefined; fromMessageId?: string | undefined },
): Promise<string> {
  requireAct(actor, 'edit')
  const origin = await conversationToChange(tx, actor, id)
  const rows = await chosen(tx, id, wanted)
  const first = rows.find(row => row.direction !== 'note')
  if (!first) throw new Invalid('conversation.nothing_to_split')
  if (rows.some(row => row.is_leaving)) throw new Refused('conversation.still_leaving')
  if (!(await keepsSome(tx, id, rows))) throw new Refused('conversation.nothing_left')
  const now = ground.clock.now()
  const made = await openConversation(ground, tx, {
    contactId: origin.contact_id,
    channel: { id: origin.channel_id, kind: origin.channel_kind },
    teamId: origin.team_id,
    language: origin.language,
    subject: origin.subject,
    by: 'member',
    actor: asEventActor(actor),
    isSpam: origin.is_spam,
    tags: origin.tags,
    priority: origin.priority,
    assigneeId: origin.assignee_id,
    first: {
      id: first.id,
      at: first.at,
      direction: first.direction === 'out' ? 'out' : 'in',
      preview: previewOf(first.words),
    },
    waits: false,
    status: 'open',
  })
  await sql`
    update messages
    set conversation_id = ${made.id}, episode_id = ${made.episode_id}, home_id = null, home_episode_id = null
    where workspace_id = ${tx.workspaceId} and conversation_id = ${id}
      and id = any (${rows.map(row => row.id)}::uuid[])`.execute(tx)
  await leadTo(tx, {
    to: made.id,
    from: [id, ...rows.flatMap(row => row.home_id ?? [])],
    messageIds: rows.map(row => row.id),
  })
  await follow(tx, id, made.id)
  await refreshFirstReplies(tx, made.id)
  const waits = await waitingSince(tx, { id: made.id, status: 'open', waiting_since: null })
  const before = standingOf(origin)
  const apart: Standing = {
    assigneeId: origin.assignee_id,
    closedAt: null,
    asideSince: null,
    isSnoozedNew: !waits && origin.is_snoozed_new,
    waitingSince: waits,
    status: waits ? 'open' : origin.status === 'closed' ? 'waiting' : origin.status,
    snoozedUntil: waits ? null : origin.snoozed_until,
  }
  await refreshLastMessage(tx, made.id, { split_from: id, ...standingColumns(apart), updated_at: now })
  await refreshFirstReplies(tx, id)
  const left: Standing = {
    ...before,
    waitingSince: before.waitingSince && (await waitingSince(tx, { ...origin, waiting_since: null })),
  }
  await refreshLastMessage(tx, id, { ...standingColumns(left), updated_at: now })
  await ground.recordEvent(tx, {
    type: 'conversation.split',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: made.id },
    conversationId: id,
    contactId: origin.contact_id,
    data: {
      fromId: id,
      assigneeId: origin.assignee_id,
      teamId: origin.team_id,
      before,
      left,
      apart,
      moved: rows.map(
        (row): Place => ({
          id: row.id,
          episodeId: row.episode_id,
          homeId: row.home_id,
          homeEpisodeId: row.home_episode_id,
        }),
      ),
    },
  })
  return made.id
}

/**
 * Undoes a split: each message is where it was, and what came since goes on in the thread it was split from, which stands
 * as before when nothing happened to either.
 */
export async function unsplit(ground: Ground, tx: Tx, actor: Actor, id: string): Promise<string> {
  requireAct(actor, 'edit')
  const later = await conversationToChange(tx, actor, id)
  const from = later.split_from
  if (!from) throw new Refused('conversation.not_split')
  const thread = await lockThread(tx, from)
  if (!thread || thread.id === id) throw new NotFound('conversation')
  await conversationFor(tx, actor, thread.id)
  const was = await recallSplit(tx, id)
  const places = was?.moved ?? []
  const isAsLeft =
    isSameStanding(recalled(was?.apart), standingOf(later)) &&
    isSameStanding(recalled(was?.left), standingOf(thread))
  const touched = new Set<string>()
  for (const [home, group] of Map.groupBy(places, place => place.homeId ?? from)) {
    const to = home === from ? thread : await lockThread(tx, home)
    if (!to || to.id === id) continue // it has become part of this very conversation
    await putBack(tx, later, { to, home, places: group })
    touched.add(to.id)
  }
  await tx
    .updateTable('conversations')
    .set({ split_from: null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  const before = isAsLeft && !(await holdsMessages(tx, id)) ? recalled(was?.before) : undefined
  for (const one of touched) {
    await refreshFirstReplies(tx, one)
    await refreshLastMessage(tx, one, {
      ...(before && one === from && standingColumns(before)),
      updated_at: ground.clock.now(),
    })
  }
  return joinInto(ground, tx, actor, {
    // What it waited for is the thread's again: it brings nothing of its own, and opens nothing that was closed.
    later: before
      ? {
          ...later,
          status: 'closed',
          waiting_since: null,
          aside_since: null,
          snoozed_until: null,
          is_snoozed_new: false,
        }
      : later,
    into: from,
    because: 'unsplit',
  })
}

/** True when something was said here that no undone split took along. */
async function holdsMessages(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`
    select from messages where workspace_id = ${tx.workspaceId} and conversation_id = ${id} limit 1`.execute(
    tx,
  )
  return rows.length > 0
}

async function chosen(
  tx: Tx,
  id: string,
  { messageIds, fromMessageId }: { messageIds?: string[] | undefined; fromMessageId?: string | undefined },
): Promise<ChosenRow[]> {
  const which = messageIds
    ? sql`x.id = any (${messageIds}::uuid[])`
    : fromMessageId
      ? sql`x.id >= ${fromMessageId}`
      : sql`false`
  const { rows } = await sql<ChosenRow>`
    select x.id, time_of_id(x.id) as at, x.direction, coalesce(nullif(x.text, ''), x.subject, '') as words,
      x.episode_id, x.home_id, x.home_episode_id,
      coalesce(x.delivery_status in ('queued', 'scheduled'), false) as is_leaving
    from messages x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id} and ${which}
    order by x.id`.execute(tx)
  const named = messageIds ?? (fromMessageId ? [fromMessageId] : [])
  // A message of another conversation is none of theirs, whether it exists or not.
  if (named.some(one => !rows.some(row => row.id === one))) throw new NotFound('message')
  return rows
}

/** True when something said stays behind: a split that takes all is no split. */
async function keepsSome(tx: Tx, id: string, rows: ChosenRow[]): Promise<boolean> {
  const { rows: left } = await sql`
    select from messages x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id} and x.direction in ('in', 'out')
      and x.delivery_status is distinct from 'cancelled' and x.id <> all (${rows.map(row => row.id)}::uuid[])
    limit 1`.execute(tx)
  return left.length > 0
}

/** What a split kept to be undone by: where its messages were, and how both stood; splits made before kept only the first. */
interface KeptSplit {
  moved: Place[]
  before?: unknown
  left?: unknown
  apart?: unknown
}

async function recallSplit(tx: Tx, id: string): Promise<KeptSplit | undefined> {
  const event = await tx
    .selectFrom('events')
    .select('data')
    .where('workspace_id', '=', tx.workspaceId)
    .where('subject_id', '=', id)
    .where('type', '=', 'conversation.split')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return event?.data as KeptSplit | undefined
}

/** Puts messages back where they came, which may be part of another conversation meanwhile. */
async function putBack(
  tx: Tx,
  later: ConversationRecord,
  { to, home, places }: { to: ConversationRecord; home: string; places: Place[] },
) {
  const known = await tx
    .selectFrom('episodes')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', to.id)
    .execute()
  const isKnown = new Set(known.map(row => row.id))
  for (const place of places) {
    const isHome = to.id === home
    const wanted = isHome ? (place.homeEpisodeId ?? place.episodeId) : place.episodeId
    await tx
      .updateTable('messages')
      .set({
        conversation_id: to.id,
        episode_id: isKnown.has(wanted) ? wanted : to.episode_id,
        home_id: isHome ? null : home,
        home_episode_id: isHome ? null : (place.homeEpisodeId ?? place.episodeId),
      })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', place.id)
      .where('conversation_id', '=', later.id)
      .where('home_id', 'is', null)
      .execute()
  }
  await leadTo(tx, { to: home, from: [later.id], messageIds: places.map(place => place.id) })
  await follow(tx, later.id, to.id)
}

/** Answers to these messages find the conversation where they are. */
async function leadTo(
  tx: Tx,
  { to, from, messageIds }: { to: string; from: string[]; messageIds: string[] },
) {
  await tx
    .updateTable('message_keys')
    .set({ conversation_id: to })
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', 'in', [...new Set(from)])
    .where('message_id', 'in', messageIds)
    .execute()
}

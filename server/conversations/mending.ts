import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ConversationRecord } from './access.ts'
import { startEpisode } from './episodes.ts'
import type { Standing } from './standing.ts'

interface EpisodeRow {
  id: string
  number: number
  closed_at: Date | null
  has_messages: boolean
  /** True when nobody asked for it by itself: a message, a reply or a joining began it. */
  is_consequence: boolean
}

/**
 * Makes the episodes of a conversation those of its story as it is told now: a closing that was taken back is no end, an
 * episode that began for nothing is no beginning.
 */
export async function mendEpisodes(
  ground: Ground,
  tx: Tx,
  row: ConversationRecord,
  standing: Standing,
  voidClosings: ReadonlySet<string>,
): Promise<void> {
  const episodes = await withoutVoid(tx, row.id, await episodesOf(tx, row.id), voidClosings)
  let current = episodes.pop()!
  if (voidClosings.has(current.id) && current.closed_at) {
    await unclose(tx, current.id)
    current.closed_at = null
  }
  for (let before = episodes.at(-1); before; before = episodes.at(-1)) {
    const isOneWith =
      voidClosings.has(before.id) ||
      (current.closed_at === null &&
        ((standing.status === 'closed' && before.closed_at !== null) ||
          (current.is_consequence && !current.has_messages)))
    if (!isOneWith) break
    const closing = voidClosings.has(before.id) ? 'later' : 'earlier'
    await fold(tx, row.id, { later: current, earlier: before, closing })
    current = {
      ...before,
      closed_at: closing === 'later' ? current.closed_at : before.closed_at,
      has_messages: before.has_messages || current.has_messages,
    }
    episodes.pop()
  }
  if (standing.status === 'closed' && current.closed_at === null)
    await tx
      .updateTable('episodes')
      .set({ closed_at: standing.closedAt ?? ground.clock.now(), closed_by_kind: 'system' })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', current.id)
      .execute()
  else if (standing.status !== 'closed' && current.closed_at !== null)
    current = await beginAgain(ground, tx, row, current)
  if (current.id !== row.episode_id)
    await tx
      .updateTable('conversations')
      .set({ episode_id: current.id, episode_number: current.number })
      .where('workspace_id', '=', tx.workspaceId)
      .where('id', '=', row.id)
      .execute()
}

/**
 * The episodes without those that began and ended for nothing: what began them was taken back, and the closing of what was
 * closed before is no second end.
 */
async function withoutVoid(
  tx: Tx,
  conversationId: string,
  episodes: EpisodeRow[],
  voidClosings: ReadonlySet<string>,
): Promise<EpisodeRow[]> {
  const kept: EpisodeRow[] = []
  for (const episode of episodes) {
    const before = kept.at(-1)
    const isVoid =
      before !== undefined &&
      before.closed_at !== null &&
      !voidClosings.has(before.id) &&
      episode.closed_at !== null &&
      !voidClosings.has(episode.id) &&
      episode.is_consequence &&
      !episode.has_messages
    if (isVoid) await fold(tx, conversationId, { later: episode, earlier: before, closing: 'earlier' })
    else kept.push(episode)
  }
  return kept
}

async function episodesOf(tx: Tx, conversationId: string): Promise<EpisodeRow[]> {
  const { rows } = await sql<EpisodeRow>`
    select e.id, e.number, e.closed_at,
      exists (
        select from messages x
        where x.workspace_id = e.workspace_id and x.conversation_id = e.conversation_id and x.episode_id = e.id
          and x.delivery_status is distinct from 'cancelled'
      ) as has_messages,
      exists (
        select from events v
        where v.workspace_id = e.workspace_id and v.subject_id = e.conversation_id
          and v.type = 'conversation.reopened' and v.data ->> 'episodeId' = e.id::text and v.data ? 'because'
      ) as is_consequence
    from episodes e
    where e.workspace_id = ${tx.workspaceId} and e.conversation_id = ${conversationId}
    order by e.number`.execute(tx)
  return rows
}

/** Makes one episode of two that follow each other; the closing of the earlier one is its own, or the later one's. */
async function fold(
  tx: Tx,
  conversationId: string,
  { later, earlier, closing }: { later: EpisodeRow; earlier: EpisodeRow; closing: 'earlier' | 'later' },
) {
  await sql`
    update messages set episode_id = ${earlier.id}
    where workspace_id = ${tx.workspaceId} and conversation_id = ${conversationId} and episode_id = ${later.id}`.execute(
    tx,
  )
  const gone = await tx
    .deleteFrom('episodes')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', later.id)
    .returning([
      'acknowledged_at',
      'closed_at',
      'closed_by_kind',
      'closed_by',
      'closing_team_id',
      'closing_note',
    ])
    .executeTakeFirstOrThrow()
  const { acknowledged_at, ...end } = gone
  await tx
    .updateTable('episodes')
    .set(eb => ({
      acknowledged_at: eb.fn.coalesce('acknowledged_at', eb.val(acknowledged_at)),
      ...(closing === 'later' && end),
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', earlier.id)
    .execute()
}

async function unclose(tx: Tx, id: string) {
  await tx
    .updateTable('episodes')
    .set({
      closed_at: null,
      closed_by: null,
      closed_by_kind: null,
      closing_team_id: null,
      closing_note: null,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** What came after the end, while it was shown elsewhere, is an episode of its own: messages, and what was joined. */
async function beginAgain(
  ground: Ground,
  tx: Tx,
  row: ConversationRecord,
  ended: EpisodeRow,
): Promise<EpisodeRow> {
  const started = await startEpisode(
    ground,
    tx,
    { ...row, episode_number: ended.number },
    { by: 'contact', actor: system, because: 'message' },
  )
  await sql`
    with recursive ending (id) as (
      select coalesce((
        select v.id from events v
        where v.workspace_id = ${tx.workspaceId} and v.subject_id = ${row.id} and v.type = 'conversation.closed'
        order by v.id desc limit 1
      ), first_id_at(${ended.closed_at}))
    ),
    came_after (id) as (
      select c.id from conversations c
      where c.workspace_id = ${tx.workspaceId} and c.joined_into = ${row.id} and exists (
        select from events v, ending
        where v.workspace_id = ${tx.workspaceId} and v.subject_id = c.id and v.type = 'conversation.joined'
          and v.id > ending.id)
      union
      select c.id from came_after
      join conversations c on c.workspace_id = ${tx.workspaceId} and c.joined_into = came_after.id
    )
    update messages x set episode_id = ${started.episode_id}
    from ending
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${row.id} and x.episode_id = ${ended.id}
      and (x.id > ending.id or x.home_id in (select id from came_after))`.execute(tx)
  return {
    id: started.episode_id,
    number: started.episode_number,
    closed_at: null,
    has_messages: true,
    is_consequence: true,
  }
}

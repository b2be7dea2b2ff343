import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { insertSoon } from '#server/platform/writes.ts'
import type { ConversationRecord } from './access.ts'
import { stillHere } from './departures.ts'

type Opener = 'contact' | 'member' | 'system'

export interface Opening {
  contactId: string
  /** The address it is held with: where it goes if the cards of a person turn out to be of two. */
  identityId?: string | null
  channel: { id: string | null; kind: string }
  teamId: string | null
  language: 'fr' | 'en' | null
  subject: string
  by: Opener
  actor: EventActor
  isSpam?: boolean
  linkedTo?: string | null
  first: { id: string; at: Date; direction: 'in' | 'out'; preview: string }
  /** True when the customer now waits for an answer. */
  waits: boolean
  assigneeId?: string | null
  reasonId?: string | null
  tags?: string[]
  priority?: ConversationRecord['priority']
  status?: 'new' | 'open' | 'waiting'
}

/** Opens a conversation with its first episode; the first message is stored by the caller. */
export async function openConversation(ground: Ground, tx: Tx, opening: Opening) {
  const id = ground.newId()
  const episodeId = ground.newId()
  const number = await ground.nextNumber(tx.workspaceId, 'conversation')
  const { at } = opening.first
  await insertSoon(tx, 'conversations', {
    workspace_id: tx.workspaceId,
    id,
    number,
    contact_id: opening.contactId,
    ...(opening.identityId && {
      home_contact_id: sql<string>`(select coalesce(home_contact_id, contact_id) from identities
        where workspace_id = ${tx.workspaceId} and id = ${opening.identityId})`,
    }),
    subject: opening.subject,
    status: opening.status ?? 'new',
    is_spam: opening.isSpam ?? false,
    channel_kind: opening.channel.kind,
    channel_id: opening.channel.id,
    language: opening.language,
    assignee_id: opening.assigneeId ?? null,
    team_id: opening.teamId,
    reason_id: opening.reasonId ?? null,
    ...(opening.tags && { tags: opening.tags }),
    ...(opening.priority && { priority: opening.priority }),
    linked_to: opening.linkedTo ?? null,
    episode_id: episodeId,
    message_count: 1,
    last_message_id: opening.first.id,
    last_message_at: at,
    last_direction: opening.first.direction,
    preview: opening.first.preview,
    waiting_since: opening.waits ? at : null,
    created_at: at,
    updated_at: at,
  })
  await insertEpisode(tx, { id: episodeId, conversationId: id, number: 1, at, by: opening.by })
  await ground.recordEvent(tx, {
    type: 'conversation.opened',
    actor: opening.actor,
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId: opening.contactId,
    data: {
      number,
      episodeId,
      episodeNumber: 1,
      channel: opening.channel.kind,
      channelId: opening.channel.id,
      teamId: opening.teamId,
      assigneeId: opening.assigneeId ?? null,
      isSpam: opening.isSpam ?? false,
    },
  })
  return { id, number, episode_id: episodeId }
}

/** What of a row its new episode changes. */
export interface Started {
  episode_id: string
  episode_number: number
  assignee_id: string | null
}

/**
 * Starts the next episode of a closed conversation: its own delays, its own survey. The caller writes what it returns to
 * the row. `because` tells what reopened it when nobody asked for that by itself.
 */
export async function startEpisode(
  ground: Ground,
  tx: Tx,
  conversation: ConversationRecord,
  { by, actor, because }: { by: Opener; actor: EventActor; because?: 'message' | 'reply' | 'joining' },
): Promise<Started> {
  const id = ground.newId()
  const number = conversation.episode_number + 1
  await insertEpisode(tx, {
    id,
    conversationId: conversation.id,
    number,
    at: ground.clock.now(),
    by,
  })
  const assigneeId = await assigneeStillHere(tx, conversation.assignee_id)
  await ground.recordEvent(tx, {
    type: 'conversation.reopened',
    actor,
    subject: { kind: 'conversation', id: conversation.id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: {
      episodeId: id,
      episodeNumber: number,
      assigneeId,
      teamId: conversation.team_id,
      ...(because && { because }),
    },
  })
  return { episode_id: id, episode_number: number, assignee_id: assigneeId }
}

/** Somebody who left meanwhile cannot be the one who answers. */
export const assigneeStillHere = async (tx: Tx, id: string | null): Promise<string | null> =>
  id && (await stillHere(tx, id)) ? id : null

async function insertEpisode(
  tx: Tx,
  episode: { id: string; conversationId: string; number: number; at: Date; by: Opener },
) {
  await insertSoon(tx, 'episodes', {
    workspace_id: tx.workspaceId,
    id: episode.id,
    conversation_id: episode.conversationId,
    number: episode.number,
    opened_at: episode.at,
    opened_by: episode.by,
  })
}

/** Notes again who first replied in each episode of a conversation, after replies were moved, taken back or lost. */
export async function refreshFirstReplies(tx: Tx, conversationId: string): Promise<void> {
  await sql`
    update episodes e
    set first_reply_at = f.at, first_reply_by = f.by
    from episodes known
    left join lateral (
      select coalesce((x.metadata ->> 'sentAgainAt')::timestamptz, x.at) as at,
        case when x.author_kind = 'member' then x.author_id end as by
      from messages x
      where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${conversationId} and x.episode_id = known.id
        and x.direction = 'out' and x.author_kind in ('member', 'api_key')
        and x.delivery_status is distinct from 'cancelled' and not x.metadata ?| array['forwards', 'isLost']
      order by 1, x.id
      limit 1
    ) f on true
    where known.workspace_id = ${tx.workspaceId} and known.conversation_id = ${conversationId}
      and e.workspace_id = known.workspace_id and e.id = known.id and e.first_reply_at is distinct from f.at`.execute(
    tx,
  )
}

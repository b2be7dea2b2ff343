import type { Tx } from '#server/platform/db.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ConversationRecord } from './access.ts'
import { stillHere } from './departures.ts'

type Opener = 'contact' | 'member' | 'system'

export interface Opening {
  contactId: string
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
  await tx
    .insertInto('conversations')
    .values({
      workspace_id: tx.workspaceId,
      id,
      number,
      contact_id: opening.contactId,
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
    .execute()
  await tx
    .insertInto('episodes')
    .values({
      workspace_id: tx.workspaceId,
      id: episodeId,
      conversation_id: id,
      number: 1,
      opened_at: at,
      opened_by: opening.by,
    })
    .execute()
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

/** Starts the next episode of a closed conversation: its own delays, its own survey. Returns the episode's id. */
export async function startEpisode(
  ground: Ground,
  tx: Tx,
  conversation: ConversationRecord,
  { by, actor }: { by: Opener; actor: EventActor },
): Promise<string> {
  const id = ground.newId()
  const now = ground.clock.now()
  const number = conversation.episode_number + 1
  const { assignee_id } = conversation
  // Somebody who left meanwhile cannot be the one who answers.
  const assigneeId = assignee_id && (await stillHere(tx, assignee_id)) ? assignee_id : null
  await tx
    .insertInto('episodes')
    .values({
      workspace_id: tx.workspaceId,
      id,
      conversation_id: conversation.id,
      number,
      opened_at: now,
      opened_by: by,
    })
    .execute()
  await tx
    .updateTable('conversations')
    .set(eb => ({
      episode_id: id,
      episode_number: number,
      status: 'open',
      assignee_id: assigneeId,
      closed_at: null,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
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
    },
  })
  return id
}

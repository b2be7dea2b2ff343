import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import type { EventActor } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, conversationFor, requireAct } from './access.ts'
import { mustExist } from './changes.ts'
import { startEpisode } from './episodes.ts'

export interface Closing {
  note?: string | undefined
  reasonId?: string | undefined
  fields?: Record<string, unknown> | undefined
}

/** Closes a conversation: who, when and why stay on its episode. Required reason and fields are asked for. */
export async function closeConversation(ground: Ground, tx: Tx, actor: Actor, id: string, closing: Closing) {
  requireAct(actor, 'close')
  const conversation = await conversationFor(tx, actor, id, { lock: true })
  if (conversation.status === 'closed') throw new Refused('conversation.already_closed')
  if (closing.reasonId) await mustExist(tx, 'reasons', closing.reasonId, 'reason')
  const now = ground.clock.now()
  const reasonId = closing.reasonId ?? conversation.reason_id
  const fields = { ...(conversation.fields as Record<string, unknown>), ...closing.fields }
  await requireComplete(tx, reasonId, fields)
  await tx
    .updateTable('conversations')
    .set(eb => ({
      status: 'closed',
      closed_at: now,
      waiting_since: null,
      snoozed_until: null,
      reason_id: reasonId,
      fields: JSON.stringify(fields),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await tx
    .updateTable('episodes')
    .set({
      closed_at: now,
      closed_by_kind: actor.kind,
      closed_by: actor.id,
      closing_team_id: conversation.team_id,
      closing_note: closing.note ?? null,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.episode_id)
    .execute()
  await recordClosed(
    ground,
    tx,
    asEventActor(actor),
    conversation,
    conversation.assignee_id ?? actor.memberId,
  )
}

export async function recordClosed(
  ground: Ground,
  tx: Tx,
  actor: EventActor,
  conversation: ConversationRecord,
  assigneeId: string | null,
) {
  await ground.recordEvent(tx, {
    type: 'conversation.closed',
    actor,
    subject: { kind: 'conversation', id: conversation.id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: {
      episodeId: conversation.episode_id,
      episodeNumber: conversation.episode_number,
      closedBy: actor.id,
      assigneeId,
      teamId: conversation.team_id,
      channelId: conversation.channel_id,
      channel: conversation.channel_kind,
      reasonId: conversation.reason_id,
    },
  })
}

/** What the workspace wants known of each closed conversation. */
async function requireComplete(tx: Tx, reasonId: string | null, fields: Record<string, unknown>) {
  const workspace = await tx
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  const settings = workspace.settings as { reasonRequiredAtClosure?: boolean }
  if (settings.reasonRequiredAtClosure && !reasonId) throw new Invalid('conversation.reason_required')
  const required = await tx
    .selectFrom('attribute_definitions')
    .select(['key', 'label_fr', 'label_en'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('subject', '=', 'conversation')
    .where('required_at_closure', '=', true)
    .where('archived_at', 'is', null)
    .execute()
  const missing = required.filter(
    ({ key }) => fields[key] === undefined || fields[key] === null || fields[key] === '',
  )
  if (missing.length > 0)
    throw new Invalid('conversation.fields_required', {
      fields: {
        fr: missing.map(field => field.label_fr).join(', '),
        en: missing.map(field => field.label_en).join(', '),
      },
      keys: missing.map(field => field.key),
    })
}

/** Reopens a closed conversation: a new episode, its own delays and survey. */
export async function reopenConversation(ground: Ground, tx: Tx, actor: Actor, id: string) {
  requireAct(actor, 'close')
  const conversation = await conversationFor(tx, actor, id, { lock: true })
  if (conversation.status !== 'closed') throw new Refused('conversation.not_closed')
  if (conversation.joined_into) throw new Refused('conversation.joined')
  await startEpisode(ground, tx, conversation, { by: 'member', actor: asEventActor(actor) })
}

/** Takes back a closure that never showed outside (its reply was taken back): the same episode goes on. */
export async function undoClosure(ground: Ground, tx: Tx, actor: Actor, conversation: ConversationRecord) {
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
    .where('id', '=', conversation.episode_id)
    .execute()
  await tx
    .updateTable('conversations')
    .set({ closed_at: null, status: 'open' })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'conversation.closure_undone',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: conversation.id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: {
      episodeId: conversation.episode_id,
      assigneeId: conversation.assignee_id,
      teamId: conversation.team_id,
    },
  })
}

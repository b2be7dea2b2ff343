import { sql } from 'kysely'
import { type AttributeValues, changedAttributes } from '#server/contacts/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type ConversationRecord, conversationToChange, requireAct } from './access.ts'
import { startEpisode } from './episodes.ts'
import { requireReason } from './labels.ts'
import { type Base, rebuild } from './rebuilding.ts'
import { after, recalled, standingColumns, standingOf } from './standing.ts'

export interface Closing {
  note?: string | undefined
  reasonId?: string | undefined
  fields?: AttributeValues | undefined
  /** The reply that closes: when it is taken back, so is the closure. */
  messageId?: string | undefined
}

export interface ClosingDeps {
  ground: Ground
  /** Refuses what cannot close yet, for reasons of a domain above. */
  requireClosable: (tx: Tx, conversation: ConversationRecord) => Promise<void>
}

/** Closes a conversation: who, when and why stay on its episode. Required reason and fields are asked for. */
export async function closeConversation(
  { ground, requireClosable }: ClosingDeps,
  tx: Tx,
  actor: Actor,
  id: string,
  closing: Closing,
) {
  requireAct(actor, 'close')
  const conversation = await conversationToChange(tx, actor, id)
  if (conversation.status === 'closed') throw new Refused('conversation.already_closed')
  if (closing.reasonId) await requireReason(tx, closing.reasonId, conversation.reason_id)
  const now = ground.clock.now()
  const reasonId = closing.reasonId ?? conversation.reason_id
  const known = conversation.fields as AttributeValues
  const fields = closing.fields ? await changedAttributes(tx, 'conversation', known, closing.fields) : known
  await requireComplete(tx, reasonId, fields)
  await requireClosable(tx, conversation)
  const before = standingOf(conversation)
  await tx
    .updateTable('conversations')
    .set(eb => ({
      ...standingColumns(after(before, { kind: 'closed', at: now })),
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
      closed_by_kind: asEventActor(actor).kind,
      closed_by: actor.id,
      closing_team_id: conversation.team_id,
      closing_note: closing.note ? maskCards(closing.note).text : null,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.episode_id)
    .execute()
  await ground.recordEvent(tx, {
    type: 'conversation.closed',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id },
    conversationId: id,
    contactId: conversation.contact_id,
    data: {
      episodeId: conversation.episode_id,
      episodeNumber: conversation.episode_number,
      closedBy: actor.id,
      assigneeId: conversation.assignee_id ?? actor.memberId,
      teamId: conversation.team_id,
      channelId: conversation.channel_id,
      channel: conversation.channel_kind,
      reasonId,
      before,
      ...(closing.messageId && { messageId: closing.messageId }),
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

/**
 * Reopens a closed conversation. Within the time in which a reply can be taken back, so can a closure: the same episode
 * goes on and everything is as before. Later it is a new episode, with its own delays and survey.
 */
export async function reopenConversation(
  { ground, undoSeconds }: { ground: Ground; undoSeconds: (tx: Tx) => Promise<number> },
  tx: Tx,
  actor: Actor,
  id: string,
) {
  requireAct(actor, 'close')
  const conversation = await conversationToChange(tx, actor, id)
  if (conversation.status !== 'closed') throw new Refused('conversation.not_closed')
  const now = ground.clock.now()
  const closedMs = conversation.closed_at ? now.getTime() - conversation.closed_at.getTime() : Number.NaN
  const closed = closedMs < (await undoSeconds(tx)) * 1000 ? await lastClosing(tx, id) : undefined
  if (closed) return undoClosure(ground, tx, actor, conversation, closed)
  const started = await startEpisode(ground, tx, conversation, { by: 'member', actor: asEventActor(actor) })
  await tx
    .updateTable('conversations')
    .set(eb => ({
      ...standingColumns(after(standingOf(conversation), { kind: 'reopened' })),
      ...started,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

async function undoClosure(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  conversation: ConversationRecord,
  closed: Base,
) {
  await ground.recordEvent(tx, {
    type: 'conversation.closure_undone',
    actor: asEventActor(actor),
    subject: { kind: 'conversation', id: conversation.id },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: {
      episodeId: conversation.episode_id,
      closedEventId: closed.id,
      assigneeId: conversation.assignee_id,
      teamId: conversation.team_id,
    },
  })
  await rebuild(ground, tx, [conversation.id], { [conversation.id]: closed })
}

/**
 * The closing that closed it, with how it stood before; undefined where that was not kept. One that was taken back, alone
 * or with the reply that it came with, closed nothing.
 */
async function lastClosing(tx: Tx, id: string): Promise<Base | undefined> {
  const { rows } = await sql<{ id: string; data: { before?: unknown } }>`
    select e.id, e.data from events e
    where e.workspace_id = ${tx.workspaceId} and e.subject_id = ${id} and e.type = 'conversation.closed'
      and not exists (
        select from messages m
        where m.workspace_id = ${tx.workspaceId} and m.id = (e.data ->> 'messageId')::uuid
          and m.delivery_status = 'cancelled'
      )
      and not exists (
        select from events u
        where u.workspace_id = ${tx.workspaceId} and u.subject_id = ${id}
          and u.type = 'conversation.closure_undone' and u.data ->> 'closedEventId' = e.id::text
      )
    order by e.id desc limit 1`.execute(tx)
  const [event] = rows
  const before = recalled(event?.data.before)
  return event && before && { id: event.id, ...before }
}

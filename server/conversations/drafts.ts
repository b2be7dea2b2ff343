import type { z } from 'zod'
import type { Draft } from '#contract/conversations.ts'
import type { Actor } from '#server/platform/actor.ts'
import { maskCards, maskCardsInHtml } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import { conversationFor, requireAct } from './access.ts'
import { isAtHand, toAttachment } from './attachments.ts'

type Body = z.infer<typeof Draft>['body']

/** Keeps what someone is writing, card numbers masked (REC-5): one draft per person, conversation and kind. */
export async function saveDraft(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  {
    id,
    kind,
    body,
    seenMessageId,
  }: { id: string; kind: 'reply' | 'note'; body: Body; seenMessageId: string | null },
) {
  requireAct(actor, kind)
  await conversationFor(tx, actor, id)
  const row = {
    body: JSON.stringify(masked(body)),
    seen_message_id: seenMessageId,
    updated_at: ground.clock.now(),
  }
  await tx
    .insertInto('drafts')
    .values({ workspace_id: tx.workspaceId, member_id: actor.memberId!, conversation_id: id, kind, ...row })
    .onConflict(conflict =>
      conflict.columns(['workspace_id', 'member_id', 'conversation_id', 'kind']).doUpdateSet(row),
    )
    .execute()
  return (await draftsOf(tx, actor, id)).find(draft => draft.kind === kind)!
}

const masked = (body: Body): Body => ({
  ...body,
  text: maskCards(body.text).text,
  ...(body.html !== undefined && { html: maskCardsInHtml(body.html).html }),
  ...(body.subject !== undefined && { subject: maskCards(body.subject).text }),
})

/** What people were writing goes on where the conversation goes on; who was writing in both has it all in one. */
export async function joinDrafts(tx: Tx, from: string, to: string): Promise<void> {
  const rows = await tx
    .selectFrom('drafts')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', from)
    .execute()
  for (const { member_id, kind, body, updated_at } of rows)
    await addToDraft(tx, { memberId: member_id, conversationId: to, kind }, body as Body, updated_at)
  await tx
    .deleteFrom('drafts')
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', from)
    .execute()
}

/** Makes these words someone's draft, before those that they have begun since. */
export async function addToDraft(
  tx: Tx,
  { memberId, conversationId, kind }: { memberId: string; conversationId: string; kind: 'reply' | 'note' },
  added: Body,
  now: Date,
): Promise<void> {
  const known = await tx
    .selectFrom('drafts')
    .select('body')
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .where('conversation_id', '=', conversationId)
    .where('kind', '=', kind)
    .forUpdate()
    .executeTakeFirst()
  const body = JSON.stringify(known ? together(added, known.body as Body) : added)
  await tx
    .insertInto('drafts')
    .values({
      workspace_id: tx.workspaceId,
      member_id: memberId,
      conversation_id: conversationId,
      kind,
      body,
      seen_message_id: null,
      updated_at: now,
    })
    .onConflict(conflict =>
      conflict
        .columns(['workspace_id', 'member_id', 'conversation_id', 'kind'])
        .doUpdateSet({ body, updated_at: now }),
    )
    .execute()
}

/** Two drafts in one: nothing that somebody typed is lost. */
function together(first: Body, second: Body): Body {
  const { html: firstHtml, ...rest } = first
  const html =
    firstHtml || second.html ? (firstHtml ?? asHtml(first.text)) + (second.html ?? asHtml(second.text)) : ''
  return {
    ...second,
    ...rest,
    text: [first.text, second.text].filter(text => text.trim() !== '').join('\n\n'),
    ...(html && { html }),
    attachmentIds: [...new Set([...(first.attachmentIds ?? []), ...(second.attachmentIds ?? [])])],
  }
}

const asHtml = (text: string) =>
  text
    .split('\n')
    .map(line => `<p>${line.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`)
    .join('')

export async function dropDraft(tx: Tx, actor: Actor, id: string, kind: 'reply' | 'note'): Promise<void> {
  await conversationFor(tx, actor, id)
  await forgetDraft(tx, actor, id, kind)
}

/** Its words were sent, or thrown away. */
export async function forgetDraft(tx: Tx, actor: Actor, id: string, kind: 'reply' | 'note'): Promise<void> {
  await tx
    .deleteFrom('drafts')
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', actor.memberId ?? actor.id)
    .where('conversation_id', '=', id)
    .where('kind', '=', kind)
    .execute()
}

/** My drafts in a conversation, with the files they hold. */
export async function draftsOf(tx: Tx, actor: Actor, id: string) {
  await conversationFor(tx, actor, id)
  const rows = await tx
    .selectFrom('drafts')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', actor.memberId!)
    .where('conversation_id', '=', id)
    .execute()
  const fileIds = rows.flatMap(row => (row.body as Body).attachmentIds ?? [])
  const files =
    fileIds.length === 0
      ? []
      : await tx
          .selectFrom('attachments')
          .selectAll()
          .where('workspace_id', '=', tx.workspaceId)
          .where('id', 'in', fileIds)
          .where(isAtHand(actor, id))
          .execute()
  return rows.map(row => ({
    conversationId: row.conversation_id,
    kind: row.kind,
    body: row.body as Body,
    attachments: files.filter(file => (row.body as Body).attachmentIds?.includes(file.id)).map(toAttachment),
    seenMessageId: row.seen_message_id,
    updatedAt: row.updated_at.toISOString(),
  }))
}

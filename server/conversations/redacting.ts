import { sql } from 'kysely'
import { cardsOf } from '#server/contacts/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import { dropForgotten, forgetFiles } from '#server/platform/forgotten-files.ts'
import type { Ground } from '#server/platform/ground.ts'
import { doLater, type Job } from '#server/platform/jobs.ts'
import { type ConversationRecord, conversationToChange, requireAct } from './access.ts'
import { type HiddenWords, hiddenWords } from './hidden-words.ts'
import { messageById, refreshLastMessage } from './messages.ts'
import { takeOutOfCopies } from './redacting-copies.ts'

const dropTask = 'conversations.drop_redacted'

/** Deletes, after the commit, the bytes of files that were taken out of messages, and of mails that held what was. */
export function dropRedacted(ground: Ground): Job {
  return {
    name: dropTask,
    run: ({ workspaceId, files, kept }) =>
      dropForgotten(ground, workspaceId, { files: files as string[], kept: kept as string[] }),
  }
}

interface Asked {
  id: string
  messageId: string
  words?: string | undefined
  attachmentId?: string | undefined
  reason: string
}

/**
 * Takes words, or a file, out of a message for good. Words go wherever the conversation says them: its other messages and
 * their quotations, drafts, what search knows, the mail as it came, what left. Who did it, when and why stays.
 */
export async function redact(ground: Ground, tx: Tx, actor: Actor, asked: Asked) {
  requireAct(actor, 'redact')
  const conversation = await conversationToChange(tx, actor, asked.id)
  const message = await tx
    .selectFrom('messages')
    .select(['id', 'delivery_status', 'text', 'full_text', 'html', 'subject', 'metadata'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', asked.messageId)
    .where('conversation_id', '=', conversation.id)
    .executeTakeFirst()
  if (!message) throw new NotFound('message')
  if (message.delivery_status === 'queued' || message.delivery_status === 'scheduled')
    throw new Refused('conversation.still_leaving')
  await requireNoHold(tx, conversation)
  const { words, attachmentId } = asked
  if ((words === undefined) === (attachmentId === undefined))
    throw new Invalid('conversation.nothing_to_redact')
  const hidden = words === undefined ? undefined : hiddenWords(words)
  if (hidden?.isIn(asked.reason)) throw new Invalid('conversation.reason_says_it')
  const gone = hidden
    ? await takeOutWords(ground, tx, conversation, asked.messageId, hidden)
    : await takeOutFile(tx, asked.messageId, attachmentId!)
  await leaveTrace(ground, tx, actor, {
    messages: hidden ? gone.from : [{ id: asked.messageId, conversation_id: conversation.id }],
    what: hidden ? 'words' : 'file',
    reason: asked.reason,
  })
  await refreshLastMessage(tx, conversation.id, { updated_at: ground.clock.now() })
  const { files, kept } = gone
  if (files.length + kept.length > 0) await doLater(tx, { task: dropTask, payload: { files, kept } })
  await ground.recordEvent(tx, {
    type: 'message.redacted',
    actor: asEventActor(actor),
    subject: { kind: 'message', id: asked.messageId },
    conversationId: conversation.id,
    contactId: conversation.contact_id,
    data: { what: hidden ? 'words' : 'file' },
  })
  return (await messageById(tx, asked.messageId))!
}

/** Who took something out, when and why, on every message that lost it: its reader has nothing else to go by. */
async function leaveTrace(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { messages, what, reason }: { messages: Place[]; what: 'words' | 'file'; reason: string },
): Promise<void> {
  await tx
    .updateTable('messages')
    .set({ metadata: sql`metadata || '{"redacted": true}'` })
    .where('workspace_id', '=', tx.workspaceId)
    .where(
      'id',
      'in',
      messages.map(({ id }) => id),
    )
    .execute()
  await tx
    .insertInto('redactions')
    .values(
      messages.map(({ id, conversation_id }) => ({
        workspace_id: tx.workspaceId,
        id: ground.newId(),
        ...{ conversation_id, message_id: id, what, reason },
        redacted_by: actor.memberId,
        at: ground.clock.now(),
      })),
    )
    .execute()
}

/** What must be kept for a claim is not taken out either. */
async function requireNoHold(tx: Tx, conversation: ConversationRecord) {
  const hold = await tx
    .selectFrom('legal_holds')
    .select('reason')
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', await cardsOf(tx, conversation.contact_id))
    .limit(1)
    .executeTakeFirst()
  if (hold) throw new Refused('privacy.on_hold', { reason: hold.reason })
}

type Place = Pick<Said, 'id' | 'conversation_id'>

interface Gone {
  files: string[]
  kept: string[]
  /** The messages that said the words. */
  from: Place[]
}

interface Said {
  id: string
  conversation_id: string
  delivery_status: string | null
  home_id: string | null
  text: string
  full_text: string | null
  html: string | null
  subject: string | null
  metadata: Record<string, unknown>
  names: { id: string; name: string }[]
}

async function takeOutWords(
  ground: Ground,
  tx: Tx,
  conversation: ConversationRecord,
  messageId: string,
  hidden: HiddenWords,
): Promise<Gone> {
  const ids = await familyOf(tx, conversation)
  const { rows } = await sql<Said>`
    select x.id, x.conversation_id, x.delivery_status, x.home_id, x.text, x.full_text, x.html, x.subject, x.metadata,
      coalesce((
        select json_agg(json_build_object('id', a.id, 'name', a.name)) from attachments a
        where a.workspace_id = x.workspace_id and a.message_id = x.id
      ), '[]') as names
    from messages x
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = any (${ids}::uuid[])
    order by x.id
    for update of x`.execute(tx)
  const saying = rows.filter(row => says(row, hidden))
  if (!saying.some(row => row.id === messageId)) throw new Invalid('conversation.words_not_found')
  await requireNoneLeaving(tx, ids, saying, hidden)
  const messageIds = saying.map(row => row.id)
  const { rows: lexemes } = await sql<{ word: string }>`
    select distinct w.lexeme as word
    from message_search s, unnest(s.tsv) as w (lexeme, positions, weights)
    where s.workspace_id = ${tx.workspaceId} and s.message_id = any (${messageIds}::uuid[])`.execute(tx)
  for (const row of saying) await rewrite(tx, row, hidden)
  await sql`
    update message_search s
    set tsv = message_words(coalesce(m.language, 'fr'), m.subject, concat_ws(E'\n', m.from_name, m.from_address), left(m.text, 100000))
    from messages m
    where s.workspace_id = ${tx.workspaceId} and s.message_id = any (${messageIds}::uuid[])
      and m.workspace_id = s.workspace_id and m.id = s.message_id`.execute(tx)
  const kept = await takeOutOfCopies(tx, { ids, messageIds, since: conversation.created_at, hidden })
  await sql`select forget_words(${lexemes.map(({ word }) => word)}::text[])`.execute(tx)
  for (const id of ids)
    if (id !== conversation.id) await refreshLastMessage(tx, id, { updated_at: ground.clock.now() })
  return { files: [], kept, from: saying }
}

/**
 * Refuses while an answer that says the words is on its way: it must reach the customer as it was written, or be taken
 * back, and what it says cannot be kept aside for that.
 */
async function requireNoneLeaving(tx: Tx, ids: string[], saying: Said[], hidden: HiddenWords): Promise<void> {
  const leaving = saying.some(({ delivery_status: status }) => status === 'queued' || status === 'scheduled')
  const { rows: mails } = await sql<{ mail: unknown }>`
    select d.mail from deliveries d
    where d.workspace_id = ${tx.workspaceId} and d.conversation_id = any (${ids}::uuid[])
      and d.state in ('queued', 'sending')`.execute(tx)
  if (leaving || mails.some(({ mail }) => JSON.stringify(hidden.value(mail)) !== JSON.stringify(mail)))
    throw new Refused('conversation.words_leaving')
}

/** The conversation, those that were joined into it, and those it was split from or into: they quote each other. */
async function familyOf(tx: Tx, { id, split_from }: ConversationRecord): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with kin as (
      select ${id}::uuid as id
      union select ${split_from}::uuid where ${split_from}::uuid is not null
      union select c.id from conversations c where c.workspace_id = ${tx.workspaceId} and c.split_from = ${id}
      union select x.home_id from messages x
        where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id} and x.home_id is not null
    )
    select id from kin
    union select c.id from conversations c where c.workspace_id = ${tx.workspaceId} and c.joined_into in (select id from kin)`.execute(
    tx,
  )
  return rows.map(row => row.id)
}

function says(row: Said, hidden: HiddenWords): boolean {
  const { text, full_text, subject, html, metadata, names } = row
  return (
    [text, full_text, subject, ...names.map(({ name }) => name)].some(each => hidden.isIn(each ?? '')) ||
    (html !== null && hidden.html(html) !== html.normalize('NFC')) ||
    JSON.stringify(hidden.value(metadata)) !== JSON.stringify(metadata)
  )
}

async function rewrite(tx: Tx, row: Said, hidden: HiddenWords) {
  await tx
    .updateTable('messages')
    .set({
      text: hidden.text(row.text),
      full_text: row.full_text && hidden.text(row.full_text),
      // A sheet from which they cannot be taken for sure is not kept: its text is.
      html: row.html && hidden.html(row.html),
      subject: row.subject && hidden.text(row.subject),
      metadata: JSON.stringify(hidden.value(row.metadata)),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', row.id)
    .execute()
  for (const { id, name } of row.names)
    if (hidden.isIn(name))
      await tx
        .updateTable('attachments')
        .set({ name: hidden.text(name) })
        .where('workspace_id', '=', tx.workspaceId)
        .where('id', '=', id)
        .execute()
}

/** One file of a message; its bytes go when no other message holds them. */
async function takeOutFile(tx: Tx, messageId: string, attachmentId: string): Promise<Gone> {
  const file = await tx
    .deleteFrom('attachments')
    .where('workspace_id', '=', tx.workspaceId)
    .where('message_id', '=', messageId)
    .where('id', '=', attachmentId)
    .returning('file_id')
    .executeTakeFirst()
  if (!file) throw new NotFound('attachment')
  await sql`
    update messages x set attachment_count = greatest(0, x.attachment_count - 1)
    where x.workspace_id = ${tx.workspaceId} and x.id = ${messageId}`.execute(tx)
  await sql`
    update deliveries d set mail = jsonb_set(d.mail, '{attachments}', coalesce((
      select jsonb_agg(a) from jsonb_array_elements(d.mail -> 'attachments') a
      where a ->> 'attachmentId' <> ${attachmentId}), '[]'))
    where d.workspace_id = ${tx.workspaceId} and d.message_id = ${messageId} and d.mail ? 'attachments'`.execute(
    tx,
  )
  const { rows } = await sql<{ kept: string }>`
    with held as (
      select r.id, r.raw_sha256 from receipts r
      where r.workspace_id = ${tx.workspaceId} and r.message_id = ${messageId} for update
    )
    update receipts r set raw = null, raw_sha256 = null from held h
    where r.workspace_id = ${tx.workspaceId} and r.id = h.id
    returning case when h.raw_sha256 is not null then 'raw/' || h.id end as kept`.execute(tx)
  return {
    files: await forgetFiles(tx, [file.file_id]),
    kept: rows.flatMap(({ kept }) => kept ?? []),
    from: [],
  }
}

import { type RawBuilder, sql } from 'kysely'
import type * as z from 'zod'
import type { ChatMessage, ChatNews, ChatPage, ChatState, ChatSurvey, SurveyInput } from '#contract/chat.ts'
import { widgetPath } from '#contract/chat.ts'
import type { Tx } from '#server/platform/db.ts'
import { type FeedItem, feedOfConversation, lastSeq } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isTrusted, type SessionRecord } from './sessions.ts'

export interface ViewDeps {
  ground: Ground
  /** Who has the desk open now. */
  isHere: (workspaceId: string, memberId: string) => boolean
  survey: SurveyAtEnd
}

/** The satisfaction question at the end of a chat; surveys/ knows whom to ask and what. */
export interface SurveyAtEnd {
  askAtEnd: (tx: Tx, conversationId: string) => Promise<void>
  questionOf: (
    tx: Tx,
    person: { conversationId: string; identityId: string },
    language: 'fr' | 'en',
  ) => Promise<ChatSurvey | null>
  answer: (
    tx: Tx,
    person: { conversationId: string; identityId: string },
    given: z.output<typeof SurveyInput>,
  ) => Promise<void>
}

interface MessageRow {
  id: string
  at: Date
  direction: 'in' | 'out'
  channel_kind: string
  author_kind: 'contact' | 'member' | 'system' | 'api_key'
  author_id: string | null
  author_name: string | null
  author_photo: string | null
  text: string
  language: 'fr' | 'en' | null
  client_id: string | null
  attachment_count: number
  delivery_status: string | null
  is_seen: boolean
}

/** The key of a channel stands in the addresses of its files and photos. */
export interface Place {
  key: string
}

/** The last messages that a visitor may see, or those before one, oldest first. */
export async function pageOf(
  { ground }: ViewDeps,
  tx: Tx,
  place: Place,
  session: SessionRecord,
  { before, limit = 50 }: { before?: string | undefined; limit?: number },
): Promise<ChatPage> {
  const older = before ? sql`and x.id < ${before}` : sql``
  const rows = await messageRows(tx, session, sql`${older} order by x.id desc limit ${limit + 1}`)
  const items = await shown(ground, tx, place, rows.slice(0, limit).reverse())
  return { items, more: rows.length > limit }
}

/** One message as its visitor sees it; undefined when it is not theirs to see. */
export async function messageOf(
  { ground }: ViewDeps,
  tx: Tx,
  place: Place,
  session: SessionRecord,
  id: string,
): Promise<ChatMessage | undefined> {
  const rows = await messageRows(tx, session, sql`and x.id = ${id}`)
  return (await shown(ground, tx, place, rows))[0]
}

const stretch = 200

/** What changed after a number of the workspace's feed: each message once, as it is now. */
export async function newsAfter(
  deps: ViewDeps,
  tx: Tx,
  place: Place,
  session: SessionRecord,
  after: number,
): Promise<ChatNews> {
  const { ground } = deps
  const last = await lastSeq(ground.db.system, tx.workspaceId)
  if (!session.conversation_id || after >= last)
    return { seq: Math.max(after, last), items: [], gone: [], more: false }
  const conversationId = await threadOf(tx, session.conversation_id)
  const { events, upTo } = await feedOfConversation(ground.db.system, tx.workspaceId, conversationId, {
    after,
    last,
    limit: stretch,
  })
  return { ...(await newsOf(deps, tx, place, session, events)), seq: upTo, more: upTo < last }
}

/** The same of events of the visitor's conversation that are known already. */
export async function newsOf(
  { ground }: ViewDeps,
  tx: Tx,
  place: Place,
  session: SessionRecord,
  events: FeedItem[],
): Promise<ChatNews> {
  const touched = new Set(
    events.filter(({ subject }) => subject.kind === 'message').map(({ subject }) => subject.id),
  )
  // Where the adviser read on, marks of other messages moved too.
  const readTo = events.findLast(({ type }) => type === 'conversation.read')
  const which = readTo
    ? sql`and (x.id = any(${[...touched]}::uuid[]) or x.direction = 'in')`
    : sql`and x.id = any(${[...touched]}::uuid[])`
  const rows = touched.size > 0 || readTo ? await messageRows(tx, session, sql`${which} order by x.id`) : []
  const items = await shown(ground, tx, place, rows)
  const visible = new Set(items.map(({ id }) => id))
  const taken = events.filter(({ type }) => type === 'message.cancelled')
  return {
    seq: events.at(-1)?.seq ?? 0,
    items,
    gone: taken.map(({ subject }) => subject.id).filter(id => !visible.has(id)),
    more: false,
  }
}

/** How the conversation of a visitor stands. */
export async function stateOf(
  { ground, isHere, survey }: ViewDeps,
  tx: Tx,
  place: Place,
  session: SessionRecord,
): Promise<ChatState> {
  const seq = await lastSeq(ground.db.system, tx.workspaceId)
  const address = session.address && {
    address: session.address,
    isVerified: session.address_verified_at !== null,
    transcriptSentAt: session.transcript_sent_at?.toISOString() ?? null,
  }
  if (!session.conversation_id)
    return { seq, conversation: null, adviser: null, unread: 0, address: address || null, survey: null }
  const { rows } = await sql<StateRow>`
    select c.id, c.status, c.created_at, m.id as member_id, m.name, m.photo_file_id
    from conversations c
    left join members m on m.workspace_id = ${tx.workspaceId} and m.id = c.assignee_id
    where c.workspace_id = ${tx.workspaceId}
      and c.id = (select thread_of(${tx.workspaceId}, ${session.conversation_id}))`.execute(tx)
  const row = rows[0]
  const unread = (
    await messageRows(
      tx,
      session,
      sql`and x.direction = 'out' and x.delivery_status in ('sent', 'delivered') order by x.id limit 100`,
    )
  ).length
  const hasEnded = session.ended_at !== null || row?.status === 'closed'
  return {
    seq,
    conversation: row
      ? { state: hasEnded ? 'ended' : 'open', startedAt: row.created_at.toISOString() }
      : null,
    others: row ? await othersIn(tx, session, row.id) : [],
    adviser:
      row?.member_id && row.name
        ? {
            firstName: firstNameOf(row.name),
            photoUrl: photoUrl(ground, place, row.member_id, row.photo_file_id),
            isHere: isHere(tx.workspaceId, row.member_id),
          }
        : null,
    unread,
    address: address || null,
    survey:
      row && hasEnded && session.identity_id
        ? await survey.questionOf(
            tx,
            { conversationId: row.id, identityId: session.identity_id },
            session.language,
          )
        : null,
  }
}

/** Who wrote, or writes, to a visitor beside whoever has the conversation, since this session began. */
async function othersIn(
  tx: Tx,
  session: SessionRecord,
  conversationId: string,
): Promise<NonNullable<ChatState['others']>> {
  const { rows } = await sql<{ id: string; name: string; at: Date; left_at: Date | null }>`
    select p.id, m.name, p.at, case when p.ended_because = 'left' then p.ended_at end as left_at
    from participations p
    join members m on m.workspace_id = p.workspace_id and m.id = p.member_id
    where p.workspace_id = ${tx.workspaceId} and p.conversation_id = ${conversationId} and p.at >= ${session.created_at}
    order by p.at, p.id
    limit 50`.execute(tx)
  return rows.map(({ id, name, at, left_at }) => ({
    id,
    firstName: firstNameOf(name),
    joinedAt: at.toISOString(),
    leftAt: left_at?.toISOString() ?? null,
  }))
}

interface StateRow {
  id: string
  status: string
  created_at: Date
  member_id: string | null
  name: string | null
  photo_file_id: string | null
}

/** The conversation where a thread goes on now. */
export async function threadOf(tx: Tx, id: string): Promise<string> {
  const { rows } = await sql<{ id: string | null }>`select thread_of(${tx.workspaceId}, ${id}) as id`.execute(
    tx,
  )
  return rows[0]?.id ?? id
}

/**
 * Messages of a visitor's conversation, and of those only theirs: a session that nobody vouches for sees what it wrote and
 * what was answered to it, even when an adviser joined the conversation with one of somebody known. What was forwarded to
 * others, or written to other addresses, is nobody's here.
 */
async function messageRows(
  tx: Tx,
  session: SessionRecord,
  which: RawBuilder<unknown>,
): Promise<MessageRow[]> {
  if (!session.conversation_id || !session.identity_id) return []
  const addressed = JSON.stringify([{ address: session.address?.toLowerCase() ?? '\u0001' }])
  const theirs = isTrusted(session)
    ? sql`(
        x.identity_id in (
          select i.id from identities i
          join identities own on own.workspace_id = i.workspace_id and own.contact_id = i.contact_id
          where own.workspace_id = ${tx.workspaceId} and own.id = ${session.identity_id})
        or (x.direction = 'out' and x.to_addresses @> ${addressed}::jsonb))`
    : sql`(x.identity_id = ${session.identity_id} and (x.direction = 'in' or x.at >= ${session.created_at}))`
  const { rows } = await sql<MessageRow>`
    select x.id, x.at, x.direction, x.channel_kind, x.author_kind, x.author_id, x.text, x.language,
      x.attachment_count, x.delivery_status,
      x.metadata ->> 'clientId' as client_id, m.name as author_name, m.photo_file_id as author_photo,
      case when x.direction = 'out' then x.delivery_status = 'read'
        else exists (
          select from readings r
          where r.workspace_id = ${tx.workspaceId} and r.conversation_id = x.conversation_id
            and r.last_read_message_id >= x.id
        ) end as is_seen
    from messages x
    left join members m on m.workspace_id = ${tx.workspaceId} and x.author_kind = 'member' and m.id = x.author_id
    where x.workspace_id = ${tx.workspaceId}
      and x.conversation_id = (select thread_of(${tx.workspaceId}, ${session.conversation_id}))
      and x.direction in ('in', 'out')
      and x.delivery_status is distinct from 'cancelled'
      and not x.metadata ? 'forwards'
      and ${theirs} ${which}`.execute(tx)
  return rows
}

async function shown(ground: Ground, tx: Tx, place: Place, rows: MessageRow[]): Promise<ChatMessage[]> {
  const withFiles = rows.filter(row => row.attachment_count > 0).map(({ id }) => id)
  const files = withFiles.length > 0 ? await filesOf(tx, withFiles) : []
  return rows.map(row => ({
    id: row.id,
    clientId: row.client_id,
    at: row.at.toISOString(),
    from: fromOf(row),
    name: row.author_name && firstNameOf(row.author_name),
    photoUrl: row.author_id ? photoUrl(ground, place, row.author_id, row.author_photo) : null,
    text: row.text,
    language: row.language,
    files: files
      .filter(file => file.message_id === row.id)
      .map(({ id, name, type, bytes }) => ({ id, name, type, bytes, url: fileUrl(ground, place, id) })),
    channel: row.channel_kind === 'chat' ? 'chat' : 'email',
    isSeen: row.is_seen,
  }))
}

const filesOf = (tx: Tx, messageIds: string[]) =>
  tx
    .selectFrom('attachments')
    .select(['id', 'message_id', 'name', 'type', 'bytes'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('message_id', 'in', messageIds)
    .where('inline', '=', false)
    .orderBy('position')
    .execute()

const fromOf = ({ direction, author_kind }: MessageRow): ChatMessage['from'] =>
  direction === 'in' ? 'visitor' : author_kind === 'member' ? 'adviser' : 'automatic'

/** A customer is told the first name of who answers, no more. */
export const firstNameOf = (name: string): string => name.trim().split(/\s+/)[0] ?? ''

/** For how long the address of a file opens it. */
const fileHours = 24

/** The address of a file: good for whoever has it, for a day. */
export function fileUrl(ground: Ground, { key }: Place, id: string): string {
  const until = Math.floor(ground.clock.now().getTime() / 3_600_000) + fileHours
  return `${widgetPath}/${key}/files/${id}?until=${until}&s=${ground.secrets.sign(`chat-file:${id}:${until}`)}`
}

/** True when we made this address of a file, and its time is not over. */
export function isFileUrl(ground: Ground, id: string, until: number, signature: string): boolean {
  return (
    until * 3_600_000 >= ground.clock.now().getTime() &&
    ground.secrets.verify(`chat-file:${id}:${until}`, signature)
  )
}

/** The address of an adviser's photo. */
export function photoUrl(
  ground: Ground,
  { key }: Place,
  memberId: string,
  fileId: string | null,
): string | null {
  if (!fileId) return null
  return `${widgetPath}/${key}/photos/${memberId}?s=${ground.secrets.sign(`chat-photo:${memberId}`)}`
}

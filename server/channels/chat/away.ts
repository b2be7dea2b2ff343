import { sql } from 'kysely'
import type { Conversations } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { contactOfIdentity } from './receive.ts'
import type { SessionRecord } from './sessions.ts'
import { setUpOf } from './settings.ts'

export interface AwayDeps {
  ground: Ground
  conversations: Pick<Conversations, 'channels'>
}

/** True when the visitor gave no sign for as long as their channel waits. */
export function isGone(
  { last_seen_at }: Pick<SessionRecord, 'last_seen_at'>,
  awayAfterMinutes: number,
  now: Date,
) {
  return now.getTime() - last_seen_at.getTime() >= awayAfterMinutes * 60_000
}

interface Unseen {
  id: string
  text: string
  author_id: string | null
  number: number
  subject: string
}

/**
 * Sends what a visitor who is gone has not seen by e-mail, in the same conversation: one mail for all of it, whose answer
 * comes back here by its signed address. False when there is nothing, or no address of ours to send from.
 */
export async function mailUnseen(
  { ground, conversations }: AwayDeps,
  tx: Tx,
  session: SessionRecord,
): Promise<boolean> {
  if (!session.address || !session.conversation_id || !session.identity_id) return false
  const unseen = await unseenOf(tx, session)
  const channelId = await mailChannel(tx, session.channel_id)
  const last = unseen.at(-1)
  if (!last || !channelId) return false
  const ids = unseen.map(({ id }) => id)
  const to = [{ name: session.name ?? '', address: session.address }]
  const now = ground.clock.now()
  await sql`
    update messages
    set to_addresses = ${JSON.stringify(to)}::jsonb,
      metadata = metadata || ${JSON.stringify({ mailedAt: now.toISOString() })}::jsonb
    where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`.execute(tx)
  const { rows } = await sql<{ id: string }>`
    select id from attachments where workspace_id = ${tx.workspaceId} and message_id = any(${ids}::uuid[])
    order by message_id, position`.execute(tx)
  await conversations.channels.get('email').send(tx, {
    messageId: last.id,
    conversationId: session.conversation_id,
    conversationNumber: last.number,
    contactId: await contactOfIdentity(tx, session.identity_id),
    channelId,
    authorId: last.author_id,
    subject: last.subject,
    text: [
      ...unseen.map(({ text }) => text),
      // Whoever has the address may never have seen the chat.
      ...(session.address_verified_at ? [] : [ground.t(session.language, 'chat:unproven_address')]),
    ].join('\n\n'),
    html: null,
    to,
    cc: [],
    bcc: [],
    attachmentIds: rows.map(({ id }) => id),
    answersMessageId: null,
    forwardsMessageId: null,
    leavesAt: now,
  })
  for (const id of ids)
    await ground.recordEvent(tx, {
      type: 'message.mailed',
      actor: system,
      subject: { kind: 'message', id },
      conversationId: session.conversation_id,
    })
  return true
}

/** Answers by chat that the visitor of a session has not read, and that no mail took to them. */
async function unseenOf(tx: Tx, session: SessionRecord): Promise<Unseen[]> {
  const { rows } = await sql<Unseen>`
    select x.id, x.text, x.author_id, c.number, c.subject
    from messages x
    join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
    where x.workspace_id = ${tx.workspaceId}
      and x.conversation_id = (select thread_of(${tx.workspaceId}, ${session.conversation_id}))
      and x.direction = 'out' and x.channel_kind = 'chat' and x.delivery_status in ('sent', 'delivered')
      and x.identity_id = ${session.identity_id} and x.at >= ${session.created_at} and not x.metadata ? 'mailedAt'
    order by x.id`.execute(tx)
  return rows
}

/** The address that mails of a chat leave from: that of its team, or else the first. */
async function mailChannel(tx: Tx, chatId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select e.id from channels e
    join channels c on c.workspace_id = e.workspace_id and c.id = ${chatId}
    where e.workspace_id = ${tx.workspaceId} and e.kind = 'email' and e.enabled and e.address is not null
    order by e.team_id is distinct from c.team_id, e.created_at, e.id
    limit 1`.execute(tx)
  return rows[0]?.id
}

/** Looks for visitors who left before their answer, and mails it to them. */
export async function mailTheGone(deps: AwayDeps): Promise<number> {
  const { db, clock } = deps.ground
  const now = clock.now()
  const { rows } = await sql<{ workspace_id: string; id: string }>`
    select s.workspace_id, s.id from chat_sessions s
    where s.conversation_id is not null and s.address is not null
      and s.last_seen_at between ${new Date(now.getTime() - 7 * 86_400_000)} and ${new Date(now.getTime() - 60_000)}
      and exists (
        select from messages x
        where x.workspace_id = s.workspace_id and x.conversation_id = s.conversation_id and x.direction = 'out'
          and x.channel_kind = 'chat' and x.identity_id = s.identity_id and x.delivery_status in ('sent', 'delivered') and x.at >= s.created_at
          and not x.metadata ? 'mailedAt'
      )
    order by s.last_seen_at
    limit 500`.execute(db.system)
  let mailed = 0
  for (const { workspace_id, id } of rows) {
    const done = await db.inWorkspace(workspace_id, async tx => {
      // Locked, so that two nodes do not mail the same words.
      const session = await tx
        .selectFrom('chat_sessions')
        .innerJoin('channels', join =>
          join
            .onRef('channels.workspace_id', '=', 'chat_sessions.workspace_id')
            .onRef('channels.id', '=', 'chat_sessions.channel_id'),
        )
        .selectAll('chat_sessions')
        .select('channels.settings')
        .where('chat_sessions.workspace_id', '=', workspace_id)
        .where('chat_sessions.id', '=', id)
        .forUpdate('chat_sessions')
        .executeTakeFirst()
      if (!session || !isGone(session, setUpOf(session.settings).awayAfterMinutes, clock.now())) return false
      return mailUnseen(deps, tx, session)
    })
    if (done) mailed += 1
  }
  return mailed
}

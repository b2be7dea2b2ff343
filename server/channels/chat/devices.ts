import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { OpenChat } from './door.ts'
import { changeSession, type SessionRecord } from './sessions.ts'

/** The identity of somebody the site vouches for; undefined before they wrote or were met otherwise. */
export async function identityOfUser(tx: Tx, userId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('identities')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('kind', '=', 'external')
    .where('value', '=', userId)
    .executeTakeFirst()
  return row?.id
}

/**
 * The latest chat of somebody the site vouches for, while it is not long past: history on another device. Only what this
 * very user wrote in: their card may be shared with another one, rightly or not, whose words are not theirs to read.
 */
export async function latestChat(
  ground: Ground,
  tx: Tx,
  { userId, identityId }: { userId: string; identityId: string },
  hours: number,
): Promise<string | null> {
  const since = new Date(ground.clock.now().getTime() - hours * 3_600_000)
  const { rows } = await sql<{ id: string }>`
    select c.id from conversations c
    join identities i on i.workspace_id = c.workspace_id and i.contact_id = c.contact_id
    where c.workspace_id = ${tx.workspaceId} and i.id = ${identityId} and c.channel_kind = 'chat'
      and c.last_message_at > ${since} and c.joined_into is null
      and exists (
        select from chat_sessions s
        where s.workspace_id = c.workspace_id and s.conversation_id = c.id and s.user_id = ${userId})
    order by c.last_message_at desc
    limit 1`.execute(tx)
  return rows[0]?.id ?? null
}

/** A device that has no conversation of its own takes the one that its person began on another, as long as that goes on. */
export async function joinedElsewhere(
  ground: Ground,
  tx: Tx,
  { setUp }: OpenChat,
  session: SessionRecord,
): Promise<SessionRecord> {
  if (!session.user_id || session.conversation_id) return session
  const userId = session.user_id
  const identityId = await identityOfUser(tx, userId)
  const conversationId =
    identityId && (await latestChat(ground, tx, { userId, identityId }, setUp.resumeHours))
  if (!identityId || !conversationId) return session
  return changeSession(tx, session.id, { identity_id: identityId, conversation_id: conversationId })
}

/** Sessions of these conversations. */
export async function sessionsIn(
  { db }: Ground,
  workspaceId: string,
  conversationIds: string[],
): Promise<SessionRecord[]> {
  return db.system
    .selectFrom('chat_sessions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('conversation_id', 'in', conversationIds)
    .execute()
}

/** Whose these conversations are, as their sites know them. */
export async function usersIn(
  { db }: Ground,
  workspaceId: string,
  conversationIds: string[],
): Promise<Set<string>> {
  const rows = await db.system
    .selectFrom('conversations')
    .innerJoin('identities', join =>
      join
        .onRef('identities.workspace_id', '=', 'conversations.workspace_id')
        .onRef('identities.contact_id', '=', 'conversations.contact_id'),
    )
    .select('identities.value')
    .where('conversations.workspace_id', '=', workspaceId)
    .where('conversations.id', 'in', conversationIds)
    .where('identities.kind', '=', 'external')
    .execute()
  return new Set(rows.map(({ value }) => value))
}

import { type Selectable, sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { ChatSessions } from '#server/platform/schema.ts'
import { hashToken, newToken } from '#server/platform/secrets.ts'

export type SessionRecord = Selectable<ChatSessions>

/** A session holds for so long after the last sign of its visitor. */
const holdsMs = 30 * 86_400_000
/** Signs of life are written at most so often. */
const seenEveryMs = 30_000

export interface NewSession {
  channelId: string
  language: 'fr' | 'en'
  timeZone: string | null
  /** As the host site knows them, when it signed for them. */
  userId: string | null
  name: string | null
  address: string | null
  identityId: string | null
}

/** Opens a session; its token is told once, and only its hash is kept. */
export async function openSession(
  ground: Ground,
  tx: Tx,
  wanted: NewSession,
): Promise<{ token: string; session: SessionRecord }> {
  const { token, hash } = newToken('chs_')
  const now = ground.clock.now()
  const session = await tx
    .insertInto('chat_sessions')
    .values({
      workspace_id: tx.workspaceId,
      id: ground.newId(),
      channel_id: wanted.channelId,
      token_hash: hash,
      language: wanted.language,
      time_zone: wanted.timeZone,
      is_signed: wanted.userId !== null,
      user_id: wanted.userId,
      name: wanted.name,
      identity_id: wanted.identityId,
      address: wanted.address,
      // The site vouches for the address of whom it knows.
      address_verified_at: wanted.userId && wanted.address ? now : null,
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + holdsMs),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { token, session }
}

/** The session that a token opens on a channel; undefined when there is none any more. */
export async function sessionOfToken(
  ground: Ground,
  tx: Tx,
  channelId: string,
  token: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<SessionRecord | undefined> {
  if (!/^chs_[\w-]{43}$/.test(token)) return undefined
  let query = tx
    .selectFrom('chat_sessions')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('channel_id', '=', channelId)
    .where('token_hash', '=', hashToken(token))
    .where('expires_at', '>', ground.clock.now())
  if (lock) query = query.forUpdate()
  return query.executeTakeFirst()
}

/** The same, refused when there is none: the widget then opens another. */
export async function requireSession(...asked: Parameters<typeof sessionOfToken>): Promise<SessionRecord> {
  const session = await sessionOfToken(...asked)
  if (!session) throw new Refused('chat.session_over', {}, 401)
  return session
}

/** Changes a session. */
export async function changeSession(
  tx: Tx,
  id: string,
  change: Partial<Omit<SessionRecord, 'workspace_id' | 'id'>>,
): Promise<SessionRecord> {
  return tx
    .updateTable('chat_sessions')
    .set(change)
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Notes that its visitor is there, now and then. */
export async function noteSeen(ground: Ground, tx: Tx, session: SessionRecord): Promise<void> {
  const now = ground.clock.now()
  if (now.getTime() - session.last_seen_at.getTime() < seenEveryMs) return
  await changeSession(tx, session.id, {
    last_seen_at: now,
    expires_at: new Date(now.getTime() + holdsMs),
  })
}

/** The session that spoke last in a conversation: whom an answer by chat reaches. */
export async function sessionOfConversation(
  tx: Tx,
  conversationId: string,
): Promise<SessionRecord | undefined> {
  return tx
    .selectFrom('chat_sessions')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where(eb =>
      eb.or([
        eb('conversation_id', '=', conversationId),
        // What an adviser joined into this conversation.
        eb('conversation_id', 'in', joined =>
          joined
            .selectFrom('conversations')
            .select('id')
            .where('workspace_id', '=', tx.workspaceId)
            .where('joined_into', '=', conversationId),
        ),
      ]),
    )
    .orderBy('last_seen_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** A visitor who gave a sign within this has the chat before their eyes: signs come every half minute. */
const thereMs = 90_000

/** True while somebody has the chat of this conversation open. */
export async function isVisitorThere(ground: Ground, tx: Tx, conversationId: string): Promise<boolean> {
  const session = await sessionOfConversation(tx, conversationId)
  return session !== undefined && ground.clock.now().getTime() - session.last_seen_at.getTime() < thereMs
}

/** Whether what a session may see goes beyond its own words: the site signed for it, or the address was verified. */
export const isTrusted = (session: SessionRecord): boolean =>
  session.is_signed || session.address_verified_at !== null

/** Forgets sessions that nobody wrote in and that hold no more. */
export async function forgetExpired({ db, clock }: Ground): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from chat_sessions where expires_at < ${clock.now()} and identity_id is null`.execute(db.system)
  return Number(numAffectedRows)
}

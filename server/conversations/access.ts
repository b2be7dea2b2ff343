import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import { type Actor, seesArchive, seesEverything, seesTeamsOnly } from '#server/platform/actor.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import { Forbidden, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Conversations } from '#server/platform/schema.ts'

export type ConversationRecord = Selectable<Conversations>

/** Which conversations someone may see: all inside the house, their teams' at a partner or with a key of teams, what was shared otherwise; the archive is for administrators. */
export function visibleTo(actor: Actor) {
  return (eb: ExpressionBuilder<DB, 'conversations'>) => {
    if (seesArchive(actor)) return sql<boolean>`true`
    const isAtHand = eb('conversations.archived_at', 'is', null)
    if (seesEverything(actor)) return isAtHand
    if (seesTeamsOnly(actor))
      return actor.teamIds.length === 0
        ? sql<boolean>`false`
        : eb.and([isAtHand, eb('conversations.team_id', 'in', actor.teamIds)])
    return eb.and([
      isAtHand,
      eb.exists(
        eb
          .selectFrom('conversation_shares')
          .select('conversation_shares.member_id')
          .whereRef('conversation_shares.workspace_id', '=', 'conversations.workspace_id')
          .whereRef('conversation_shares.conversation_id', '=', 'conversations.id')
          .where('conversation_shares.member_id', '=', actor.memberId ?? actor.id),
      ),
    ])
  }
}

/** Of some conversations, those that someone may see. */
export async function visibleAmong({ db }: Ground, actor: Actor, ids: string[]): Promise<Set<string>> {
  const rows = await db.readWorkspace(actor.workspaceId, tx =>
    tx
      .selectFrom('conversations')
      .select('conversations.id')
      .where('conversations.workspace_id', '=', tx.workspaceId)
      .where('conversations.id', 'in', ids)
      .where(visibleTo(actor))
      .execute(),
  )
  return new Set(rows.map(row => row.id))
}

/** The one door to a conversation: the row, or NotFound when it does not exist for this person. */
export async function conversationFor(
  tx: Tx,
  actor: Actor,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<ConversationRecord> {
  let query = tx
    .selectFrom('conversations')
    .selectAll('conversations')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where(visibleTo(actor))
  if (lock) query = query.forUpdate('conversations')
  const row = await query.executeTakeFirst()
  if (!row) throw new NotFound('conversation')
  return row
}

/** The conversation that someone is about to change, locked; one that was joined into another is changed there. */
export async function conversationToChange(tx: Tx, actor: Actor, id: string): Promise<ConversationRecord> {
  const row = await conversationFor(tx, actor, id, { lock: true })
  if (row.joined_into) throw new Refused('conversation.joined')
  return row
}

/**
 * The conversation where a thread goes on now, locked: the one itself, or the one it was joined into, through however
 * many. Somebody may join it elsewhere while we wait for the lock, hence the second look. The way is asked in a question
 * of its own: standing bare in the comparison, a plan made while the table was small asks it for every conversation.
 */
export async function lockThread(tx: Tx, id: string): Promise<ConversationRecord | undefined> {
  for (;;) {
    const { rows } = await sql<ConversationRecord>`
      select c.* from conversations c
      where c.workspace_id = ${tx.workspaceId} and c.id = (select thread_of(${tx.workspaceId}, ${id}))
      for update of c`.execute(tx)
    const row = rows[0]
    if (!row || row.joined_into === null) return row
  }
}

/** Refuses a message of another conversation: the writer may not have the right to that one. */
export async function requireMessage(tx: Tx, conversationId: string, id: string): Promise<void> {
  const row = await tx
    .selectFrom('messages')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('conversation_id', '=', conversationId)
    .executeTakeFirst()
  if (!row) throw new NotFound('message')
}

export type Act = 'reply' | 'note' | 'assign' | 'close' | 'edit' | 'share' | 'redact'

/** What someone may do with a conversation they can see. */
export function allowedActs(actor: Actor): Act[] {
  if (actor.role === 'collaborator') return ['note']
  if (seesTeamsOnly(actor)) return ['reply', 'note', 'assign', 'close', 'edit']
  return ['reply', 'note', 'assign', 'close', 'edit', 'share', 'redact']
}

/** Refuses an act that the role does not have. */
export function requireAct(actor: Actor, act: Act): void {
  if (!allowedActs(actor).includes(act)) throw new Forbidden('conversation.not_allowed')
}

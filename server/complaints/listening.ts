import { sql } from 'kysely'
import { isComplaint } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import { answeredSince, heldSince, showDue, underwaySince } from './queries.ts'
import { type ComplaintDeps, propose } from './settling.ts'
import { tellLoss } from './undelivered.ts'
import type { Classifier } from './words.ts'

/** Proposes a complaint where the words of a customer's message say so (CMP-1), whatever way it came. */
export async function readMessage(
  deps: ComplaintDeps & { classify: Classifier },
  event: StoredEvent,
): Promise<void> {
  if (event.actor.kind !== 'contact' || (event.data.automatic ?? 'none') !== 'none') return
  const { db } = deps.ground
  await db.inWorkspace(event.workspaceId, async tx => {
    const { rows } = await sql<{ subject: string; text: string; is_own: boolean }>`
      select coalesce(m.subject, '') as subject, left(m.text, 20000) as text,
        m.direction = 'in' and m.automatic = 'none' and not m.metadata ? 'isSpam' as is_own
      from messages m where m.workspace_id = ${tx.workspaceId} and m.id = ${event.subject.id}`.execute(tx)
    const [message] = rows
    if (!message?.is_own) return
    const words = deps.classify(message)
    if (words.length === 0) return
    const conversation = await lockOpen(tx, event.conversationId)
    if (conversation)
      await propose(deps, tx, { kind: 'system', id: null }, conversation, {
        messageId: event.subject.id,
        words,
      })
  })
}

/** A reason that is a complaint, given by somebody or by a rule, proposes one as well: only a person confirms it. */
export async function readReason(deps: ComplaintDeps, event: StoredEvent): Promise<void> {
  const { reason_id: reasonId } = (event.data.to ?? {}) as { reason_id?: string | null } // written by the conversations' own edit
  if (!reasonId) return
  await deps.ground.db.inWorkspace(event.workspaceId, async tx => {
    if (!(await isComplaint(tx, reasonId))) return
    const conversation = await lockOpen(tx, event.conversationId)
    if (conversation?.reason_id !== reasonId) return
    const { kind, id } = event.actor
    await propose(deps, tx, event.actor, conversation, {
      words: [],
      ...(kind === 'system' && id && { ruleId: id }),
    })
  })
}

async function lockOpen(tx: Tx, id: string | null) {
  if (!id) return undefined
  return tx
    .selectFrom('conversations')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('is_spam', '=', false)
    .where('joined_into', 'is', null)
    .where('status', '<>', 'closed')
    .where('archived_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

/** What people write and close is what acknowledges and answers a complaint; what is taken back or does not arrive is not. */
export async function readClocks(deps: ComplaintDeps, event: StoredEvent): Promise<void> {
  const { conversationId: id } = event
  if (!id) return
  const { ground } = deps
  await ground.db.inWorkspace(event.workspaceId, async tx => {
    if (!(await reckon(tx, id))) return
    await showDue(tx, [id], ground.clock.now())
    if (event.type === 'message.delivery_changed') await tellLoss(deps, tx, event)
  })
}

/** Reads from its messages when a complaint with clocks was acknowledged and answered; false where none has them. */
export async function reckon(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{
    sent_at: Date
    is_closed: boolean
    acknowledged_at: Date | null
    acknowledged_message_id: string | null
  }>`
      select x.sent_at, c.status = 'closed' as is_closed, x.acknowledged_at, x.acknowledged_message_id from complaints x
      join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
      where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${id}
        and x.answer_by is not null
      for update of x`.execute(tx)
  const [row] = rows
  if (!row) return false
  const { acknowledged_message_id: kept, acknowledged_at: keptAt } = row
  // What acknowledged it once does, unless it was taken back or lost; sent again, it does from then on.
  const stillAt = kept ? await underwaySince(tx, kept) : keptAt
  const still = stillAt && { id: kept, at: keptAt && keptAt > stillAt ? keptAt : stillAt }
  const first = still || (await answeredSince(tx, id, row.sent_at, 'first'))
  const last = row.is_closed ? await answeredSince(tx, id, row.sent_at, 'last') : undefined
  const held = await heldSince(tx, id, row.sent_at)
  await sql`
      update complaints set acknowledged_at = ${first?.at ?? null}::timestamptz,
        acknowledged_message_id = ${first ? first.id : kept}::uuid, answered_at = ${last?.at ?? null}::timestamptz,
        held_until = ${held ? sql`${held.until}::text` : sql.ref('held_until')}
      where workspace_id = ${tx.workspaceId} and conversation_id = ${id}`.execute(tx)
  return true
}

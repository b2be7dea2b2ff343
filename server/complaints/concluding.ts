import { sql } from 'kysely'
import type { ComplaintOutcome } from '#contract/complaints.ts'
import type { conversationToChange } from '#server/conversations/index.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import { requireCause } from './causes.ts'
import { regulatedSectors } from './clocks.ts'
import { isAnswer } from './queries.ts'
import { hasNoMediator, isMediatorKnown, namesMediator } from './remedies.ts'
import { type ComplaintDeps, memberOf, say, toSettle } from './settling.ts'

/** Says why a confirmed complaint came and how it ends (CMP-7); said again, the last word counts. */
export async function conclude(
  deps: ComplaintDeps,
  tx: Tx,
  actor: Actor,
  { id, causeId, outcome }: { id: string; causeId: string; outcome: ComplaintOutcome },
): Promise<void> {
  const conversation = await toSettle(tx, actor, id)
  if (conversation.complaint !== 'confirmed') throw new Refused('complaint.conclude_confirmed')
  await requireCause(tx, causeId)
  // Granted to be closed, and refused afterwards, would tell the customer of no mediator.
  if (conversation.status === 'closed' && outcome !== 'upheld') await requireRemedies(deps, tx, conversation)
  await tx
    .updateTable('complaints')
    .set({
      ...{ cause_id: causeId, outcome, concluded_by: actor.memberId },
      concluded_at: deps.ground.clock.now(),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', id)
    .execute()
  await say(deps, tx, memberOf(actor), conversation, 'concluded', { causeId, outcome })
}

/**
 * Refuses to close a confirmed complaint without its cause and outcome (CMP-7), whatever the sector, and one that is rejected,
 * even in part, where no reply names the mediator that its brand or its sector has (CMP-4). However it is closed: alone, among many, with its answer, by a macro or a program.
 */
export async function requireConcluded(
  deps: Pick<ComplaintDeps, 'brandOf' | 'workspaceOf'>,
  tx: Tx,
  conversation: Awaited<ReturnType<typeof conversationToChange>>,
): Promise<void> {
  if (conversation.complaint === null && (await isAboutToBe(tx, conversation)))
    throw new Refused('complaint.cause_required', {}, 422)
  if (conversation.complaint !== 'confirmed') return
  const known = await tx
    .selectFrom('complaints')
    .select(['cause_id', 'outcome'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('conversation_id', '=', conversation.id)
    .executeTakeFirst()
  if (!known?.cause_id || !known.outcome) throw new Refused('complaint.cause_required', {}, 422)
  if (known.outcome !== 'upheld') await requireRemedies(deps, tx, conversation)
}

/** True for what a confirmed complaint was joined into, or was split off with, a moment ago. */
async function isAboutToBe(tx: Tx, { id, split_from: from }: { id: string; split_from: string | null }) {
  const { rows } = await sql`
    select from conversations c
    where c.workspace_id = ${tx.workspaceId} and c.complaint = 'confirmed' and (
      c.joined_into = ${id}
      or (c.id = ${from}::uuid and exists (
        select from complaints x
        join messages m on m.workspace_id = x.workspace_id and m.id = x.message_id
        where x.workspace_id = c.workspace_id and x.conversation_id = c.id and m.conversation_id = ${id}
      )))
    limit 1`.execute(tx)
  return rows.length > 0
}

/**
 * Refuses what no reply since the complaint names the mediator of. In a sector that the law watches, the brand must have one;
 * elsewhere a house whose customers are no consumers may have none, and says so by filling nothing in.
 */
async function requireRemedies(
  { brandOf, workspaceOf }: Pick<ComplaintDeps, 'brandOf' | 'workspaceOf'>,
  tx: Tx,
  conversation: Awaited<ReturnType<typeof conversationToChange>>,
): Promise<void> {
  const brand = await brandOf(tx, conversation.channel_id)
  if (hasNoMediator(brand) && !regulatedSectors.has((await workspaceOf(tx)).settings.sector)) return
  if (!isMediatorKnown(brand)) throw new Refused('complaint.mediator_unknown', { brand: brand.name }, 422)
  const { rows } = await sql<{ text: string }>`
    select m.text from messages m
    join complaints x on x.workspace_id = m.workspace_id and x.conversation_id = m.conversation_id
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = ${conversation.id} and ${isAnswer}
      and m.at >= x.sent_at`.execute(tx)
  if (!rows.some(({ text }) => namesMediator(text, brand)))
    throw new Refused('complaint.remedies_required', { mediator: brand.mediatorName }, 422)
}

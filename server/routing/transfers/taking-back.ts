import { sql } from 'kysely'
import { conversationToChange, requireAct } from '#server/conversations/index.ts'
import { type Actor, asEventActor, seesTeamsOnly } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { isRouted } from '../desk/states.ts'
import { tellEnd } from './asking.ts'
import { type Conversation, type TransferDeps, takenBy } from './handing-on.ts'
import { type TransferRow, transferFor } from './queries.ts'

/** Takes back what was handed on, where nobody took it: whoever had it has it again. Gives the conversation. */
export async function takeBackTransfer(
  ground: Ground,
  deps: TransferDeps,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<string> {
  requireAct(actor, 'assign')
  const transfer = await transferFor(tx, actor, id)
  // A partner sees it no more: for this one act it is theirs again.
  const asHolder = seesTeamsOnly(actor)
    ? { ...actor, teamIds: [...actor.teamIds, ...(transfer.toTeamId ? [transfer.toTeamId] : [])] }
    : actor
  const now = await conversationToChange(tx, asHolder, transfer.conversationId)
  const { mayTakeBack } = await transferFor(tx, actor, id)
  if (!mayTakeBack) throw await takenBy(tx, now, 'transfer')
  await requireHouse(tx, now, transfer)
  await tx
    .updateTable('transfers')
    .set({ state: 'taken_back', ended_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
  await deps.assign(tx, asHolder, transfer.conversationId, {
    memberId: transfer.from && (await isActive(tx, transfer.from.id)) ? transfer.from.id : null,
    teamId: transfer.fromTeamId,
    because: 'transfer',
  })
  await tellEnd(
    ground,
    tx,
    asEventActor(actor),
    {
      ...{ id, conversationId: transfer.conversationId, contactId: now.contact_id },
      ...{ teamId: transfer.fromTeamId, toMemberId: transfer.toMember?.id ?? null },
      backTo: transfer.from?.id ?? null,
    },
    'taken_back',
  )
  return transfer.conversationId
}

/** D15: what was confirmed to be a complaint since goes back to no partner whose contract has none. */
async function requireHouse(
  tx: Tx,
  { complaint }: Conversation,
  { from, fromTeamId }: TransferRow,
): Promise<void> {
  if (complaint !== 'confirmed' || !(await isRouted(tx))) return
  const { rows } = await sql<{ name: string }>`
    select p.name from partners p
    join partner_contracts c on c.workspace_id = p.workspace_id and c.partner_id = p.id and not c.takes_complaints
    where p.workspace_id = ${tx.workspaceId} and p.id in (
      select m.partner_id from members m where m.workspace_id = p.workspace_id and m.id = ${from?.id ?? null}::uuid
      union
      select t.partner_id from teams t where t.workspace_id = p.workspace_id and t.id = ${fromTeamId}::uuid
    )
    order by p.name`.execute(tx)
  if (rows[0]) throw new Refused('transfer.outside_contract', { name: rows[0].name })
}

async function isActive(tx: Tx, memberId: string): Promise<boolean> {
  const member = await tx
    .selectFrom('members')
    .select('status')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst()
  return member?.status === 'active'
}

import { sql } from 'kysely'
import type { RightsRequest } from '#contract/privacy.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { dayAt, daysBetween, monthsLater } from './due-dates.ts'

interface RequestRow {
  id: string
  contact_id: string
  contact_name: string
  kind: RightsRequest['kind']
  received_on: string
  due_on: string
  extended_at: Date | null
  extension_reason: string | null
  decided_at: Date | null
  decision: RightsRequest['decision']
  decision_reason: string | null
}

/** DAT-3: requests about data, those that are due first before the others. */
export async function listRequests(
  tx: Tx,
  { open, after, limit }: { open: boolean; after?: { dueOn: string; id: string } | undefined; limit: number },
): Promise<RequestRow[]> {
  const { rows } = await sql<RequestRow>`
    select r.*, c.name as contact_name
    from rights_requests r join contacts c on c.workspace_id = r.workspace_id and c.id = r.contact_id
    where r.workspace_id = ${tx.workspaceId}
      ${open ? sql`and r.decided_at is null` : sql``}
      ${after ? sql`and (r.due_on, r.id) > (${after.dueOn}, ${after.id}::uuid)` : sql``}
    order by r.due_on, r.id
    limit ${limit + 1}`.execute(tx)
  return rows
}

/** One request; throws when there is none. */
export async function requestFor(tx: Tx, id: string): Promise<RequestRow> {
  const { rows } = await sql<RequestRow>`
    select r.*, c.name as contact_name
    from rights_requests r join contacts c on c.workspace_id = r.workspace_id and c.id = r.contact_id
    where r.workspace_id = ${tx.workspaceId} and r.id = ${id}`.execute(tx)
  if (!rows[0]) throw new NotFound('rights_request')
  return rows[0]
}

/** Opens a request: it is due one month after it was received. */
export async function openRequest(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  {
    id: contactId,
    kind,
    receivedOn,
    today,
  }: { id: string; kind: RightsRequest['kind']; receivedOn?: string | undefined; today: string },
): Promise<RequestRow> {
  const contact = await tx
    .selectFrom('contacts')
    .select('erased_at')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', contactId)
    .executeTakeFirst()
  if (!contact) throw new NotFound('contact')
  if (contact.erased_at) throw new Refused('privacy.already_erased')
  const received = receivedOn ?? today
  if (received > today) throw new Invalid('privacy.received_later')
  const id = ground.newId()
  await tx
    .insertInto('rights_requests')
    .values({
      workspace_id: tx.workspaceId,
      id,
      contact_id: contactId,
      kind,
      received_on: received,
      due_on: monthsLater(received, 1),
      opened_by: actor.memberId,
      opened_at: ground.clock.now(),
    })
    .execute()
  await tell(ground, tx, actor, 'rights_request.opened', { id, contactId }, { kind })
  return requestFor(tx, id)
}

/** Two more months, once, told with its reason before the first month ends. */
export async function extendRequest(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, reason, today }: { id: string; reason: string; today: string },
): Promise<RequestRow> {
  const request = await requestFor(tx, id)
  if (request.decided_at) throw new Refused('privacy.already_decided')
  if (request.extended_at) throw new Refused('privacy.already_extended')
  if (today > request.due_on) throw new Refused('privacy.extension_late', { due: request.due_on })
  await tx
    .updateTable('rights_requests')
    .set({
      due_on: monthsLater(request.received_on, 3),
      extended_at: ground.clock.now(),
      extension_reason: reason,
      told_days_before: null,
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('extended_at', 'is', null)
    .execute()
  await tell(ground, tx, actor, 'rights_request.extended', { id, contactId: request.contact_id }, {})
  return requestFor(tx, id)
}

/** Answers a request; a refusal says why. */
export async function decideRequest(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, decision, reason }: { id: string; decision: NonNullable<RightsRequest['decision']>; reason: string },
): Promise<RequestRow> {
  const request = await requestFor(tx, id)
  if (request.decided_at) throw new Refused('privacy.already_decided')
  if (decision === 'refused' && reason === '') throw new Invalid('privacy.refusal_reason')
  await tx
    .updateTable('rights_requests')
    .set({ decided_at: ground.clock.now(), decision, decision_reason: reason || null })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('decided_at', 'is', null)
    .execute()
  await tell(ground, tx, actor, 'rights_request.decided', { id, contactId: request.contact_id }, { decision })
  return requestFor(tx, id)
}

async function tell(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  type: string,
  { id, contactId }: { id: string; contactId: string },
  data: Record<string, unknown>,
) {
  await ground.recordEvent(tx, {
    type,
    actor: asEventActor(actor),
    subject: { kind: 'rights_request', id },
    contactId,
    data,
  })
}

/** The day of the workspace. */
export async function todayOf(ground: Ground, tx: Tx): Promise<string> {
  const { time_zone } = await tx
    .selectFrom('workspaces')
    .select('time_zone')
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return dayAt(ground.clock.now(), time_zone)
}

/** A request as the contract says it. */
export function toRequest(row: RequestRow, today: string): RightsRequest {
  return {
    id: row.id,
    contact: { id: row.contact_id, name: row.contact_name },
    kind: row.kind,
    receivedOn: row.received_on,
    dueOn: row.due_on,
    daysLeft: daysBetween(today, row.due_on),
    extensionReason: row.extension_reason,
    extendedAt: row.extended_at?.toISOString() ?? null,
    decision: row.decision,
    decisionReason: row.decision_reason,
    decidedAt: row.decided_at?.toISOString() ?? null,
  }
}

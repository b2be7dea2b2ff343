import { sql } from 'kysely'
import type { RightsRequest } from '#contract/privacy.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { EventType } from '#server/platform/event-types.ts'
import type { Ground } from '#server/platform/ground.ts'
import { dayAt, daysBetween, monthsLater } from './due-dates.ts'
import { groundsOf } from './grounds.ts'
import { cardsOf } from './person.ts'

export interface RequestRow {
  id: string
  contact_id: string
  /** The card that shows the person now. */
  shown_id: string
  contact_name: string
  is_erased: boolean
  /** Where they are written to; null when they have no address. */
  tell_to: string | null
  kind: RightsRequest['kind']
  received_on: string
  due_on: string
  extended_at: Date | null
  extension_reason: string | null
  extension_told: boolean
  doubted_at: Date | null
  doubt_reason: string | null
  doubt_told: boolean
  identity_confirmed_at: Date | null
  decided_at: Date | null
  decision: RightsRequest['decision']
  decision_reason: string | null
  decision_told: boolean
  refusal_ground: RightsRequest['refusalGround']
}

/**
 * A request with the card that shows its person, and where they are written to about their rights: an address that is
 * proven theirs, or else the one they used last.
 */
const requests = sql`
  select r.*, shown.id as shown_id, shown.name as contact_name, shown.erased_at is not null as is_erased,
    (select i.value from identities i
      where i.workspace_id = r.workspace_id and i.contact_id = shown.id and i.kind = 'email'
        and i.blocked_at is null and shown.erased_at is null
      order by i.verified_at is null, i.last_used_at desc nulls last, i.id
      limit 1) as tell_to
  from rights_requests r
  cross join lateral (
    with recursive up as (
      select id, merged_into from contacts where workspace_id = r.workspace_id and id = r.contact_id
      union
      select p.id, p.merged_into from up join contacts p on p.workspace_id = r.workspace_id and p.id = up.merged_into
    )
    select id from up where merged_into is null
  ) as home
  join contacts shown on shown.workspace_id = r.workspace_id and shown.id = home.id`

/** DAT-3: requests about data, those that are due first before the others; of one person where asked. */
export async function listRequests(
  tx: Tx,
  {
    open,
    contact,
    after,
    limit,
  }: {
    open: boolean
    contact?: string | undefined
    after?: { dueOn: string; id: string } | undefined
    limit: number
  },
): Promise<RequestRow[]> {
  const cards = contact ? await cardsOf(tx, contact) : undefined
  const { rows } = await sql<RequestRow>`
    ${requests}
    where r.workspace_id = ${tx.workspaceId}
      ${open ? sql`and r.decided_at is null` : sql``}
      ${cards ? sql`and r.contact_id = any (${cards.ids}::uuid[])` : sql``}
      ${after ? sql`and (r.due_on, r.id) > (${after.dueOn}, ${after.id}::uuid)` : sql``}
    order by r.due_on, r.id
    limit ${limit + 1}`.execute(tx)
  return rows
}

/** One request; throws when there is none. */
export async function requestFor(tx: Tx, id: string): Promise<RequestRow> {
  const { rows } = await sql<RequestRow>`
    ${requests} where r.workspace_id = ${tx.workspaceId} and r.id = ${id}`.execute(tx)
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
  // Months after its last day, it is a slip of the keyboard: nothing could be due any more.
  if (monthsLater(received, 12) < today) throw new Invalid('privacy.received_long_ago')
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
  await noteOf(ground, tx, actor, 'rights_request.opened', { id, contactId }, { kind })
  return requestFor(tx, id)
}

/** Notes what became of a request. */
export async function noteOf(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  type: EventType,
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

/** Refuses while it is not known whether the person themselves asked to be erased. */
export async function requireNoDoubt(tx: Tx, contactId: string): Promise<void> {
  const asked = await listRequests(tx, { open: true, contact: contactId, limit: 100 })
  if (asked.some(row => row.kind === 'erasure' && row.doubted_at && !row.identity_confirmed_at))
    throw new Refused('privacy.identity_doubted')
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
  const isOpen = row.decided_at === null
  return {
    id: row.id,
    contact: { id: row.shown_id, name: row.contact_name },
    isErased: row.is_erased,
    kind: row.kind,
    receivedOn: row.received_on,
    dueOn: row.due_on,
    daysLeft: daysBetween(today, row.due_on),
    tellTo: row.tell_to,
    extendableTo: isOpen && !row.extended_at && today <= row.due_on ? monthsLater(row.received_on, 3) : null,
    grounds: isOpen ? [...groundsOf[row.kind]] : [],
    extensionReason: row.extension_reason,
    extendedAt: row.extended_at?.toISOString() ?? null,
    extensionTold: row.extension_told,
    doubtedAt: row.doubted_at?.toISOString() ?? null,
    doubtReason: row.doubt_reason,
    doubtTold: row.doubt_told,
    identityConfirmedAt: row.identity_confirmed_at?.toISOString() ?? null,
    decision: row.decision,
    refusalGround: row.refusal_ground,
    decisionReason: row.decision_reason,
    decisionTold: row.decision_told,
    decidedAt: row.decided_at?.toISOString() ?? null,
  }
}

import { sql } from 'kysely'
import type { refusalReasons } from '#contract/work.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { mayBeGiven } from '../ladders.ts'
import { storedHouse } from '../queues/house.ts'
import { storedItems } from '../storing.ts'
import { endAsked, type HandBack } from '../transfers/asking.ts'
import { workerOf } from './states.ts'

/** Gives a conversation to somebody, by the rules and with the events that hands have. */
export type Assign = (
  tx: Tx,
  actor: Actor,
  conversationId: string,
  wanted: { memberId: string | null; expected?: string | null },
) => Promise<void>

interface OfferRow {
  item_id: string
  conversation_id: string
  state: string
  outcome: string | null
  holder: string | null
  /** Of whoever is offered it. */
  partner_id: string | null
}

/**
 * Takes an offer: the reservation, the work item, the conversation and what is told of it in one transaction. Taken twice,
 * in two tabs, it is taken once. Too late, the sentence says who has it.
 */
export async function acceptOffer(
  ground: Ground,
  assign: Assign,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<{ conversationId: string }> {
  const memberId = workerOf(actor)
  const now = ground.clock.now()
  const offer = await lockOffer(tx, memberId, id)
  const { conversation_id: conversationId, item_id: itemId } = offer
  if (offer.state !== 'offered' && offer.state !== 'ended') return { conversationId }
  if (offer.state === 'ended' || offer.holder !== null) throw tooLate(offer)
  if (offer.partner_id !== null) await requireAgreed(tx, offer.partner_id, conversationId)
  await sql`
    update reservations set state = 'active', accepted_at = ${now}, version = version + 1
    where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(tx)
  await sql`
    update work_items set state = 'active', version = version + 1
    where workspace_id = ${tx.workspaceId} and id = ${itemId}`.execute(tx)
  await sql`
    update work_states set misses = 0, version = version + 1
    where workspace_id = ${tx.workspaceId} and member_id = ${memberId}`.execute(tx)
  await tell(tx, { at: now, kind: 'accepted', itemId, memberId })
  await assign(tx, actor, conversationId, { memberId, expected: null }).catch(error => {
    // Taken by hand between our look and now.
    if (error instanceof Refused && error.code === 'conversation.taken')
      throw new Refused('offer.taken', error.values)
    throw error
  })
  await endAsked(ground, tx, { conversationId, memberId, state: 'given' })
  return { conversationId }
}

/**
 * Declines an offer: it waits again with its first entry kept, and others are asked before the same person; what somebody
 * handed on to them goes back to whoever had it.
 */
export async function declineOffer(
  ground: Ground,
  handBack: HandBack,
  tx: Tx,
  actor: Actor,
  id: string,
  reason: (typeof refusalReasons)[number],
): Promise<void> {
  const { clock, recordEvent } = ground
  const memberId = workerOf(actor)
  const now = clock.now()
  const offer = await lockOffer(tx, memberId, id)
  const { conversation_id: conversationId, item_id: itemId, state, outcome } = offer
  if (outcome === 'declined') return // the other tab was first, and said the same
  if (state !== 'offered') throw state === 'ended' ? tooLate(offer) : new Refused('offer.accepted')
  await sql`select end_reservation(${tx.workspaceId}, ${id}, 'declined', ${now})`.execute(tx)
  await sql`
    update reservations set reason = ${reason} where workspace_id = ${tx.workspaceId} and id = ${id}`.execute(
    tx,
  )
  await sql`
    update work_items set state = 'queued', version = version + 1
    where workspace_id = ${tx.workspaceId} and id = ${itemId}`.execute(tx)
  await sql`
    update work_states set misses = 0, version = version + 1
    where workspace_id = ${tx.workspaceId} and member_id = ${memberId}`.execute(tx)
  await tell(tx, { at: now, kind: 'declined', itemId, memberId, data: { reason } })
  await recordEvent(tx, {
    type: 'offer.declined',
    actor: { kind: 'member', id: memberId },
    subject: { kind: 'offer', id },
    data: { waitingId: conversationId, reason },
  })
  const ended = await endAsked(ground, tx, { conversationId, memberId, state: 'declined' })
  if (ended?.backTo) await handBack(tx, { id: conversationId, memberId: ended.backTo })
}

/** Writes a decision of a person beside those of the dispatcher. */
export async function tell(
  tx: Tx,
  event: { at: Date; kind: string; itemId: string; memberId: string; data?: object },
): Promise<void> {
  await tx
    .insertInto('routing_events')
    .values({
      workspace_id: tx.workspaceId,
      at: event.at,
      kind: event.kind,
      item_id: event.itemId,
      member_id: event.memberId,
      data: event.data === undefined ? null : JSON.stringify(event.data),
    })
    .execute()
}

/** An offer that somebody was made, locked: the person, then the item, in the order of everybody. */
async function lockOffer(tx: Tx, memberId: string, id: string): Promise<OfferRow> {
  const ws = tx.workspaceId
  await sql`
    select from work_states where workspace_id = ${ws} and member_id = ${memberId} for update`.execute(tx)
  await sql`
    select from work_items w where w.workspace_id = ${ws} and w.id = (
      select v.item_id from reservations v where v.workspace_id = ${ws} and v.id = ${id} and v.member_id = ${memberId}
    ) for update`.execute(tx)
  const { rows } = await sql<OfferRow>`
    select v.item_id, w.conversation_id, v.state, v.outcome, m.name as holder, p.partner_id
    from reservations v
    join work_items w on w.workspace_id = ${ws} and w.id = v.item_id
    join members p on p.workspace_id = ${ws} and p.id = v.member_id
    join conversations c on c.workspace_id = ${ws} and c.id = w.conversation_id
    left join members m on m.workspace_id = ${ws} and m.id = c.assignee_id
    where v.workspace_id = ${ws} and v.id = ${id} and v.member_id = ${memberId} and v.how = 'offered'`.execute(
    tx,
  )
  const [row] = rows
  if (!row) throw new NotFound('offer')
  return row
}

/** What became a complaint a moment ago is no partner's whose contract has none, however fast they click (invariant 6). */
async function requireAgreed(tx: Tx, partnerId: string, conversationId: string): Promise<void> {
  const house = await storedHouse(tx, tx.workspaceId)
  const [item] = await storedItems(tx, tx.workspaceId, [conversationId])
  if (!item || !mayBeGiven(house, partnerId, item)) throw new Refused('offer.withdrawn')
}

const tooLate = ({ holder, outcome }: OfferRow): Refused =>
  holder !== null
    ? new Refused('offer.taken', { name: holder })
    : new Refused(`offer.${outcome === 'missed' || outcome === 'declined' ? outcome : 'withdrawn'}`)

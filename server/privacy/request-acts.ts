import type { Updateable } from 'kysely'
import type { RefusalGround, RightsRequest } from '#contract/privacy.ts'
import { recordConsent } from '#server/contacts/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { dayInWords } from '#server/platform/day-and-time.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { monthsLater } from './due-dates.ts'
import { groundsOf } from './grounds.ts'
import { noteOf, type RequestRow, requestFor } from './requests.ts'
import { type TellingDeps, tellPerson } from './telling.ts'

interface Act {
  id: string
  today: string
}

/** Two more months, once, told to the person with its reason before the first month ends (GDPR 12(3)). */
export async function extendRequest(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  deps: TellingDeps,
  { id, reason, today }: Act & { reason: string },
): Promise<RequestRow> {
  const request = await openFor(tx, id)
  if (request.extended_at) throw new Refused('privacy.already_extended')
  if (today > request.due_on)
    throw new Refused('privacy.extension_late', { due: dayInWords(request.due_on, actor.language) })
  const due = monthsLater(request.received_on, 3)
  const told = await tellPerson(ground, tx, deps, request, { what: 'extended', dueOn: due, reason })
  await change(tx, id, {
    due_on: due,
    extended_at: ground.clock.now(),
    extension_reason: reason,
    extension_told: told,
    told_days_before: null,
  })
  await noteOf(ground, tx, actor, 'rights_request.extended', subjectOf(request), { told })
  return requestFor(tx, id)
}

/**
 * DAT-4: where there is a real doubt about who asks, the address we know is asked to confirm; no identity document is
 * wanted, and the due date stands.
 */
export async function doubtIdentity(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  deps: TellingDeps,
  { id, reason }: { id: string; reason: string },
): Promise<RequestRow> {
  const request = await openFor(tx, id)
  if (request.doubted_at) throw new Refused('privacy.already_doubted')
  const told = await tellPerson(ground, tx, deps, request, { what: 'doubted' })
  await change(tx, id, { doubted_at: ground.clock.now(), doubt_reason: reason, doubt_told: told })
  await noteOf(ground, tx, actor, 'rights_request.doubted', subjectOf(request), { told })
  return requestFor(tx, id)
}

/** The person was recognised: their request goes on. */
export async function confirmIdentity(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id }: { id: string },
): Promise<RequestRow> {
  const request = await openFor(tx, id)
  if (!request.doubted_at) throw new Refused('privacy.not_doubted')
  if (request.identity_confirmed_at) return request
  await change(tx, id, { identity_confirmed_at: ground.clock.now() })
  await noteOf(ground, tx, actor, 'rights_request.identity_confirmed', subjectOf(request), {})
  return requestFor(tx, id)
}

export interface Decided {
  id: string
  decision: NonNullable<RightsRequest['decision']>
  refusalGround?: RefusalGround | undefined
  reason: string
}

/** Answers a request and tells the person; a refusal says on what ground, why, and how to appeal (GDPR 12(4)). */
export async function decideRequest(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  deps: TellingDeps,
  { id, decision, refusalGround, reason }: Decided,
): Promise<RequestRow> {
  const request = await openFor(tx, id)
  const isDoubted = request.doubted_at !== null && request.identity_confirmed_at === null
  if (decision === 'granted' && isDoubted) throw new Refused('privacy.identity_doubted')
  if (decision === 'refused') {
    if (!refusalGround || !groundsOf[request.kind].includes(refusalGround))
      throw new Invalid('privacy.refusal_ground')
    if (reason.length < 3) throw new Invalid('privacy.refusal_reason')
  }
  const told =
    decision === 'withdrawn'
      ? false // they said it to us
      : await tellPerson(
          ground,
          tx,
          deps,
          request,
          decision === 'refused'
            ? { what: 'refused', ground: refusalGround!, reason }
            : { what: 'granted', reason },
        )
  if (decision === 'granted' && request.kind === 'objection')
    await holdToObjection(ground, tx, actor, request)
  await change(tx, id, {
    decided_at: ground.clock.now(),
    decision,
    decision_reason: reason || null,
    refusal_ground: decision === 'refused' ? refusalGround! : null,
    decision_told: told,
  })
  await noteOf(ground, tx, actor, 'rights_request.decided', subjectOf(request), {
    decision,
    told,
    ...(decision === 'refused' && { ground: refusalGround }),
  })
  return requestFor(tx, id)
}

/** What stands on an interest of ours, and offers: an objection that is granted ends all of it (GDPR 21). */
const objectedTo = ['marketing', 'survey', 'model'] as const

/** From now on the ledger says no, until the person says otherwise. */
async function holdToObjection(ground: Ground, tx: Tx, actor: Actor, request: RequestRow): Promise<void> {
  if (request.is_erased) return
  for (const purpose of objectedTo)
    await recordConsent(ground, tx, asEventActor(actor), request.contact_id, {
      ...{ purpose, channel: null, given: false, source: 'objection' },
    })
}

/** A request that still waits for its answer; kept for us until the transaction ends, so that nobody is told twice. */
async function openFor(tx: Tx, id: string): Promise<RequestRow> {
  await tx
    .selectFrom('rights_requests')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .execute()
  const request = await requestFor(tx, id)
  if (request.decided_at) throw new Refused('privacy.already_decided')
  return request
}

async function change(tx: Tx, id: string, values: Updateable<DB['rights_requests']>): Promise<void> {
  await tx
    .updateTable('rights_requests')
    .set(values)
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

const subjectOf = ({ id, contact_id }: RequestRow) => ({ id, contactId: contact_id })

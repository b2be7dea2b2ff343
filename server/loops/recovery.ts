import type { z } from 'zod'
import type { contract } from '#contract/index.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { maskCards } from '#server/platform/card-masking.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, NotFound, Refused } from '#server/platform/errors.ts'
import type { EventType } from '#server/platform/event-types.ts'
import { type EventActor, system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import {
  canOwn,
  changeRecovery,
  insertRecovery,
  knownVersions,
  openRecoveriesOf,
  ownerFor,
  type RecoveryRecord,
  recoveriesGivenAway,
  recoveryById,
  recoveryHoursOf,
  recoveryOfInvitation,
  runningDeadlines,
  stateBeforeClosing,
  teamOf,
} from './queries.ts'
import { planFor, type Version } from './reconcile.ts'

/** The instant at which so many minutes of the workspace's open time have passed. */
export type AddOpenTime = (tx: Tx, from: Date, minutes: number) => Promise<Date>

/** What the loop reads of a survey's answer. */
export interface AnsweredInvitation {
  id: string
  contactId: string
  conversationId: string
  teamId: string | null
  memberId: string | null
  /** Versions of the answer, in order. */
  steps: Version[]
}

export interface Deps {
  addOpenTime: AddOpenTime
  isBad: (score: number) => boolean
}

type Input<Route extends keyof typeof contract.loops> = z.infer<
  NonNullable<(typeof contract.loops)[Route]['~orpc']['inputSchema']>
>

/**
 * Brings the closed loop in line with an answer: the first bad version opens a recovery, once; each later version is
 * written on it. Whatever is already known is left alone.
 */
export async function follow(ground: Ground, deps: Deps, tx: Tx, answer: AnsweredInvitation): Promise<void> {
  const plan = planFor(answer.steps, deps.isBad)
  if (!plan) return
  const recovery = await openOnce(ground, deps, tx, answer, plan.opening)
  if (plan.later.length === 0) return
  const known = await knownVersions(tx, recovery.id)
  let { score, comment } = plan.opening
  for (const version of plan.later) {
    const before = score
    score = version.score
    // A second bad version says more of the same trouble; a good one must not hide what is being repaired.
    if (deps.isBad(score)) comment = version.comment ?? comment
    if (known.has(version.at.toISOString())) continue
    if (deps.isBad(score)) await changeRecovery(tx, recovery.id, { score, comment }, ground.clock.now())
    await record(ground, tx, recovery, 'recovery.rescored', system, {
      data: { before, after: score, answeredAt: version.at.toISOString() },
      ...(version.comment && { details: { comment: version.comment } }),
    })
  }
}

async function openOnce(
  ground: Ground,
  { addOpenTime }: Deps,
  tx: Tx,
  { id: invitationId, contactId, conversationId, teamId, memberId }: AnsweredInvitation,
  { score, comment, at }: Version,
): Promise<RecoveryRecord> {
  const before = await recoveryOfInvitation(tx, invitationId)
  if (before) return before
  const id = ground.newId()
  const ownerId = (await ownerFor(tx, teamId)) ?? null
  const dueAt = await addOpenTime(tx, at, 60 * (await recoveryHoursOf(tx)))
  const isNew = await insertRecovery(tx, {
    id,
    contactId,
    conversationId,
    invitationId,
    score,
    comment,
    ownerId,
    openedAt: at,
    dueAt,
  })
  const recovery = (await recoveryOfInvitation(tx, invitationId))!
  if (isNew)
    await record(ground, tx, recovery, 'recovery.opened', system, {
      data: { invitationId, score, ownerId, teamId, memberId, dueAt: dueAt.toISOString() },
    })
  return recovery
}

/** Gives the open recoveries of someone who left to whom they were given, or who follows now: none waits for nobody. */
export async function handOver(
  ground: Ground,
  tx: Tx,
  memberId: string,
  heir: string | undefined,
): Promise<void> {
  if (await canOwn(tx, memberId)) return // back at work meanwhile
  const named = heir && (await canOwn(tx, heir)) ? heir : undefined
  for (const recovery of await openRecoveriesOf(tx, memberId)) {
    const ownerId = named ?? (await ownerFor(tx, await teamOf(tx, recovery))) ?? null
    await changeRecovery(tx, recovery.id, { owner_id: ownerId }, ground.clock.now())
    await record(ground, tx, recovery, 'recovery.updated', system, {
      data: { ownerId: { before: memberId, after: ownerId }, because: 'departure' },
    })
  }
}

/** Gives recoveries back to someone whose departure was undone, where nobody moved them since. */
export async function giveBack(ground: Ground, tx: Tx, memberId: string): Promise<void> {
  if (!(await canOwn(tx, memberId))) return
  for (const recovery of await recoveriesGivenAway(tx, memberId)) {
    await changeRecovery(tx, recovery.id, { owner_id: memberId }, ground.clock.now())
    await record(ground, tx, recovery, 'recovery.updated', system, {
      data: { ownerId: { before: recovery.owner_id, after: memberId } },
    })
  }
}

/**
 * Works out again the running deadlines that nobody moved by hand, because opening hours changed; those already past stay
 * as they were promised.
 */
export async function recountDeadlines(ground: Ground, { addOpenTime }: Deps, tx: Tx): Promise<void> {
  const now = ground.clock.now()
  const running = await runningDeadlines(tx, now)
  if (running.length === 0) return
  const minutes = 60 * (await recoveryHoursOf(tx))
  for (const recovery of running) {
    const due = await addOpenTime(tx, recovery.opened_at, minutes)
    if (due.getTime() === recovery.due_at.getTime()) continue
    await changeRecovery(tx, recovery.id, { due_at: due }, now)
    await record(ground, tx, recovery, 'recovery.updated', system, {
      data: { dueAt: { before: recovery.due_at.toISOString(), after: due.toISOString() } },
    })
  }
}

/** The one door to a recovery: those inside see all of them but the archive's, the route lets no one else in. */
export async function recoveryFor(
  tx: Tx,
  actor: Actor | undefined,
  id: string,
  lock = false,
): Promise<RecoveryRecord> {
  const recovery = await recoveryById(tx, id, { lock, actor })
  if (!recovery) throw new NotFound('recovery')
  return recovery
}

/** Moves a recovery, gives it to someone, or moves its deadline. */
export async function updateRecovery(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, state, ownerId, dueAt, version }: Input<'updateRecovery'>,
): Promise<RecoveryRecord> {
  const recovery = await recoveryFor(tx, actor, id, true)
  refuseStale(recovery, version)
  if (recovery.closed_at) throw new Refused('recovery.closed')
  const due = dueAt === undefined ? undefined : new Date(dueAt)
  const moves = state !== undefined && state !== recovery.state
  const changesOwner = ownerId !== undefined && ownerId !== recovery.owner_id
  const changesDeadline = due !== undefined && due.getTime() !== recovery.due_at.getTime()
  if (changesOwner && !(await canOwn(tx, ownerId))) throw new Invalid('recovery.owner_unknown')
  if (changesDeadline && due <= ground.clock.now()) throw new Invalid('recovery.deadline_past')
  if (!moves && !changesOwner && !changesDeadline) return recovery

  await changeRecovery(
    tx,
    id,
    {
      ...(moves && { state }),
      ...(changesOwner && { owner_id: ownerId }),
      ...(changesDeadline && { due_at: due }),
    },
    ground.clock.now(),
  )
  await record(ground, tx, recovery, 'recovery.updated', asEventActor(actor), {
    data: {
      ...(moves && { state: { before: recovery.state, after: state } }),
      ...(changesOwner && { ownerId: { before: recovery.owner_id, after: ownerId } }),
      ...(changesDeadline && {
        dueAt: { before: recovery.due_at.toISOString(), after: due.toISOString() },
      }),
    },
  })
  return recoveryFor(tx, actor, id)
}

/** Closes a recovery with its outcome and how the customer was told; the same closing again changes nothing. */
export async function closeRecovery(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  { id, outcome, note, customerTold, version }: Input<'closeRecovery'>,
): Promise<RecoveryRecord> {
  const recovery = await recoveryFor(tx, actor, id, true)
  const how = customerTold?.how ?? null
  const kept = note?.trim() ? maskCards(note.trim()).text : null
  if (recovery.closed_at) {
    if (recovery.outcome === outcome && recovery.customer_told_how === how && recovery.outcome_note === kept)
      return recovery
    throw new Refused('recovery.already_closed')
  }
  refuseStale(recovery, version)
  await close(ground, tx, recovery, asEventActor(actor), { outcome, note: kept, how })
  return recoveryFor(tx, actor, id)
}

/** Closes what is open with people of whom nothing is left: nobody can reach them any more. */
export async function closeRecoveriesOf(
  ground: Ground,
  tx: Tx,
  contactIds: string[],
  by: EventActor,
): Promise<void> {
  const open = await tx
    .selectFrom('recoveries')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('contact_id', 'in', contactIds)
    .where('closed_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const { id } of open)
    await close(ground, tx, await recoveryFor(tx, undefined, id, true), by, {
      outcome: 'unreachable',
      note: null,
      how: null,
    })
}

async function close(
  ground: Ground,
  tx: Tx,
  recovery: RecoveryRecord,
  by: EventActor,
  {
    outcome,
    note,
    how,
  }: Pick<Input<'closeRecovery'>, 'outcome'> & {
    note: string | null
    how: RecoveryRecord['customer_told_how']
  },
): Promise<void> {
  const now = ground.clock.now()
  await changeRecovery(
    tx,
    recovery.id,
    {
      state: 'repaired',
      outcome,
      outcome_note: note,
      customer_told_at: how ? now : null,
      customer_told_how: how,
      closed_at: now,
    },
    now,
  )
  await record(ground, tx, recovery, 'recovery.closed', by, {
    data: {
      outcome,
      customerToldHow: how,
      stateBefore: recovery.state,
      ownerId: recovery.owner_id,
      wasLate: now > recovery.due_at,
    },
    ...(note && { details: { note } }),
  })
}

/** Undoes a closing: the recovery goes back to where it was, and the log keeps what had been said. */
export async function reopenRecovery(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<RecoveryRecord> {
  const recovery = await recoveryFor(tx, actor, id, true)
  if (!recovery.closed_at) throw new Refused('recovery.not_closed')
  const state = (await stateBeforeClosing(tx, id)) ?? 'contacted' // imported without its log
  await changeRecovery(
    tx,
    id,
    {
      state,
      outcome: null,
      outcome_note: null,
      customer_told_at: null,
      customer_told_how: null,
      closed_at: null,
    },
    ground.clock.now(),
  )
  await record(ground, tx, recovery, 'recovery.reopened', asEventActor(actor), {
    data: { state, outcomeBefore: recovery.outcome, customerToldHowBefore: recovery.customer_told_how },
  })
  return recoveryFor(tx, actor, id)
}

function refuseStale(recovery: RecoveryRecord, version: number | undefined) {
  if (version !== undefined && version !== recovery.version) throw new Refused('recovery.changed_meanwhile')
}

function record(
  ground: Ground,
  tx: Tx,
  { id, conversation_id, contact_id }: RecoveryRecord,
  type: EventType,
  actor: EventActor,
  said: { data: Record<string, unknown>; details?: Record<string, unknown> },
) {
  return ground.recordEvent(tx, {
    type,
    actor,
    subject: { kind: 'recovery', id },
    conversationId: conversation_id,
    contactId: contact_id,
    ...said,
  })
}

import { sql } from 'kysely'
import type { Absence } from '#contract/absences.ts'
import { type Actor, asEventActor, isLeading } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Forbidden, Invalid, NotFound } from '#server/platform/errors.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { leaveWork, workerOf } from '../desk/states.ts'

/** What absences need of conversations. */
export interface AbsenceDeps {
  /** Gives back to their team what somebody cannot answer. */
  takeBack: (tx: Tx, memberId: string, conversationIds: string[], because: 'absence') => Promise<void>
  /** Gives somebody again what was taken from them because of an absence, where nobody took it; says how many. */
  giveBackAbsent: (tx: Tx, memberId: string, since: Date) => Promise<number>
}

/** Who is absent now or will be, as somebody may know it. */
export async function absencesFor({ clock }: Ground, tx: Tx, actor: Actor): Promise<Absence[]> {
  const rows = await tx
    .selectFrom('absences')
    .select(['member_id', 'from_at', 'until_at'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('ended_at', 'is', null)
    .$if(!isLeading(actor), query => query.where('member_id', '=', workerOf(actor)))
    .orderBy('from_at')
    .orderBy('member_id')
    .execute()
  return rows.map(row => shown(row, clock.now()))
}

const shown = (row: { member_id: string; from_at: Date; until_at: Date | null }, now: Date): Absence => ({
  memberId: row.member_id,
  from: row.from_at.toISOString(),
  until: row.until_at?.toISOString() ?? null,
  isNow: row.from_at <= now,
})

/** Says that somebody is or will be absent, in place of what was said before; where it begins now, what waits with them is given out. */
export async function setAbsence(
  ground: Ground,
  deps: AbsenceDeps,
  tx: Tx,
  actor: Actor,
  { id, from, until }: { id: string; from?: string | undefined; until: string | null },
): Promise<{ absence: Absence; givenOut: number }> {
  await requireMayTell(tx, actor, id)
  const now = ground.clock.now()
  const fromAt = from && new Date(from) > now ? new Date(from) : now
  const untilAt = until === null ? null : new Date(until)
  if (untilAt && untilAt <= fromAt) throw new Invalid('absence.ends_before')
  await close(tx, id, now)
  const row = { member_id: id, from_at: fromAt, until_at: untilAt }
  await tx
    .insertInto('absences')
    .values({ workspace_id: tx.workspaceId, id: ground.newId(), ...row, set_by: actor.memberId })
    .execute()
  await tell(ground, tx, actor, 'member.absence_set', id)
  const absence = shown(row, now)
  return { absence, givenOut: absence.isNow ? await giveOut(ground, deps, tx, id) : 0 }
}

/** Ends an absence: what nobody took meanwhile is theirs again. */
export async function endAbsence(
  ground: Ground,
  deps: AbsenceDeps,
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<number> {
  await requireMayTell(tx, actor, id)
  const ended = await close(tx, id, ground.clock.now())
  if (!ended) throw new NotFound('absence')
  await tell(ground, tx, actor, 'member.absence_ended', id)
  return deps.giveBackAbsent(tx, id, ended.from_at)
}

/** Whoever says that they are there is not absent any more. */
export async function isBack(ground: Ground, tx: Tx, memberId: string): Promise<void> {
  await tx
    .updateTable('absences')
    .set({ ended_at: ground.clock.now() })
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .where('from_at', '<=', ground.clock.now())
    .execute()
}

/** Whether somebody is absent now. */
export async function isAbsent({ clock }: Ground, tx: Tx, memberId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('absences')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .where('from_at', '<=', clock.now())
    .executeTakeFirst()
  return row !== undefined
}

/** Begins the absences whose hour has come, ends those that are over, and gives out what came to the absent meanwhile. */
export async function keepAbsences(ground: Ground, deps: AbsenceDeps): Promise<void> {
  const { db, clock } = ground
  const now = clock.now()
  await db.system
    .updateTable('absences')
    .set({ ended_at: now })
    .where('ended_at', 'is', null)
    .where('until_at', '<=', now)
    .execute()
  const absent = await db.system
    .selectFrom('absences')
    .select(['workspace_id', 'member_id'])
    .where('ended_at', 'is', null)
    .where('from_at', '<=', now)
    .orderBy('workspace_id')
    .orderBy('member_id')
    .execute()
  for (const { workspace_id, member_id } of absent)
    await db.inWorkspace(workspace_id, tx => giveOut(ground, deps, tx, member_id))
}

/** What their customers wait for goes back to its team, to be given out; what waits for the customer stays theirs. */
async function giveOut(ground: Ground, deps: AbsenceDeps, tx: Tx, memberId: string): Promise<number> {
  const state = await tx
    .selectFrom('work_states')
    .select('status')
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  if (state && state.status !== 'away') {
    await leaveWork(ground, tx, memberId)
    await ground.recordEvent(tx, {
      type: 'work_state.changed',
      actor: system,
      subject: { kind: 'member', id: memberId },
      data: { status: 'away' },
    })
  }
  const { rows } = await sql<{ id: string }>`
    select id from conversations
    where workspace_id = ${tx.workspaceId} and assignee_id = ${memberId} and status in ('new', 'open')
      and waiting_since is not null and not is_spam and joined_into is null
    order by id limit 500`.execute(tx)
  const ids = rows.map(row => row.id)
  if (ids.length > 0) await deps.takeBack(tx, memberId, ids, 'absence')
  return ids.length
}

async function close(tx: Tx, memberId: string, now: Date): Promise<{ from_at: Date } | undefined> {
  return tx
    .updateTable('absences')
    .set({ ended_at: now })
    .where('workspace_id', '=', tx.workspaceId)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .returning('from_at')
    .executeTakeFirst()
}

/** Oneself, and those who lead of anybody. */
async function requireMayTell(tx: Tx, actor: Actor, memberId: string): Promise<void> {
  const member = await tx
    .selectFrom('members')
    .select('status')
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', memberId)
    .executeTakeFirst()
  const isMine = workerOf(actor) === memberId
  if (!isMine && actor.role === 'partner') throw new NotFound('member')
  if (member?.status !== 'active') throw new NotFound('member')
  if (!isMine && !isLeading(actor)) throw new Forbidden('absence.of_another')
}

async function tell(
  { recordEvent }: Ground,
  tx: Tx,
  actor: Actor,
  type: 'member.absence_set' | 'member.absence_ended',
  id: string,
): Promise<void> {
  await recordEvent(tx, { type, actor: asEventActor(actor), subject: { kind: 'member', id } })
}

import { sql } from 'kysely'
import type { Role } from '#contract/common.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { Refused } from '#server/platform/errors.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { type ConversationRecord, lockThread } from '../access.ts'
import { after, standingColumns, standingOf } from '../standing.ts'
import { type WritingDeps, write } from '../writing.ts'
import { type HeldBecause, type ScheduledRecord, scheduledToChange } from './queries.ts'
import { leavingInput, remove, restsFor } from './scheduling.ts'

/** The program was stopped, or restored from a backup: so long after its moment somebody looks before it leaves. */
const missedMs = 6 * 3_600_000
const batch = 200

interface Due {
  workspace_id: string
  id: string
  conversation_id: string
}

/**
 * Sends the replies whose moment has come, each in a transaction that also takes it off the list: of a server killed in
 * between it leaves once. What may not leave is held, and its conversation comes back.
 */
export async function sendDue(deps: WritingDeps): Promise<void> {
  const { db, clock, log } = deps.ground
  const tried: string[] = []
  for (;;) {
    const { rows } = await sql<Due>`
      select r.workspace_id, r.id, r.conversation_id from scheduled_replies r
      where r.told_at is null and r.leaves_at <= ${clock.now()} and r.id <> all (${tried}::uuid[])
      order by r.leaves_at, r.id
      limit ${batch}`.execute(db.system)
    for (const due of rows)
      await sendOne(deps, due).catch(error => log.error({ error, reply: due.id }, 'a scheduled reply'))
    if (rows.length < batch) return
    tried.push(...rows.map(({ id }) => id))
  }
}

async function sendOne(deps: WritingDeps, due: Due): Promise<void> {
  const { db } = deps.ground
  try {
    await db.inWorkspace(due.workspace_id, tx => leaveOrHold(deps, tx, due))
  } catch (error) {
    // A refusal took the whole sending back; what it says is kept for whoever looks. Another failure is tried again.
    if (!(error instanceof Refused)) throw error
    const { code, values } = error
    await db.inWorkspace(due.workspace_id, async tx => {
      const found = await held(tx, due, deps.ground)
      if (found) await hold(deps.ground, tx, found, 'refused', { code, values })
    })
  }
}

async function leaveOrHold(deps: WritingDeps, tx: Tx, due: Due): Promise<void> {
  const { ground } = deps
  const found = await held(tx, due, ground)
  if (!found) return
  const { reply } = found
  const now = ground.clock.now()
  const isMissed = now.getTime() - reply.leaves_at.getTime() > missedMs
  const because = reply.because ?? (isMissed ? 'missed' : undefined)
  if (because) return hold(ground, tx, found, because)
  const author = await authorOf(tx, reply.author_id)
  await remove(tx, reply, now)
  await write(deps, tx, author, leavingInput(reply), { keepsDraft: true, leavesAtOnce: true })
}

interface Found {
  conversation: ConversationRecord
  reply: ScheduledRecord
}

/** The reply and its conversation, locked in the order of every act; undefined when it was moved or sent meanwhile. */
async function held(tx: Tx, { id, conversation_id }: Due, { clock }: Ground): Promise<Found | undefined> {
  const conversation = await lockThread(tx, conversation_id)
  const reply = conversation && (await scheduledToChange(tx, conversation.id, id))
  if (!reply || reply.told_at || reply.leaves_at > clock.now()) return undefined
  return { conversation, reply }
}

/** Keeps it here and says so: the conversation comes back to whoever has it. */
async function hold(
  ground: Ground,
  tx: Tx,
  { conversation, reply }: Found,
  because: HeldBecause,
  refusal?: { code: string; values: Record<string, unknown> },
): Promise<void> {
  const now = ground.clock.now()
  await tx
    .updateTable('scheduled_replies')
    .set({
      told_at: now,
      ...((because === 'missed' || because === 'refused') && { held_because: because }),
      ...(refusal && { held_code: refusal.code, held_values: JSON.stringify(refusal.values) }),
    })
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', reply.id)
    .execute()
  const wakes = restsFor(conversation, reply)
  await tx
    .updateTable('conversations')
    .set(eb => ({
      ...(wakes && standingColumns(after(standingOf(conversation), { kind: 'woken' }))),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('workspace_id', '=', tx.workspaceId)
    .where('id', '=', conversation.id)
    .execute()
  const about = {
    actor: system,
    conversationId: conversation.id,
    contactId: conversation.contact_id,
  }
  const ofTeam = { assigneeId: conversation.assignee_id, teamId: conversation.team_id }
  if (wakes)
    await ground.recordEvent(tx, {
      ...about,
      type: 'conversation.woken',
      subject: { kind: 'conversation', id: conversation.id },
      data: ofTeam,
    })
  await ground.recordEvent(tx, {
    ...about,
    type: 'conversation.reply_held',
    subject: { kind: 'scheduled_reply', id: reply.id },
    data: { ...ofTeam, authorId: reply.author_id, because },
  })
}

/** Who signs it, with what they may do today. */
async function authorOf(tx: Tx, memberId: string): Promise<Actor> {
  const { rows } = await sql<{
    role: Role
    partner_id: string | null
    name: string
    language: Language
    team_ids: string[]
  }>`
    select m.role, m.partner_id, m.name, m.language,
      array(select t.team_id from team_members t
        where t.workspace_id = m.workspace_id and t.member_id = m.id) as team_ids
    from members m
    where m.workspace_id = ${tx.workspaceId} and m.id = ${memberId}`.execute(tx)
  const { role, partner_id, name, language, team_ids } = rows[0]!
  return {
    kind: 'member',
    id: memberId,
    memberId,
    workspaceId: tx.workspaceId,
    role,
    scopes: null,
    teamIds: team_ids,
    partnerId: partner_id,
    name,
    language,
  }
}

import { type Selectable, sql } from 'kysely'
import type { WorkspaceErasure } from '#contract/privacy.ts'
import { type Actor, asEventActor } from '#server/platform/actor.ts'
import { dayInWords } from '#server/platform/day-and-time.ts'
import type { DB, Tx } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import { dayAt } from '../due-dates.ts'
import type { TellAdministrators } from '../reminders.ts'

/** Days between the second step and the end, in which it is taken back by a press. */
export const coolingDays = 30
/** The second step follows the first, or both are done again. */
const minutesBetweenSteps = 60

type Row = Selectable<DB['workspace_erasures']>

const signed = (id: string) => `erasure-certificate/${id}`

/** The address of a certificate: whoever holds it reads what was erased, and nobody else finds it. */
export const certificatePath = (ground: Ground, id: string): string =>
  `/erasure-certificates/${id}.${ground.secrets.sign(signed(id), 24)}`

/** The certificate that a token opens; undefined for one that nobody made. */
export function certificateOf(ground: Ground, token: string): string | undefined {
  const [id = '', signature = ''] = token.split('.')
  return ground.secrets.verify(signed(id), signature, 24) ? id : undefined
}

/** Where a workspace stands on the way to its end, and what would go. */
export async function erasureOfWorkspace(ground: Ground, tx: Tx): Promise<WorkspaceErasure> {
  const row = await present(ground, tx)
  const { rows } = await sql<{
    name: string
    contacts: number
    conversations: number
    messages: number
    files: number
    members: number
    holds: number
  }>`
    select w.name,
      (select count(*)::int from contacts where workspace_id = w.id) as contacts,
      (select count(*)::int from conversations where workspace_id = w.id) as conversations,
      (select count(*)::int from messages where workspace_id = w.id) as messages,
      (select count(*)::int from files where workspace_id = w.id) as files,
      (select count(*)::int from members where workspace_id = w.id) as members,
      (select count(*)::int from legal_holds where workspace_id = w.id) as holds
    from workspaces w where w.id = ${tx.workspaceId}`.execute(tx)
  const { name, holds, ...counts } = rows[0]!
  return {
    state: !row ? 'none' : row.confirmed_at ? 'confirmed' : 'asked',
    name,
    askedAt: row?.asked_at.toISOString() ?? null,
    dueAt: row?.due_at?.toISOString() ?? null,
    certificateUrl: row?.confirmed_at
      ? `${ground.publicUrl}${certificatePath(ground, row.certificate_id)}`
      : null,
    holds,
    counts,
  }
}

/** The first step: the name of the workspace, typed. Nothing is decided by it. */
export async function askErasure(ground: Ground, tx: Tx, actor: Actor, typed: string): Promise<void> {
  const workspace = await tx
    .selectFrom('workspaces')
    .select(['name', 'is_demo'])
    .where('id', '=', tx.workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (workspace.is_demo) throw new Refused('privacy.demo_goes_at_once')
  if (typed.trim() !== workspace.name.trim()) throw new Invalid('privacy.type_name', { name: workspace.name })
  if ((await present(ground, tx))?.confirmed_at) throw new Refused('privacy.workspace_going')
  await requireNoHold(tx)
  const row = {
    ...{ certificate_id: ground.newId(), asked_by: actor.memberId, asked_at: ground.clock.now() },
    ...{ confirmed_at: null, due_at: null, told_days_before: null },
  }
  await tx
    .insertInto('workspace_erasures')
    .values({ workspace_id: tx.workspaceId, ...row })
    .onConflict(conflict => conflict.column('workspace_id').doUpdateSet(row))
    .execute()
}

/** The second step: a word typed. From here on the days run, and every administrator is told. */
export async function confirmErasure(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  typed: string,
  tell: TellAdministrators,
): Promise<void> {
  if (!['effacer', 'erase'].includes(typed.trim().toLowerCase()))
    throw new Invalid('privacy.type_word_workspace')
  const row = await present(ground, tx)
  if (row?.confirmed_at) throw new Refused('privacy.workspace_going')
  if (!row) throw new Refused('privacy.first_step')
  await requireNoHold(tx)
  const now = ground.clock.now()
  const dueAt = new Date(now.getTime() + coolingDays * 86_400_000)
  await tx
    .updateTable('workspace_erasures')
    .set({ confirmed_at: now, due_at: dueAt })
    .where('workspace_id', '=', tx.workspaceId)
    .execute()
  await ground.recordEvent(tx, {
    type: 'workspace.erasure_asked',
    actor: asEventActor(actor),
    subject: { kind: 'workspace', id: tx.workspaceId },
    data: { dueAt: dueAt.toISOString() },
  })
  await tellOf(ground, tx, 'asked', { ...row, due_at: dueAt }, tell, actor.name)
}

/** Takes it back: nothing has happened. */
export async function withdrawErasure(
  ground: Ground,
  tx: Tx,
  actor: Actor,
  tell: TellAdministrators,
): Promise<void> {
  const row = await present(ground, tx)
  // The row of the workspace first, as the erasure does: whoever comes second finds what the first did.
  await sql`select from workspaces where id = ${tx.workspaceId} for update`.execute(tx)
  const { numDeletedRows } = await tx
    .deleteFrom('workspace_erasures')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  if (!row?.confirmed_at || numDeletedRows === 0n) return
  await ground.recordEvent(tx, {
    type: 'workspace.erasure_withdrawn',
    actor: asEventActor(actor),
    subject: { kind: 'workspace', id: tx.workspaceId },
  })
  await tellOf(ground, tx, 'withdrawn', row, tell, actor.name)
}

/** A reminder is due this many days before, the nearest that was not sent yet; undefined when none is. */
export function reminderDue(daysLeft: number, told: number | null): number | undefined {
  const reached = [1, 7].find(days => daysLeft <= days)
  return reached !== undefined && (told === null || reached < told) ? reached : undefined
}

/** Reminds the administrators a week and a day before a workspace goes. */
export async function remindOfErasures(ground: Ground, tell: TellAdministrators): Promise<void> {
  const now = ground.clock.now()
  const rows = await ground.db.system
    .selectFrom('workspace_erasures')
    .selectAll()
    .where('due_at', '>', now)
    .orderBy('workspace_id')
    .execute()
  for (const row of rows) {
    const daysLeft = Math.ceil((row.due_at!.getTime() - now.getTime()) / 86_400_000)
    const reminder = reminderDue(daysLeft, row.told_days_before)
    if (reminder === undefined) continue
    await ground.db.inWorkspace(row.workspace_id, async tx => {
      const { numUpdatedRows } = await tx
        .updateTable('workspace_erasures')
        .set({ told_days_before: reminder })
        .where('workspace_id', '=', row.workspace_id)
        .where('told_days_before', 'is not distinct from', row.told_days_before)
        .executeTakeFirst()
      if (numUpdatedRows > 0n) await tellOf(ground, tx, 'reminder', row, tell, '')
    })
  }
}

async function tellOf(
  ground: Ground,
  tx: Tx,
  what: 'asked' | 'withdrawn' | 'reminder',
  row: Row,
  tell: TellAdministrators,
  by: string,
): Promise<void> {
  const { name, time_zone } = await tx
    .selectFrom('workspaces')
    .select(['name', 'time_zone'])
    .where('id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  await tell(tx, language => {
    const values = {
      ...{ workspace: name, by, url: `${ground.publicUrl}/settings/data#deletion` },
      day: dayInWords(dayAt(row.due_at!, time_zone), language),
      certificate: `${ground.publicUrl}${certificatePath(ground, row.certificate_id)}`,
    }
    const say = (part: string) => ground.t(language, `privacy:farewell.${what}.${part}`, values)
    return { subject: say('subject'), text: say('text') }
  })
}

/** Somebody whose data must be kept for a claim keeps the whole house. */
async function requireNoHold(tx: Tx): Promise<void> {
  const { n } = await tx
    .selectFrom('legal_holds')
    .select(eb => eb.fn.countAll<string>().as('n'))
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  if (Number(n) > 0) throw new Refused('privacy.workspace_on_hold', { count: Number(n) })
}

/** What was asked for and still counts. */
async function present(ground: Ground, tx: Tx): Promise<Row | undefined> {
  const row = await tx
    .selectFrom('workspace_erasures')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst()
  const since = ground.clock.now().getTime() - minutesBetweenSteps * 60_000
  return row && (row.confirmed_at || row.asked_at.getTime() >= since) ? row : undefined
}

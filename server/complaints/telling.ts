import { sql } from 'kysely'
import { dateAndTime } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import type { StoredEvent } from '#server/platform/events.ts'
import { system } from '#server/platform/events.ts'
import { mailThem } from '#server/workspaces/index.ts'
import { acknowledgeWarning, answerWarning, type ClockRow, type Pending, toTell } from './clocks.ts'
import { showDue } from './queries.ts'
import type { ComplaintDeps } from './settling.ts'

interface Running extends ClockRow {
  id: string
  number: number
  subject: string
  contact_id: string
  assignee_id: string | null
  team_id: string | null
}

const batch = 200
/** Whoever has it and those who lead: a missed date is the house's, not one person's. */
const who = ['owner', 'supervisors'] as const

/** Clocks `x` of conversations `c` of which somebody is to be told: closed or put aside, what is not answered is due all the same. */
const isToTell = (now: Date) => sql`
  x.answer_by is not null and x.answered_at is null and c.complaint in ('proposed', 'confirmed')
  and not c.is_spam and c.joined_into is null and (
    (x.acknowledged_at is null and x.acknowledge_missed_at is null
      and (x.acknowledge_by < ${now} or (x.acknowledge_warned_at is null and x.acknowledge_warn_at <= ${now})))
    or (x.answer_missed_at is null
      and (x.answer_by < ${now} or (x.answer_warned_at is null and x.answer_warn_at <= ${now}))))`

/**
 * CMP-2: tells of each date of a complaint once before it comes, and once that it was missed. Rows are held meanwhile, so
 * that of several nodes one tells; what could not be told in time is told late before soon.
 */
export async function tellComplaints(deps: ComplaintDeps): Promise<void> {
  const { db, clock } = deps.ground
  const now = clock.now()
  const { rows } = await sql<{ id: string }>`
    select w.id from workspaces w
    where exists (
      select from complaints x
      join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
      where x.workspace_id = w.id and ${isToTell(now)}
    )`.execute(db.system)
  for (const { id } of rows) while ((await db.inWorkspace(id, tx => tellBatch(deps, tx, now))) === batch);
}

async function tellBatch(deps: ComplaintDeps, tx: Tx, now: Date): Promise<number> {
  const { rows } = await sql<Running>`
    select c.id, c.number, c.subject, c.contact_id, c.assignee_id, c.team_id,
      x.acknowledge_by, x.acknowledge_warn_at, x.acknowledge_warned_at, x.acknowledge_missed_at, x.acknowledged_at,
      x.answer_by, x.answer_warn_at, x.answer_warned_at, x.answer_missed_at, x.answered_at
    from complaints x
    join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
    where x.workspace_id = ${tx.workspaceId} and ${isToTell(now)}
    order by x.answer_by, c.id
    limit ${batch} for update of c, x skip locked`.execute(tx)
  if (rows.length === 0) return 0
  const ids = rows.map(({ id }) => id)
  await sql`
    update complaints x set
      acknowledge_warned_at = case when acknowledged_at is null and acknowledge_warn_at <= ${now}
        then coalesce(acknowledge_warned_at, ${now}) else acknowledge_warned_at end,
      acknowledge_missed_at = case when acknowledged_at is null and acknowledge_by < ${now}
        then acknowledge_by else acknowledge_missed_at end,
      answer_warned_at = case when answer_warn_at <= ${now} then coalesce(answer_warned_at, ${now}) else answer_warned_at end,
      answer_missed_at = case when answer_by < ${now} then answer_by else answer_missed_at end
    where workspace_id = ${tx.workspaceId} and conversation_id = any (${ids}::uuid[])`.execute(tx)
  await showDue(tx, ids, now)
  for (const row of rows) for (const told of toTell(row, now)) await tell(deps, tx, row, told)
  return rows.length
}

async function tell(deps: ComplaintDeps, tx: Tx, row: Running, { kind, dueAt, isLate }: Pending) {
  const { ground } = deps
  await ground.recordEvent(tx, {
    type: isLate ? 'conversation.complaint_overdue' : 'conversation.complaint_due_soon',
    actor: system,
    subject: { kind: 'conversation', id: row.id },
    conversationId: row.id,
    contactId: row.contact_id,
    data: {
      ...{ assigneeId: row.assignee_id, teamId: row.team_id },
      ...{ kind, dueAt: dueAt.toISOString(), notify: who },
    },
  })
  const how = `${kind}.${isLate ? 'late' : 'soon'}` as const
  await mailThem(ground, deps.sendNotice, tx, {
    ...{ who, assigneeId: row.assignee_id, teamId: row.team_id },
    words: (language, timeZone) => {
      const values = {
        ...{ number: row.number, subject: row.subject, due: dateAndTime(dueAt, language, timeZone) },
        url: `${ground.publicUrl}/desk/all/${row.number}`,
      }
      return {
        subject: ground.t(language, `complaint:mail.${how}.subject`, values),
        lines: [
          ground.t(language, `complaint:mail.${how}.text`, values),
          ground.t(language, 'complaint:mail.where', values),
        ],
      }
    },
  })
}

/** Warnings follow the setting that says how long before: of what is not answered yet, and was not warned of. */
export async function readWarnings(deps: ComplaintDeps, event: StoredEvent): Promise<void> {
  await deps.ground.db.inWorkspace(event.workspaceId, async tx => {
    const { settings, timeZone } = await deps.workspaceOf(tx)
    const { rows } = await sql<{ conversation_id: string; sent_at: Date; answer_by: Date }>`
      select conversation_id, sent_at, answer_by from complaints
      where workspace_id = ${tx.workspaceId} and answer_by is not null and answered_at is null
      for update`.execute(tx)
    for (const { conversation_id: id, sent_at, answer_by } of rows)
      await tx
        .updateTable('complaints')
        .set({
          acknowledge_warn_at: await deps.dueOf(
            tx,
            acknowledgeWarning(settings.complaintWarnAcknowledge),
            sent_at,
          ),
          answer_warn_at: answerWarning(answer_by, settings.complaintWarnAnswer, timeZone),
        })
        .where('workspace_id', '=', tx.workspaceId)
        .where('conversation_id', '=', id)
        .execute()
  })
}

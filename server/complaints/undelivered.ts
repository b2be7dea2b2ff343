import { sql } from 'kysely'
import { dateAndTime } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import { type StoredEvent, system } from '#server/platform/events.ts'
import { mailThem } from '#server/workspaces/index.ts'
import { isAnswer } from './queries.ts'
import { type ComplaintDeps, say } from './settling.ts'

interface Unanswered {
  id: string
  number: number
  subject: string
  contact_id: string
  assignee_id: string | null
  team_id: string | null
  due_at: Date
}

/**
 * CMP-2: what was to acknowledge or answer a complaint did not arrive. Its clock runs as if nothing had been sent; whoever has
 * it and those who lead are told once, unless somebody wrote again since. Called once the clock was read anew.
 */
export async function tellLoss(deps: ComplaintDeps, tx: Tx, event: StoredEvent): Promise<void> {
  const { ground } = deps
  const row = await unansweredBecauseOf(tx, event)
  if (!row) return
  await say(deps, tx, system, row, 'undelivered')
  await mailThem(ground, deps.sendNotice, tx, {
    ...{ who: ['owner', 'supervisors'], assigneeId: row.assignee_id, teamId: row.team_id },
    words: (language, timeZone) => {
      const values = {
        ...{ number: row.number, subject: row.subject, due: dateAndTime(row.due_at, language, timeZone) },
        url: `${ground.publicUrl}/desk/all/${row.number}`,
      }
      return {
        subject: ground.t(language, 'complaint:mail.undelivered.subject', values),
        lines: [
          ground.t(language, 'complaint:mail.undelivered.text', values),
          ground.t(language, 'complaint:mail.where', values),
        ],
      }
    },
  })
}

/** The complaint that is due because this message was lost to its customer: theirs, or the letter that acknowledged it. */
async function unansweredBecauseOf(tx: Tx, event: StoredEvent): Promise<Unanswered | undefined> {
  const { rows } = await sql<Unanswered>`
    select c.id, c.number, c.subject, c.contact_id, c.assignee_id, c.team_id,
      case when x.acknowledged_at is null then x.acknowledge_by else x.answer_by end as due_at
    from complaints x
    join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
    join messages l on l.workspace_id = x.workspace_id and l.id = ${event.subject.id} and l.metadata ? 'isLost'
    where x.workspace_id = ${tx.workspaceId} and x.conversation_id = ${event.conversationId}
      and x.answered_at is null and c.complaint in ('proposed', 'confirmed')
      and (l.id = x.acknowledged_message_id
        or (l.automatic = 'none' and l.author_kind in ('member', 'api_key') and l.at >= x.sent_at))
      and not exists (
        select from messages m
        where m.workspace_id = x.workspace_id and m.conversation_id = x.conversation_id and m.id > l.id and ${isAnswer}
      )
      -- A loss is heard of once, however often it is read.
      and not exists (
        select from complaint_acts a
        where a.workspace_id = x.workspace_id and a.conversation_id = x.conversation_id
          and a.what = 'undelivered' and a.at >= ${event.at}
      )`.execute(tx)
  return rows[0]
}

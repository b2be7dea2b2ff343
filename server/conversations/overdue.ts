import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { system } from '#server/platform/events.ts'
import type { Ground } from '#server/platform/ground.ts'
import { type AnswerDue, dueFor, type Given, type PromisedFacts, promisedFacts } from './promised.ts'

const batch = 500

/** Customers who wait, of conversations `c`: the words of the index conversations_waiting. */
const waits = sql`c.waiting_since is not null and c.status in ('new', 'open', 'on_hold') and not c.is_spam
  and c.overdue_told_for is distinct from c.waiting_since`

/**
 * E33: tells, once for each wait, that a customer was not answered in the promised time: an event in the feed, from which
 * desks alert whoever has the conversation.
 */
export async function tellOverdue(ground: Ground, answerDue: (tx: Tx) => Promise<AnswerDue>): Promise<void> {
  const now = ground.clock.now()
  const { rows } = await sql<{ id: string }>`
    select w.id from workspaces w
    where exists (
      select from conversations c where c.workspace_id = w.id and c.waiting_since < ${now} and ${waits}
    )`.execute(ground.db.system)
  for (const { id } of rows) {
    let place: Place | undefined = { since: '-infinity', id: nobody }
    while (place) {
      const from: Place = place
      place = await ground.db.inWorkspace(id, async tx =>
        tellBatch(ground, tx, { answerDue: await answerDue(tx), now, from }),
      )
    }
  }
}

/** Where a walk along those who wait has come to. */
interface Place {
  /** To the microsecond. */
  since: string
  id: string
}
const nobody = '00000000-0000-0000-0000-000000000000'

interface Waiting {
  id: string
  contact_id: string
  assignee_id: string | null
  team_id: string | null
  waiting_since: Date
  place: string
  promised: PromisedFacts | null
}

/** Tells of the longest waits first; where to go on, since whoever waits less long may have been promised an answer sooner. */
async function tellBatch(
  ground: Ground,
  tx: Tx,
  { answerDue, now, from }: { answerDue: AnswerDue; now: Date; from: Place },
): Promise<Place | undefined> {
  const { rows } = await sql<Waiting>`
    select c.id, c.contact_id, c.assignee_id, c.team_id, c.waiting_since, c.waiting_since::text as place,
      ${promisedFacts} as promised
    from conversations c
    where c.workspace_id = ${tx.workspaceId} and ${waits} and c.waiting_since < ${now}
      and (c.waiting_since, c.id) > (${from.since}::timestamptz, ${from.id}::uuid)
    order by c.waiting_since, c.id
    limit ${batch}`.execute(tx)
  const late = rows.flatMap(row => {
    const given = dueFor(answerDue, row.waiting_since, row.promised)
    return given && given.dueAt < now ? [{ ...row, given }] : []
  })
  if (late.length > 0) await tellLate(ground, tx, late)
  const last = rows.length === batch ? rows.at(-1) : undefined
  return last && { since: last.place, id: last.id }
}

async function tellLate(ground: Ground, tx: Tx, late: (Waiting & { given: Given })[]): Promise<void> {
  const ids = late.map(({ id }) => id)
  // Somebody may answer at this very moment: who is held is told of by the next minute, if it is still true.
  const { rows: told } = await sql<{ id: string }>`
    update conversations c set overdue_told_for = c.waiting_since
    where c.workspace_id = ${tx.workspaceId} and c.id in (
      select c.id from conversations c
      where c.workspace_id = ${tx.workspaceId} and c.id = any (${ids}::uuid[]) and ${waits}
      order by c.id for update skip locked
    )
    returning c.id`.execute(tx)
  const isTold = new Set(told.map(({ id }) => id))
  for (const row of late.filter(({ id }) => isTold.has(id)))
    await ground.recordEvent(tx, {
      type: 'conversation.overdue',
      actor: system,
      subject: { kind: 'conversation', id: row.id },
      conversationId: row.id,
      contactId: row.contact_id,
      data: {
        assigneeId: row.assignee_id,
        teamId: row.team_id,
        dueAt: row.given.dueAt.toISOString(),
        policyId: row.given.policy?.id ?? null,
      },
    })
}

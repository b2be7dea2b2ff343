import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { type AnswersDue, dueFor, type PromisedFacts, promisedFacts } from './promised.ts'
import { inView, seen, teamsOf } from './views.ts'

/** Most lines of one part: what does not fit on a screen is read on the desk. */
const most = 10

interface WaitingRow {
  number: number
  subject: string
  at: Date
  promised: PromisedFacts | null
}

const titleOf = ({ number, subject }: WaitingRow) => [`#${number}`, subject].filter(Boolean).join(' ')

const visible = (tx: Tx, reader: Actor) => {
  const teams = teamsOf('all', reader)
  return sql`${teams === undefined ? sql`true` : sql`c.team_id = any (${teams}::uuid[])`} and ${seen(tx, reader)}`
}

/** Customers who wait for an answer of this person, the longest first. */
export async function waitingForMe(tx: Tx, reader: Actor, since: Date, now: Date, answersDue: AnswersDue) {
  const rows = await numbered(
    tx,
    sql`c.waiting_since`,
    sql`conversations c where c.workspace_id = ${tx.workspaceId} and c.waiting_since is not null
      and ${inView(tx, 'mine', reader)} and ${visible(tx, reader)}`,
  )
  const answerDue = await answersDue(
    tx,
    rows.flatMap(({ promised }) => (promised ? [promised.contactId] : [])),
  )
  const lines = rows.map(row => {
    const dueAt = dueFor(answerDue, row.at, row.promised)?.dueAt
    return { title: titleOf(row), path: `/desk/mine/${row.number}`, at: row.at, dueAt }
  })
  return {
    kind: 'mine' as const,
    total: rows.length,
    hasNews: lines.some(({ at, dueAt }) => at > since || (dueAt && dueAt > since && dueAt < now)),
    lines: lines
      .slice(0, most)
      .map(({ dueAt, ...line }) => ({ ...line, isLate: dueAt !== undefined && dueAt < now })),
  }
}

/** Notes that call this person and that they have not seen, the oldest first. */
export async function mentionsOfMe(tx: Tx, reader: Actor, since: Date) {
  const rows = await numbered(
    tx,
    sql`x.at`,
    sql`mentions x join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
      where x.workspace_id = ${tx.workspaceId} and x.member_id = ${reader.id} and x.seen_at is null
      and c.status <> 'closed' and ${visible(tx, reader)}`,
  )
  return {
    kind: 'mentions' as const,
    total: rows.length,
    hasNews: rows.some(({ at }) => at > since),
    lines: rows
      .slice(0, most)
      .map(row => ({ title: titleOf(row), path: `/desk/mentions/${row.number}`, at: row.at, isLate: false })),
  }
}

async function numbered(tx: Tx, at: RawBuilder<unknown>, from: RawBuilder<unknown>): Promise<WaitingRow[]> {
  const { rows } = await sql<Omit<WaitingRow, 'number'> & { number: string }>`
    select c.number, c.subject, ${at} as at, ${promisedFacts} as promised from ${from} order by 3, 1 limit 500`.execute(
    tx,
  )
  return rows.map(row => ({ ...row, number: Number(row.number) }))
}

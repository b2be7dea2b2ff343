import { type RawBuilder, sql } from 'kysely'
import { DateTime } from 'luxon'
import type { ComplaintCounts, ComplaintLine, ComplaintOutcome } from '#contract/complaints.ts'
import type { Actor } from '#server/platform/actor.ts'
import { seesArchive, seesTeamsOnly } from '#server/platform/actor.ts'
import { type CsvCell, csvOf } from '#server/platform/csv.ts'
import { dayAlone } from '#server/platform/day-and-time.ts'
import type { Tx } from '#server/platform/db.ts'
import { Invalid, Refused } from '#server/platform/errors.ts'
import type { Ground } from '#server/platform/ground.ts'
import type { Language } from '#server/platform/i18n.ts'
import { decodeCursor, idOf, momentOf, toPage } from '#server/platform/paging.ts'
import { mediationOf } from './clocks.ts'

export interface RegisterFilters {
  state?: string | undefined
  due?: string | undefined
  cause?: string | undefined
  outcome?: ComplaintOutcome | undefined
  from?: string | undefined
  to?: string | undefined
}

interface LineRow {
  id: string
  number: number
  subject: string
  contact_id: string
  contact_name: string
  status: ComplaintLine['status']
  state: ComplaintLine['state']
  channel_kind: string
  brand: ComplaintLine['brand']
  reason_id: string | null
  reason_fr: string | null
  reason_en: string | null
  owner: ComplaintLine['owner']
  sent_at: Date
  first_sent_at: Date | null
  acknowledge_by: Date | null
  acknowledged_at: Date | null
  answer_by: Date | null
  answered_at: Date | null
  complaint_due_at: Date
  complaint_due_kind: 'acknowledgement' | 'answer' | null
  complaint_due_state: 'running' | 'soon' | 'late' | null
  cause: ComplaintLine['cause']
  outcome: ComplaintLine['outcome']
  addresses: string | null
  place: string
}

const mostLines = 50_000

/** Complaints `x` of conversations `c` that someone may see; what was joined is the complaint of what it was joined into. */
const register = sql`
  complaints x
  join conversations c on c.workspace_id = x.workspace_id and c.id = x.conversation_id
  join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
  left join members m on m.workspace_id = c.workspace_id and m.id = c.assignee_id
  left join channels h on h.workspace_id = c.workspace_id and h.id = c.channel_id
  left join brands b on b.workspace_id = c.workspace_id
    and (b.id = h.brand_id or (h.brand_id is null and b.is_default))
  left join reasons r on r.workspace_id = c.workspace_id and r.id = c.reason_id
  left join complaint_causes k on k.workspace_id = x.workspace_id and k.id = x.cause_id`

function conditionsOf(tx: Tx, actor: Actor, filters: RegisterFilters, timeZone: string): RawBuilder<unknown> {
  const midnight = (day: string) => DateTime.fromISO(day, { zone: timeZone })
  const { state, due, cause, outcome, from, to } = filters
  if (from && to && from > to) throw new Invalid('complaint.period')
  return sql.join(
    [
      sql`x.workspace_id = ${tx.workspaceId} and c.joined_into is null and not c.is_spam and c.complaint is not null`,
      ...(seesArchive(actor) ? [] : [sql`c.archived_at is null`]),
      ...(seesTeamsOnly(actor) ? [sql`c.team_id = any (${actor.teamIds}::uuid[])`] : []),
      ...(state ? [sql`c.complaint = ${state}`] : []),
      ...(due ? [sql`c.complaint_due_state = ${due}`] : []),
      ...(cause ? [sql`x.cause_id = ${cause}`] : []),
      ...(outcome ? [sql`x.outcome = ${outcome}`] : []),
      ...(from ? [sql`x.sent_at >= ${midnight(from).toJSDate()}`] : []),
      ...(to ? [sql`x.sent_at < ${midnight(to).plus({ days: 1 }).toJSDate()}`] : []),
    ],
    sql` and `,
  )
}

export interface Asking {
  timeZone: string
  now: Date
}

/** A page of the register: the newest first, or what is due first. */
export async function registerPage(
  tx: Tx,
  actor: Actor,
  asked: RegisterFilters & { order: 'newest' | 'due'; cursor?: string | undefined; limit: number },
  { timeZone, now }: Asking,
): Promise<{ items: ComplaintLine[]; next: string | null }> {
  const { rows, key } = await linesOf(tx, actor, asked, timeZone)
  return toPage(rows, asked.limit, key, row => lineOf(row, timeZone, now))
}

async function linesOf(
  tx: Tx,
  actor: Actor,
  asked: RegisterFilters & { order: 'newest' | 'due'; cursor?: string | undefined; limit: number },
  timeZone: string,
) {
  const isByDue = asked.order === 'due'
  const column = sql.ref(isByDue ? 'c.complaint_due_at' : 'x.sent_at')
  const direction = sql.raw(isByDue ? 'asc' : 'desc')
  const [at, id] = asked.cursor ? decodeCursor(asked.cursor, 2) : []
  const after =
    at && id
      ? sql`and (${column}, c.id) ${sql.raw(isByDue ? '>' : '<')} (${momentOf(at)}::timestamptz, ${idOf(id)}::uuid)`
      : sql``
  const { rows } = await sql<LineRow>`
    select c.id, c.number, c.subject, c.contact_id, p.name as contact_name, c.status, c.complaint as state, c.channel_kind,
      case when b.id is not null then json_build_object('id', b.id, 'name', b.name) end as brand,
      c.reason_id, r.label_fr as reason_fr, r.label_en as reason_en,
      case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end as owner,
      x.sent_at, x.first_sent_at, x.acknowledge_by, x.acknowledged_at, x.answer_by, x.answered_at,
      c.complaint_due_at, c.complaint_due_kind, c.complaint_due_state,
      case when k.id is not null then json_build_object('id', k.id, 'labelFr', k.label_fr, 'labelEn', k.label_en) end as cause,
      x.outcome,
      (select string_agg(i.value, ' ' order by i.value) from identities i
        where i.workspace_id = c.workspace_id and i.contact_id = c.contact_id and i.kind = 'email') as addresses,
      to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
    from ${register}
    where ${conditionsOf(tx, actor, asked, timeZone)} ${after}
    order by ${column} ${direction}, c.id ${direction}
    limit ${sql.lit(asked.limit + 1)}`.execute(tx)
  return { rows, key: (row: LineRow) => [row.place, row.id] }
}

const iso = (date: Date | null) => date?.toISOString() ?? null

function lineOf(row: LineRow, timeZone: string, now: Date): ComplaintLine {
  const { complaint_due_kind: kind, complaint_due_state: state } = row
  const times = { sentAt: row.sent_at, firstSentAt: row.first_sent_at ?? row.sent_at }
  return {
    ...{ conversationId: row.id, number: row.number, subject: row.subject },
    contact: { id: row.contact_id, name: row.contact_name },
    ...{ status: row.status, state: row.state, channel: row.channel_kind, brand: row.brand },
    ...{ reasonId: row.reason_id, owner: row.owner, sentAt: row.sent_at.toISOString() },
    ...{ acknowledgeBy: iso(row.acknowledge_by), acknowledgedAt: iso(row.acknowledged_at) },
    ...{ answerBy: iso(row.answer_by), answeredAt: iso(row.answered_at) },
    due: kind && state && { kind, state, at: row.complaint_due_at.toISOString() },
    ...{ cause: row.cause, outcome: row.outcome },
    isOutOfTime: row.state === 'confirmed' && mediationOf(times, timeZone, now).isOutOfTime,
  }
}

/** The register as a table that a spreadsheet opens. Who complained is for administrators: a file leaves the house. */
export async function exportRegister(
  { t }: Pick<Ground, 't'>,
  tx: Tx,
  actor: Actor,
  filters: RegisterFilters,
  { timeZone, language }: { timeZone: string; language: Language },
): Promise<{ csv: string; count: number }> {
  const { rows } = await linesOf(tx, actor, { ...filters, order: 'newest', limit: mostLines }, timeZone)
  // A file that leaves some out without a word would be taken for the whole.
  if (rows.length > mostLines) throw new Refused('complaint.register_too_long', { count: mostLines }, 422)
  const say = (key: string) => t(language, `complaint:register.${key}`)
  const seesPeople = actor.role === 'administrator'
  const day = (date: Date | null) => date && dayAlone(date, timeZone)
  const labelled = (fr: string | null | undefined, en: string | null | undefined) =>
    (language === 'fr' ? fr : en) ?? null
  const heads = [
    ...[
      'number',
      ...(seesPeople ? ['person', 'address'] : []),
      'state',
      'status',
      'channel',
      'brand',
      'reason',
    ],
    ...['owner', 'sent', 'acknowledgeBy', 'acknowledged', 'answerBy', 'answered', 'cause', 'outcome'],
  ]
  const table: CsvCell[][] = rows.map(row => [
    row.number,
    ...(seesPeople ? [row.contact_name, row.addresses] : []),
    say(`states.${row.state}`),
    say(row.status === 'closed' ? 'closed' : 'open'),
    row.channel_kind,
    row.brand?.name ?? null,
    labelled(row.reason_fr, row.reason_en),
    row.owner?.name ?? null,
    day(row.sent_at),
    day(row.acknowledge_by),
    day(row.acknowledged_at),
    day(row.answer_by),
    day(row.answered_at),
    labelled(row.cause?.labelFr, row.cause?.labelEn),
    row.outcome && say(`outcomes.${row.outcome}`),
  ])
  return { csv: csvOf([heads.map(say), ...table], language), count: table.length }
}

type Parting = keyof ComplaintCounts['by']

/**
 * Confirmed complaints by the month in which they were sent, where the house is, and what parts them. One is late where its
 * answer was due before it was given, or is due since, and not given.
 */
export async function complaintCounts(
  { t }: Pick<Ground, 't'>,
  tx: Tx,
  actor: Actor,
  { from, to }: { from: string; to: string },
  { timeZone, now }: Asking,
): Promise<ComplaintCounts> {
  const months = monthsBetween(from, to)
  const { rows } = await sql<
    { month: string; count: number; late: number } & Record<
      `${Parting}_id` | `${Parting}_fr` | `${Parting}_en`,
      string | null
    >
  >`
    select to_char(x.sent_at at time zone ${timeZone}, 'YYYY-MM') as month, count(*)::int as count,
      count(*) filter (where x.answer_by < coalesce(x.answered_at, ${now}))::int as late,
      r.id as reason_id, r.label_fr as reason_fr, r.label_en as reason_en,
      k.id as cause_id, k.label_fr as cause_fr, k.label_en as cause_en,
      c.channel_kind as channel_id, c.channel_kind as channel_fr, c.channel_kind as channel_en,
      b.id as brand_id, b.name as brand_fr, b.name as brand_en,
      x.outcome as outcome_id, x.outcome as outcome_fr, x.outcome as outcome_en
    from ${register}
    where ${conditionsOf(tx, actor, { state: 'confirmed', from, to }, timeZone)}
    group by month, r.id, r.label_fr, r.label_en, k.id, k.label_fr, k.label_en, c.channel_kind, b.id, b.name, x.outcome`.execute(
    tx,
  )
  const zeros = () => months.map(() => 0)
  const total = zeros()
  const answeredLate = zeros()
  const parts = {
    reason: new Map(),
    cause: new Map(),
    channel: new Map(),
    brand: new Map(),
    outcome: new Map(),
  } as Record<Parting, Map<string | null, ComplaintCounts['by']['reason'][number]>>
  for (const row of rows) {
    const place = months.indexOf(row.month)
    total[place]! += row.count
    answeredLate[place]! += row.late
    for (const of of Object.keys(parts) as Parting[]) {
      const id = row[`${of}_id`]
      const said = (language: Language) =>
        of === 'outcome' && id
          ? t(language, `complaint:register.outcomes.${id}`)
          : (row[`${of}_${language}`] ?? '')
      const known = parts[of].get(id) ?? { id, labelFr: said('fr'), labelEn: said('en'), counts: zeros() }
      known.counts[place]! += row.count
      parts[of].set(id, known)
    }
  }
  const sum = (counts: number[]) => counts.reduce((one, other) => one + other, 0)
  const ordered = (of: Parting) =>
    [...parts[of].values()].sort(
      (one, other) => sum(other.counts) - sum(one.counts) || (one.labelFr < other.labelFr ? -1 : 1),
    )
  return {
    ...{ months, total, answeredLate },
    by: {
      ...{ reason: ordered('reason'), cause: ordered('cause'), channel: ordered('channel') },
      ...{ brand: ordered('brand'), outcome: ordered('outcome') },
    },
  }
}

/** Months from one day to another, both included; at most five years of them. */
function monthsBetween(from: string, to: string): string[] {
  if (from > to) throw new Invalid('complaint.period')
  const months: string[] = []
  for (
    let at = DateTime.fromISO(from).startOf('month');
    at <= DateTime.fromISO(to);
    at = at.plus({ months: 1 })
  ) {
    if (months.length === 60) throw new Invalid('complaint.period')
    months.push(at.toFormat('yyyy-MM'))
  }
  return months
}

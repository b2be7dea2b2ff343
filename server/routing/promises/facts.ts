import { type Selectable, sql } from 'kysely'
import type { ClockKind, PromiseTarget } from '#contract/promises.ts'
import { isConfirmedComplaint, isMoment } from '#server/conversations/index.ts'
import type { Tx } from '#server/platform/db.ts'
import type { SlaClocks } from '#server/platform/schema.ts'
import type { Facts } from './choosing.ts'
import type { Clock, KeptClock, Standing } from './clocks.ts'
import type { Apart, Joined } from './joined.ts'

/** A request, as the promises made for it need to know it. */
export interface Request {
  id: string
  contactId: string
  assigneeId: string | null
  teamId: string | null
  priority: Facts['priority']
  standing: Standing
  /** What a promise may depend on. */
  facts: Facts
  clocks: KeptClock[]
}

interface RequestRow extends Omit<Standing, 'joined'> {
  joined: JoinedRow[]
  id: string
  contactId: string
  assigneeId: string | null
  teamId: string | null
  facts: Facts
}

/** As JSON tells it. */
interface JoinedRow {
  joinedAt: string
  startedAt: string
  ran: [string, string][]
  runningSince: string | null
}

/** What was joined, open still, into the present episode of a conversation `c`: its clock, or when it was asked for where it has none. */
const joined = sql<JoinedRow[]>`
  case when c.alone is null then '[]' else coalesce((
    select json_agg(json_build_object(
      'joinedAt', j.closed_at, 'startedAt', coalesce(k.started_at, h.opened_at), 'ran', coalesce(k.ran, '[]'),
      'runningSince', case when k.id is null then h.opened_at else k.running_since end) order by h.opened_at, h.id)
    from (
      select distinct x.home_episode_id as id from messages x
      where x.workspace_id = c.workspace_id and x.conversation_id = c.id and x.episode_id = c.episode_id
    ) home
    join episodes h on h.workspace_id = c.workspace_id and h.id = home.id and h.closed_at is null
    join conversations j on j.workspace_id = h.workspace_id and j.id = h.conversation_id and j.joined_into is not null
    left join lateral (
      select l.id, l.started_at, l.ran, l.running_since from sla_clocks l
      where l.workspace_id = h.workspace_id and l.conversation_id = h.conversation_id and l.episode_id = h.id
        and l.kind = 'resolution'
      order by l.started_at desc limit 1
    ) k on true
    where j.closed_at is not null and (k.id is not null or h.opened_by = 'contact')), '[]') end`

/** Some conversations with what is promised for their present episode, and what of their past one still runs. */
export async function requestsOf(tx: Tx, ids: readonly string[]): Promise<Request[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<RequestRow>`
    select c.id, c.contact_id as "contactId", c.assignee_id as "assigneeId", c.team_id as "teamId",
      c.status, c.is_spam or c.joined_into is not null as "isNobodys", c.episode_id as "episodeId",
      c.waiting_since as "waitingSince", c.closed_at as "closedAt", c.updated_at as "updatedAt",
      c.overdue_told_for as "toldFor", e.opened_at as "openedAt", e.opened_by as "openedBy",
      e.first_reply_at as "firstReplyAt", ${joined} as joined,
      exists (
        select from work_items w
        join reservations v on v.workspace_id = w.workspace_id and v.item_id = w.id
        where w.workspace_id = c.workspace_id and w.conversation_id = c.id and w.ended_at is null
          and v.ended_at is null and v.is_suspended
      ) as "isSetAside",
      json_build_object(
        'contactId', c.contact_id, 'isComplaint', ${isConfirmedComplaint}, 'isMoment', ${isMoment},
        'isFirst', e.first_reply_at is null, 'reasonId', c.reason_id, 'teamId', c.team_id, 'language', c.language,
        'priority', c.priority, 'isVip', p.is_vip, 'attributes', p.attributes,
        -- A12: a request goes on where the customer wrote last, and is promised what is promised there.
        'channelId', coalesce((
          select x.channel_id from messages x
          where x.workspace_id = c.workspace_id and x.conversation_id = c.id
            and x.direction = 'in' and x.author_kind = 'contact' and x.automatic = 'none'
          order by x.id desc limit 1), c.channel_id)) as facts
    from conversations c
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    join episodes e on e.workspace_id = c.workspace_id and e.id = c.episode_id
    where c.workspace_id = ${tx.workspaceId} and c.id = any (${ids}::uuid[])
    order by c.id`.execute(tx)
  const clocks = Map.groupBy(await keptClocks(tx, ids), ({ conversationId }) => conversationId)
  return rows.map(({ id, contactId, assigneeId, teamId, facts, joined, ...standing }) => ({
    ...{ id, contactId, assigneeId, teamId, facts, priority: facts.priority },
    standing: { ...standing, joined: joined.map(toJoined) },
    clocks: clocks.get(id) ?? [],
  }))
}

/** An answer comes after the words it answers: the same instant may hold both. */
async function keptClocks(tx: Tx, ids: readonly string[]) {
  const { rows } = await sql<Selectable<SlaClocks> & { answered_at: Date | null }>`
    select k.*, case when k.ended_at is null and k.kind <> 'resolution' then (
      select min(coalesce((x.metadata ->> 'sentAgainAt')::timestamptz, x.at)) from messages x
      where x.workspace_id = k.workspace_id and x.conversation_id = k.conversation_id
        and x.id > (
          select i.id from messages i
          where i.workspace_id = k.workspace_id and i.conversation_id = k.conversation_id
            and i.direction = 'in' and i.at >= k.started_at
          order by i.id limit 1)
        and x.direction = 'out' and x.author_kind in ('member', 'api_key') and x.automatic = 'none'
        and x.delivery_status is distinct from 'cancelled' and not x.metadata ?| array['forwards', 'isLost']
    ) end as answered_at
    from sla_clocks k
    join conversations c on c.workspace_id = k.workspace_id and c.id = k.conversation_id
    where k.workspace_id = ${tx.workspaceId} and k.conversation_id = any (${ids}::uuid[])
      and (k.ended_at is null or k.episode_id = c.episode_id)
    order by k.started_at, k.id`.execute(tx)
  return rows.map(row => ({
    ...toClock(row),
    conversationId: row.conversation_id,
    answeredAt: row.answered_at,
  }))
}

const toJoined = ({ joinedAt, startedAt, ran, runningSince }: JoinedRow): Joined => ({
  joinedAt: new Date(joinedAt),
  course: {
    startedAt: new Date(startedAt),
    ran: stretches(ran),
    runningSince: runningSince === null ? null : new Date(runningSince),
  },
})

const stretches = (ran: [string, string][]) =>
  ran.map(([from, to]): [Date, Date] => [new Date(from), new Date(to)])

function toApart(kept: unknown): Apart | null {
  const apart = kept as { [name in Exclude<keyof Apart, 'ran'>]: string | null } & { ran: [string, string][] }
  if (!apart) return null
  const instant = (text: string | null) => (text === null ? null : new Date(text))
  return {
    ...{ startedAt: new Date(apart.startedAt!), ran: stretches(apart.ran), until: new Date(apart.until!) },
    ...{ warnedAt: instant(apart.warnedAt), breachedAt: instant(apart.breachedAt) },
  }
}

/** A clock as it is kept. */
export const toClock = (row: Selectable<SlaClocks>): Clock => ({
  id: row.id,
  episodeId: row.episode_id,
  kind: row.kind as ClockKind,
  policyId: row.policy_id,
  policyVersion: row.policy_version,
  target: row.target as PromiseTarget,
  startedAt: row.started_at,
  countsFrom: row.counts_from,
  runningSince: row.running_since,
  ran: stretches(row.ran as [string, string][]),
  usedMs: row.used_ms,
  dueAt: row.due_at,
  warnAt: row.warn_at,
  pausedBecause: row.paused_because as Clock['pausedBecause'],
  warnedAt: row.warned_at,
  breachedAt: row.breached_at,
  metAt: row.met_at,
  endedAt: row.ended_at,
  apart: toApart(row.apart),
})

/** Writes clocks, new or changed, of conversations that are held. */
export async function saveClocks(
  tx: Tx,
  clocks: readonly { conversationId: string; clock: Clock }[],
): Promise<void> {
  if (clocks.length === 0) return
  const rows = clocks.map(({ conversationId, clock }) => ({
    id: clock.id,
    conversation_id: conversationId,
    episode_id: clock.episodeId,
    kind: clock.kind,
    policy_id: clock.policyId,
    policy_version: clock.policyVersion,
    target: clock.target,
    started_at: clock.startedAt,
    counts_from: clock.countsFrom,
    running_since: clock.runningSince,
    ran: clock.ran,
    used_ms: Math.round(clock.usedMs),
    due_at: clock.dueAt,
    warn_at: clock.warnAt,
    paused_because: clock.pausedBecause,
    warned_at: clock.warnedAt,
    breached_at: clock.breachedAt,
    met_at: clock.metAt,
    ended_at: clock.endedAt,
    apart: clock.apart,
  }))
  const columns = Object.keys(rows[0]!).filter(name => name !== 'id')
  const said = (name: string) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`
  await sql`
    insert into sla_clocks (workspace_id, id, ${sql.join(columns.map(name => sql.ref(name)))})
    select ${tx.workspaceId}, r.id, ${sql.join(columns.map(name => sql.ref(`r.${name}`)))}
    from jsonb_populate_recordset(null::sla_clocks, ${JSON.stringify(rows)}::jsonb) r
    on conflict (workspace_id, id) do update set ${sql.join(columns.map(said))}`.execute(tx)
}

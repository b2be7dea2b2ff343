import { sql } from 'kysely'
import type { Conversation, SlaClock } from '#contract/conversations.ts'
import { type Actor, seesEverything } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'
import { NotFound } from '#server/platform/errors.ts'
import { allowedActs } from './access.ts'
import type { ClocksOf, KnownClock } from './promised.ts'
import { rowColumns, rowJoins } from './queries.ts'
import { iso, type RowRecord, toRow } from './rows.ts'
import { seen, teamsOf } from './views.ts'

interface DetailRecord extends RowRecord {
  fields: Conversation['fields']
  linked: Conversation['linkedTo']
  split_from: Conversation['splitFrom']
  links: Conversation['links']
  episodes: {
    id: string
    number: number
    opened_at: string
    opened_by: 'contact' | 'member' | 'system'
    first_reply_at: string | null
    acknowledged_at: string | null
    closed_at: string | null
    closed_by: string | null
    closed_by_name: string | null
    closing_note: string | null
  }[]
  shared_with: { id: string; name: string }[]
  survey: { score: number | null; comment: string | null; sent_at: string; answered_at: string | null } | null
  recovery_id: string | null
}

/**
 * One conversation whole, as someone may see it. Whoever has just changed it is shown what became of it, even when it is
 * theirs to see no longer: they gave it to another team.
 */
export async function conversationDetail(
  tx: Tx,
  actor: Actor,
  id: string,
  clocksOf: ClocksOf,
  { changedIt = false } = {},
): Promise<Conversation> {
  const isInside = seesEverything(actor)
  const visible = (teams = teamsOf('all', actor)) =>
    sql`${teams === undefined ? sql`true` : sql`c.team_id = any (${teams}::uuid[])`} and ${seen(tx, actor)}`
  const { rows } = await sql<DetailRecord>`
    select ${rowColumns(tx, actor)}, c.fields,
      (select json_build_object('id', c.id, 'number', c.number, 'subject', c.subject, 'status', c.status)
        from conversations c
        where c.workspace_id = ${tx.workspaceId} and c.id = one.linked and ${visible()}) as linked,
      (select json_build_object('id', c.id, 'number', c.number, 'subject', c.subject, 'status', c.status)
        from conversations c
        where c.workspace_id = ${tx.workspaceId} and c.id = one.split and ${visible()}) as split_from,
      coalesce((select json_agg(json_build_object(
          'id', c.id, 'number', c.number, 'subject', c.subject, 'status', c.status) order by c.number)
        from (
          select l.other_id as id from conversation_links l
          where l.workspace_id = ${tx.workspaceId} and l.one_id = ${id}
          union all
          select l.one_id from conversation_links l
          where l.workspace_id = ${tx.workspaceId} and l.other_id = ${id}
        ) link
        join conversations c on c.workspace_id = ${tx.workspaceId} and c.id = link.id and ${visible()}), '[]') as links,
      (select json_agg(json_build_object(
          'id', e.id, 'number', e.number, 'opened_at', e.opened_at, 'opened_by', e.opened_by,
          'first_reply_at', e.first_reply_at, 'acknowledged_at', e.acknowledged_at, 'closed_at', e.closed_at,
          'closed_by', e.closed_by, 'closed_by_name', coalesce(m.name, k.name), 'closing_note', e.closing_note)
          order by e.number)
        from episodes e
        left join members m on m.workspace_id = e.workspace_id and m.id = e.closed_by
        left join api_keys k on k.workspace_id = e.workspace_id and k.id = e.closed_by
        where e.workspace_id = ${tx.workspaceId} and e.conversation_id = c.id) as episodes,
      coalesce((select json_agg(json_build_object('id', m.id, 'name', m.name) order by m.name)
        from conversation_shares s
        join members m on m.workspace_id = s.workspace_id and m.id = s.member_id
        where s.workspace_id = ${tx.workspaceId} and s.conversation_id = c.id), '[]') as shared_with,
      ${isInside ? satisfaction(tx) : sql`null as survey, null as recovery_id`}
    from conversations c
    ${rowJoins(tx, actor)}
    cross join lateral (
      select case when c.joined_into is null then c.linked_to else thread_of(${tx.workspaceId}, c.id) end as linked,
        case when c.split_from is not null then thread_of(${tx.workspaceId}, c.split_from) end as split
    ) as one
    where c.workspace_id = ${tx.workspaceId} and c.id = ${id} and ${changedIt ? sql`true` : visible()}`.execute(
    tx,
  )
  const record = rows[0]
  if (!record) throw new NotFound('conversation')
  // Looked at anew even where nothing changed: whoever has it open sees what holds now.
  const clocks = (await clocksOf(tx, [id])).get(id) ?? []
  const running = clocks.filter(({ runningSince }) => runningSince !== null)
  const [first] = running.sort((one, other) => +one.dueAt! - +other.dueAt!)
  return {
    ...toRow({ ...record, clocks_stale: false }, () => undefined),
    dueAt: iso(first?.dueAt),
    dueKind: first?.kind ?? null,
    warnAt: iso(first?.warnAt),
    promisedBy: first ? policyOf(first) : null,
    clocks: clocks.map(shownClock),
    fields: record.fields,
    linkedTo: record.linked,
    splitFrom: record.split_from,
    links: record.links,
    episodes: record.episodes.map(episode => ({
      id: episode.id,
      number: episode.number,
      openedAt: instant(episode.opened_at)!,
      openedBy: episode.opened_by,
      firstReplyAt: instant(episode.first_reply_at),
      acknowledgedAt: instant(episode.acknowledged_at),
      closedAt: instant(episode.closed_at),
      closedBy: episode.closed_by ? { id: episode.closed_by, name: episode.closed_by_name ?? '' } : null,
      closingNote: episode.closing_note,
    })),
    sharedWith: record.shared_with,
    lastReadMessageId: record.last_read_message_id,
    survey: record.survey && {
      score: record.survey.score,
      comment: record.survey.comment,
      sentAt: instant(record.survey.sent_at)!,
      answeredAt: instant(record.survey.answered_at),
    },
    recoveryId: record.recovery_id,
    allowed: allowedActs(actor),
  }
}

const policyOf = ({ policyId, policyName }: KnownClock) =>
  policyId === null ? null : { id: policyId, name: policyName ?? '' }

const shownClock = (clock: KnownClock): SlaClock => ({
  kind: clock.kind,
  state: clock.metAt ? 'met' : clock.endedAt ? 'ended' : clock.runningSince ? 'running' : 'paused',
  policy: policyOf(clock),
  target: clock.target,
  startedAt: clock.startedAt.toISOString(),
  countsFrom: clock.countsFrom.toISOString(),
  usedMinutes: Math.round(clock.usedMs / 60_000),
  dueAt: iso(clock.dueAt),
  warnAt: iso(clock.warnAt),
  pausedBecause: clock.pausedBecause,
  warnedAt: iso(clock.warnedAt),
  breachedAt: iso(clock.breachedAt),
  metAt: iso(clock.metAt),
})

/** What the customer thought of it, and what is done about it: for people inside. */
const satisfaction = (tx: Tx) => sql`
  (select json_build_object('score', a.score, 'comment', a.comment, 'sent_at', i.sent_at, 'answered_at', a.answered_at)
    from survey_invitations i
    left join survey_answers a on a.workspace_id = i.workspace_id and a.invitation_id = i.id
    where i.workspace_id = ${tx.workspaceId} and i.conversation_id = c.id
    order by i.sent_at desc limit 1) as survey,
  (select r.id from recoveries r
    where r.workspace_id = ${tx.workspaceId} and r.conversation_id = c.id
    order by r.opened_at desc limit 1) as recovery_id`

/** JSON built by PostgreSQL writes its own offset; the API speaks UTC. */
const instant = (text: string | null) => (text === null ? null : iso(new Date(text)))

import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import { type Sight, seesConversation } from './visibility.ts'

export interface HappeningRow {
  /** When, to the microsecond, as the cursor says it again. */
  key: string
  /** Tells apart what happened in one instant, and names the entry. */
  ref: string
  at: Date
  kind: 'conversation' | 'message' | 'record' | 'survey' | 'recovery' | 'stage' | 'merge' | 'event'
  title: string | null
  detail: string | null
  conversation_id: string | null
  number: number | null
  channel: string | null
  direction: 'in' | 'out' | 'note' | null
  data: Record<string, unknown>
}

export interface Place {
  key: string
  ref: string
}

/**
 * One page of what happened with a contact, merged in one statement. Each branch brings its own newest `count` in the
 * order of an index. Only conversations that can still be on the page are looked into: the `count` newest each bring
 * at least their opening, so one without change since the last of these has nothing newer to add.
 */
export async function happenings(
  tx: Tx,
  sight: Sight,
  [contactId, ...merged]: [string, ...string[]],
  before: Place = { key: '9999-01-01T00:00:00.000000Z', ref: '' },
  count: number,
): Promise<HappeningRow[]> {
  const page = { tx, sight, contactId, family: [contactId, ...merged], before, count }
  const branches = [
    messages(page),
    episodes(page),
    answers(page),
    ...(sight.everything ? [recoveries(page), merges(page)] : []),
    ...(sight.sees('records') ? [records(page)] : []),
    events(page),
  ]
  const { rows } = await sql<HappeningRow>`
    with mine as materialized (
      select c.id, c.number, c.subject, c.channel_kind, c.created_at, c.updated_at
      from conversations c
      where c.workspace_id = ${tx.workspaceId} and c.contact_id = ${contactId} and c.joined_into is null
        and c.created_at <= ${before.key}::timestamptz and ${seesConversation(sight.actor, 'c')}
    ),
    near as materialized (
      select * from mine
      where updated_at >= coalesce(
        (select created_at from mine where created_at < ${before.key}::timestamptz
          order by created_at desc offset ${count - 1} limit 1), '-infinity')
    )
    select *, to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key
    from (${sql.join(
      branches.map(branch => sql`(${branch})`),
      sql` union all `,
    )}) as happened
    order by moment desc, ref desc
    limit ${count}`.execute(tx)
  return rows
}

interface Page {
  tx: Tx
  sight: Sight
  contactId: string
  /** The card and those that are part of it: what was told of them is told of the person. */
  family: string[]
  before: Place
  count: number
}

/**
 * Messages stand where their id says, which is when they came: the index of a conversation has them in this order. The
 * bounds by day let the database leave out the months in which a conversation was silent.
 */
const messages = ({ tx, sight, before, count }: Page) => sql`
  select time_of_id(m.id) as moment, 'message:' || m.id as ref, m.at, 'message' as kind,
    coalesce(nullif(m.subject, ''), near.subject) as title, left(m.text, 240) as detail, near.id as conversation_id,
    near.number, m.channel_kind as channel, m.direction,
    jsonb_build_object('author', ${authorOf(sight)}, 'authorKind', m.author_kind,
      'deliveryStatus', m.delivery_status, 'automatic', m.automatic, 'attachments', m.attachment_count,
      'language', m.language) as data
  from near
  cross join lateral (
    select *
    from messages m
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = near.id
      and m.id < least(first_id_at(${before.key}::timestamptz + interval '1 millisecond'),
        first_id_at(near.updated_at + interval '1 day'))
      and m.id >= first_id_at(near.created_at - interval '1 day')
      and m.delivery_status is distinct from 'cancelled'
      and ${earlier(before, sql`time_of_id(m.id)`, sql`'message:' || m.id`)}
    order by m.id desc
    limit ${count}
  ) m
  left join members a on a.workspace_id = ${tx.workspaceId} and a.id = m.author_id and m.author_kind = 'member'
  order by m.id desc
  limit ${count}`

function authorOf(sight: Sight): RawBuilder<unknown> {
  if (sight.sees('identities')) return sql`coalesce(a.name, m.from_name, m.from_address)`
  return sight.sees('name') ? sql`coalesce(a.name, m.from_name)` : sql`a.name`
}

/** `began` sorts before the `message` of its instant, `shut` after. */
const episodes = ({ tx, before, count }: Page) => sql`
  select h.moment, h.ref || e.id as ref, h.moment as at, 'conversation' as kind, near.subject as title,
    null::text as detail, near.id as conversation_id, near.number, near.channel_kind as channel, null::text as direction,
    jsonb_build_object('happened', h.happened, 'episode', e.number, 'by', h.actor) as data
  from near
  join episodes e on e.workspace_id = ${tx.workspaceId} and e.conversation_id = near.id
  left join members closer on closer.workspace_id = ${tx.workspaceId} and closer.id = e.closed_by
    and e.closed_by_kind = 'member'
  cross join lateral (values
    ('began:', case when e.number = 1 then 'opened' else 'reopened' end,
      case when e.number = 1 then near.created_at else e.opened_at end, null::text),
    ('shut:', 'closed', e.closed_at, closer.name)
  ) as h (ref, happened, moment, actor)
  where ${earlier(before, sql`h.moment`, sql`h.ref || e.id`)}
  order by 1 desc, 2 desc
  limit ${count}`

const answers = ({ tx, sight, contactId, before, count }: Page) => sql`
  select a.answered_at as moment, 'survey:' || i.id as ref, a.answered_at as at, 'survey' as kind, null::text as title,
    a.comment as detail, c.id as conversation_id, c.number, i.channel_kind as channel, null::text as direction,
    jsonb_build_object('score', a.score, 'scaleMax', s.scale_max, 'metric', s.metric, 'surveyId', s.id) as data
  from survey_invitations i
  join survey_answers a on a.workspace_id = i.workspace_id and a.invitation_id = i.id
  join surveys s on s.workspace_id = i.workspace_id and s.id = i.survey_id
  join conversations c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
  where i.workspace_id = ${tx.workspaceId} and i.contact_id = ${contactId} and ${seesConversation(sight.actor, 'c')}
    and ${earlier(before, sql`a.answered_at`, sql`'survey:' || i.id`)}
  order by 1 desc, 2 desc
  limit ${count}`

const recoveries = ({ tx, before, count }: Page) => sql`
  select h.moment, 'recovery-' || h.happened || ':' || r.id as ref, h.moment as at, 'recovery' as kind,
    null::text as title, r.outcome_note as detail, c.id as conversation_id, c.number, null::text as channel,
    null::text as direction,
    jsonb_build_object('happened', h.happened, 'recoveryId', r.id, 'state', r.state,
      'outcome', case when h.happened = 'closed' then r.outcome end) as data
  from mine c
  join recoveries r on r.workspace_id = ${tx.workspaceId} and r.conversation_id = c.id
  cross join lateral (values ('opened', r.opened_at), ('closed', r.closed_at)) as h (happened, moment)
  where ${earlier(before, sql`h.moment`, sql`'recovery-' || h.happened || ':' || r.id`)}
  order by 1 desc, 2 desc
  limit ${count}`

const records = ({ tx, contactId, before, count }: Page) => {
  const moment = sql`coalesce(r.occurred_at, r.created_at)`
  const ref = sql`'record:' || r.type || ':' || r.external_id`
  return sql`
  select ${moment} as moment, ${ref} as ref, ${moment} as at, 'record' as kind, r.title, r.status as detail,
    null::uuid as conversation_id, null::bigint as number, null::text as channel, null::text as direction,
    jsonb_build_object('recordType', r.type, 'externalId', r.external_id, 'status', r.status, 'url', r.url,
      'amount', r.amount, 'currency', r.currency) as data
  from external_records r
  where r.workspace_id = ${tx.workspaceId} and r.contact_id = ${contactId} and ${earlier(before, moment, ref)}
  order by 1 desc, 2 desc
  limit ${count}`
}

/** Cards that became one, and two again; named by the card that is not the one in view. */
const merges = ({ tx, family, before, count }: Page) => sql`
  select h.moment, 'merge-' || h.happened || ':' || m.id as ref, h.moment as at, 'merge' as kind,
    case when m.into_id = any (${family}::uuid[]) then f.name else i.name end as title, null::text as detail,
    null::uuid as conversation_id, null::bigint as number, null::text as channel, null::text as direction,
    jsonb_build_object('happened', h.happened, 'mergeId', m.id, 'fromId', m.from_id, 'because', m.because,
      'undone', m.undone_at is not null, 'by', case h.happened when 'merged' then a.name else u.name end) as data
  from contact_merges m
  join contacts f on f.workspace_id = m.workspace_id and f.id = m.from_id
  join contacts i on i.workspace_id = m.workspace_id and i.id = m.into_id
  left join members a on a.workspace_id = m.workspace_id and a.id = m.by_id and m.by_kind = 'member'
  left join members u on u.workspace_id = m.workspace_id and u.id = m.undone_by and m.undone_by_kind = 'member'
  cross join lateral (values ('merged', m.at), ('unmerged', m.undone_at)) as h (happened, moment)
  where m.workspace_id = ${tx.workspaceId}
    and (m.into_id = any (${family}::uuid[]) or m.from_id = any (${family}::uuid[]))
    and ${earlier(before, sql`h.moment`, sql`'merge-' || h.happened || ':' || m.id`)}
  order by 1 desc, 2 desc
  limit ${count}`

/** What happened to the card itself; of records, only a change of status, as their own line tells the rest. */
const events = ({ tx, sight, family, before, count }: Page) => sql`
  select time_of_id(e.id) as moment, 'event:' || e.id as ref, e.at,
    case e.type when 'contact.stage_changed' then 'stage' when 'record.updated' then 'record' else 'event' end as kind,
    (select r.title from external_records r
      where r.workspace_id = ${tx.workspaceId} and r.type = e.data ->> 'recordType'
        and r.external_id = e.data ->> 'externalId') as title,
    null::text as detail, null::uuid as conversation_id, null::bigint as number, null::text as channel,
    null::text as direction, e.data || jsonb_build_object('type', split_part(e.type, '.', 2)) as data
  from (
    select *
    from events e
    where e.workspace_id = ${tx.workspaceId} and e.subject_id = any (${family}::uuid[])
      and e.id < first_id_at(${before.key}::timestamptz + interval '1 millisecond')
      and ${earlier(before, sql`time_of_id(e.id)`, sql`'event:' || e.id`)}
      and e.type = any (${eventTypes(sight)}::text[])
      and (e.type <> 'record.updated' or (not (e.data ->> 'created')::boolean
        and e.data ->> 'statusBefore' is distinct from e.data ->> 'statusAfter'))
    order by e.id desc
    limit ${count}
  ) e`

function eventTypes(sight: Sight): string[] {
  return [
    ...(sight.sees('stage') ? ['contact.stage_changed'] : []),
    ...(sight.sees('records') ? ['record.updated'] : []),
    ...(sight.sees('blockedAt') ? ['contact.blocked', 'contact.unblocked'] : []),
    ...(sight.everything ? ['contact.created'] : []),
  ]
}

const earlier = (before: Place, moment: RawBuilder<unknown>, ref: RawBuilder<unknown>) =>
  sql`(${moment}, ${ref}) < (${before.key}::timestamptz, ${before.ref})`

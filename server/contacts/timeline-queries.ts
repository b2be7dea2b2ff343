import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { Sight } from './visibility.ts'
import { seesConversation } from './visibility.ts'

export interface HappeningRow {
  /** Where it stands: ids are times (UUIDv7), so everything is ordered by one key that the indexes know. */
  key: string
  /** Tells apart what happened in one instant, and names the entry. */
  ref: string
  at: Date
  kind: 'conversation' | 'message' | 'record' | 'survey' | 'recovery' | 'stage' | 'event'
  title: string | null
  detail: string | null
  conversation_id: string | null
  number: number | null
  channel: string | null
  direction: 'in' | 'out' | 'note' | null
  data: Record<string, unknown>
}

const latest = { key: 'ffffffff-ffff-ffff-ffff-ffffffffffff', ref: '' }

/**
 * One page of what happened with a contact, merged in one statement. Each branch brings its own newest `count` in the
 * order of an index. Only conversations that can still be on the page are looked into: the `count` newest each bring
 * at least their opening, so one without change since the last of these has nothing newer to add.
 */
export async function happenings(
  tx: Tx,
  sight: Sight,
  contactId: string,
  before: { key: string; ref: string } = latest,
  count: number,
): Promise<HappeningRow[]> {
  const earlier = (key: RawBuilder<unknown>, ref: RawBuilder<unknown>) =>
    sql`(${key}, ${ref}) < (${before.key}::uuid, ${before.ref})`
  const page = { tx, sight, contactId, before, count, earlier }
  const branches = [
    messages(page),
    episodes(page),
    answers(page),
    ...(sight.everything ? [recoveries(page)] : []),
    ...(sight.sees('records') ? [records(page)] : []),
    events(page),
  ]
  const { rows } = await sql<HappeningRow>`
    with mine as (
      select c.id, c.number, c.subject, c.channel_kind, c.created_at, c.updated_at
      from conversations c
      where c.workspace_id = ${tx.workspaceId} and c.contact_id = ${contactId} and c.joined_into is null
        and first_id_at(c.created_at) <= ${before.key}::uuid
        and ${seesConversation(sight.actor, 'c')}
    ),
    near as materialized (
      select * from mine
      where updated_at >= coalesce(
        (select created_at from mine where first_id_at(created_at) < ${before.key}::uuid
          order by created_at desc offset ${count - 1} limit 1), '-infinity')
    )
    select * from (${sql.join(
      branches.map(branch => sql`(${branch})`),
      sql` union all `,
    )}) as happened
    order by key desc, ref desc
    limit ${count}`.execute(tx)
  return rows
}

interface Page {
  tx: Tx
  sight: Sight
  contactId: string
  before: { key: string; ref: string }
  count: number
  earlier: (key: RawBuilder<unknown>, ref: RawBuilder<unknown>) => RawBuilder<unknown>
}

/** The bounds by day let the database leave out the months in which a conversation was silent. */
const messages = ({ tx, before, count }: Page) => sql`
  select m.id as key, m.id::text as ref, m.at, 'message' as kind, coalesce(nullif(m.subject, ''), near.subject) as title,
    left(m.text, 240) as detail, near.id as conversation_id, near.number, m.channel_kind as channel, m.direction,
    jsonb_build_object('author', coalesce(a.name, m.from_name, m.from_address), 'authorKind', m.author_kind,
      'deliveryStatus', m.delivery_status, 'automatic', m.automatic, 'attachments', m.attachment_count,
      'language', m.language) as data
  from near
  cross join lateral (
    select *
    from messages m
    where m.workspace_id = ${tx.workspaceId} and m.conversation_id = near.id
      and m.id < least(${before.key}::uuid, first_id_at(near.updated_at + interval '1 day'))
      and m.id >= first_id_at(near.created_at - interval '1 day')
      and m.delivery_status is distinct from 'cancelled'
    order by m.id desc
    limit ${count}
  ) m
  left join members a on a.workspace_id = ${tx.workspaceId} and a.id = m.author_id and m.author_kind = 'member'
  order by m.id desc
  limit ${count}`

const episodes = ({ tx, count, earlier }: Page) => sql`
  select first_id_at(h.at) as key, h.happened || ':' || e.id as ref, h.at, 'conversation' as kind, near.subject as title,
    null::text as detail, near.id as conversation_id, near.number, near.channel_kind as channel, null::text as direction,
    jsonb_build_object('happened', h.happened, 'episode', e.number, 'by', h.actor) as data
  from near
  join episodes e on e.workspace_id = ${tx.workspaceId} and e.conversation_id = near.id
  left join members closer on closer.workspace_id = ${tx.workspaceId} and closer.id = e.closed_by
    and e.closed_by_kind = 'member'
  cross join lateral (values
    (case when e.number = 1 then 'opened' else 'reopened' end,
      case when e.number = 1 then near.created_at else e.opened_at end, null::text),
    ('closed', e.closed_at, closer.name)
  ) as h (happened, at, actor)
  where h.at is not null and ${earlier(sql`first_id_at(h.at)`, sql`h.happened || ':' || e.id`)}
  order by 1 desc, 2 desc
  limit ${count}`

const answers = ({ tx, sight, contactId, count, earlier }: Page) => sql`
  select first_id_at(a.answered_at) as key, 'survey:' || i.id as ref, a.answered_at as at, 'survey' as kind,
    null::text as title, a.comment as detail, c.id as conversation_id, c.number, i.channel_kind as channel,
    null::text as direction,
    jsonb_build_object('score', a.score, 'scaleMax', s.scale_max, 'metric', s.metric, 'surveyId', s.id) as data
  from survey_invitations i
  join survey_answers a on a.workspace_id = i.workspace_id and a.invitation_id = i.id
  join surveys s on s.workspace_id = i.workspace_id and s.id = i.survey_id
  join conversations c on c.workspace_id = i.workspace_id and c.id = i.conversation_id
  where i.workspace_id = ${tx.workspaceId} and i.contact_id = ${contactId} and ${seesConversation(sight.actor, 'c')}
    and ${earlier(sql`first_id_at(a.answered_at)`, sql`'survey:' || i.id`)}
  order by 1 desc, 2 desc
  limit ${count}`

const recoveries = ({ tx, contactId, count, earlier }: Page) => sql`
  select first_id_at(h.at) as key, 'recovery-' || h.happened || ':' || r.id as ref, h.at, 'recovery' as kind,
    null::text as title, r.outcome_note as detail, c.id as conversation_id, c.number, null::text as channel,
    null::text as direction,
    jsonb_build_object('happened', h.happened, 'recoveryId', r.id, 'state', r.state,
      'outcome', case when h.happened = 'closed' then r.outcome end) as data
  from conversations c
  join recoveries r on r.workspace_id = c.workspace_id and r.conversation_id = c.id
  cross join lateral (values ('opened', r.opened_at), ('closed', r.closed_at)) as h (happened, at)
  where c.workspace_id = ${tx.workspaceId} and c.contact_id = ${contactId} and h.at is not null
    and ${earlier(sql`first_id_at(h.at)`, sql`'recovery-' || h.happened || ':' || r.id`)}
  order by 1 desc, 2 desc
  limit ${count}`

const records = ({ tx, contactId, count, earlier }: Page) => sql`
  select first_id_at(coalesce(r.occurred_at, r.created_at)) as key, 'record:' || r.type || ':' || r.external_id as ref,
    coalesce(r.occurred_at, r.created_at) as at, 'record' as kind, r.title, r.status as detail,
    null::uuid as conversation_id, null::bigint as number, null::text as channel, null::text as direction,
    jsonb_build_object('recordType', r.type, 'externalId', r.external_id, 'status', r.status, 'url', r.url,
      'amount', r.amount, 'currency', r.currency) as data
  from external_records r
  where r.workspace_id = ${tx.workspaceId} and r.contact_id = ${contactId}
    and ${earlier(sql`first_id_at(coalesce(r.occurred_at, r.created_at))`, sql`'record:' || r.type || ':' || r.external_id`)}
  order by 1 desc, 2 desc
  limit ${count}`

/** What happened to the card itself; of records, only a change of status, as their own line tells the rest. */
const events = ({ tx, sight, contactId, before, count }: Page) => sql`
  select e.id as key, e.id::text as ref, e.at,
    case e.type when 'contact.stage_changed' then 'stage' when 'record.updated' then 'record' else 'event' end as kind,
    r.title, null::text as detail, null::uuid as conversation_id, null::bigint as number, null::text as channel,
    null::text as direction, e.data || jsonb_build_object('type', split_part(e.type, '.', 2)) as data
  from events e
  left join external_records r on e.type = 'record.updated' and r.workspace_id = e.workspace_id
    and r.type = e.data ->> 'recordType' and r.external_id = e.data ->> 'externalId'
  where e.workspace_id = ${tx.workspaceId} and e.subject_id = ${contactId} and e.id < ${before.key}::uuid
    and e.type = any (${eventTypes(sight)}::text[])
    and (e.type <> 'record.updated' or (not (e.data ->> 'created')::boolean
      and e.data ->> 'statusBefore' is distinct from e.data ->> 'statusAfter'))
  order by e.id desc
  limit ${count}`

function eventTypes(sight: Sight): string[] {
  return [
    ...(sight.sees('stage') ? ['contact.stage_changed'] : []),
    ...(sight.sees('records') ? ['record.updated'] : []),
    ...(sight.sees('blockedAt') ? ['contact.blocked', 'contact.unblocked'] : []),
    ...(sight.everything ? ['contact.created'] : []),
  ]
}

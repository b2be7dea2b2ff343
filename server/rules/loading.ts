import { sql } from 'kysely'
import type { Tx } from '#server/platform/db.ts'
import type { SegmentsOfCustomers, Standing } from '#server/segments/index.ts'
import type { Facts, Value } from './facts.ts'

/** Whether a place is open at an instant: a channel's own hours, or the workspace's. */
export type IsOpenAt = (tx: Tx, calendarId: string | null) => Promise<(at: Date) => boolean>

/** How the people who wrote stand: in which segments, and their touch. */
type StandingOf = SegmentsOfCustomers['standingOf']

/** What is known beside the message itself; without `standingOf` nobody is in a segment, where no rule asks for one. */
export interface Around {
  isOpenAt: IsOpenAt
  standingOf?: StandingOf | undefined
}

/** A message of a customer as rules look at it, and how its conversation stands. */
export interface LoadedRequest {
  messageId: string
  contactId: string
  episodeId: string
  cameAt: Date
  facts: Facts
  conversation: {
    id: string
    number: number
    subject: string
    reasonId: string | null
    assigneeId: string | null
    priority: string
    complaint: 'proposed' | 'confirmed' | 'dismissed' | null
    needsPerson: boolean
    isClosed: boolean
  }
  /** Somebody or something answered it: before it came, but for what rules sent since the first of these messages; by now. */
  wasAnswered: boolean
  isAnswered: boolean
  mayBeAnswered: boolean
}

/** So much of a text is looked at, in characters. */
const mostText = 20_000
/** A mail older than this when it comes was fetched from a mailbox: its moment for a ready-made answer has passed. */
const freshMs = 86_400_000

/** What rules ask about the last messages of customers, newest first. */
export async function pastRequests(
  tx: Tx,
  around: Around,
  { last, since }: { last: number; since?: Date | undefined },
): Promise<LoadedRequest[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from messages m
    join conversations c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    where m.workspace_id = ${tx.workspaceId} and ${fromCustomers}
      and ${since ? sql`m.id >= first_id_at(${since})` : sql`true`}
    order by m.id desc
    limit ${last}`.execute(tx)
  return requestsOf(
    tx,
    around,
    rows.map(row => row.id),
  )
}

/** What people wrote themselves: no report, no list, no spam, nothing that is kept for proof alone. */
const fromCustomers = sql`m.direction = 'in' and m.author_kind = 'contact' and m.automatic = 'none'
  and not m.metadata ? 'isSpam' and not c.is_spam and c.archived_at is null`

/** What rules ask about these messages, newest first; what is no customer's own is left out. */
export async function requestsOf(tx: Tx, around: Around, ids: string[]): Promise<LoadedRequest[]> {
  if (ids.length === 0) return []
  // Ids grow with time: the first that came.
  const first = ids.toSorted()[0]
  const { rows } = await sql<Row>`
    select m.id, m.episode_id, m.at, time_of_id(m.id) as came_at, m.channel_id, m.channel_kind, m.from_address,
      m.to_addresses || m.cc_addresses as written_to, coalesce(m.subject, c.subject) as subject,
      left(m.text, ${mostText}) as text, coalesce(m.language, c.language) as language, m.attachment_count,
      m.metadata ? 'noAutomaticAnswer' or m.auth ->> 'dmarc' = 'fail' as wants_no_answer,
      p.attributes, p.is_vip, o.name as company_name, o.domain as company_domain, h.calendar_id,
      array(select json_build_object('kind', r.type, 'status', r.status) from external_records r
        where r.workspace_id = m.workspace_id and r.contact_id = c.contact_id) as records,
      array(select e.opened_at from conversations w
        join episodes e on e.workspace_id = w.workspace_id and e.conversation_id = w.id
        where w.workspace_id = m.workspace_id and w.contact_id = c.contact_id and not w.is_spam
          and e.id <> m.episode_id and e.opened_at < m.at) as previous,
      exists (select from messages x where ${answers} and x.id < m.id and (x.id < ${first} or not exists (
        select from rules u where u.workspace_id = x.workspace_id and x.author_kind = 'system' and u.id = x.author_id
      ))) or time_of_id(m.id) < time_of_id(${first}) + interval '1 day'
        and exists (select ${ruleAnswers} and t.message_id < ${first}) as was_answered,
      exists (select from messages x where ${answers}) or exists (select ${ruleAnswers}) as is_answered,
      c.id as conversation_id, c.contact_id, c.number, c.subject as conversation_subject, c.reason_id, c.assignee_id, c.priority,
      c.complaint, c.needs_person,
      c.status = 'closed' as is_closed
    from messages m
    join conversations c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
    join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
    left join companies o on o.workspace_id = p.workspace_id and o.id = p.company_id
    left join channels h on h.workspace_id = m.workspace_id and h.id = m.channel_id
    where m.workspace_id = ${tx.workspaceId} and m.id = any (${ids}::uuid[]) and ${fromCustomers}
    order by m.id desc`.execute(tx)
  const hours = new Map<string | null, (at: Date) => boolean>()
  for (const { calendar_id: id } of rows) if (!hours.has(id)) hours.set(id, await around.isOpenAt(tx, id))
  const standingOf = await around.standingOf?.(
    tx,
    rows.map(row => row.contact_id),
  )
  return rows.map(row => toRequest(row, hours.get(row.calendar_id)!, standingOf?.(row.contact_id) ?? nowhere))
}

const nowhere: Standing = { segmentIds: [], touch: null }

/** What was said to the customer in the same episode. */
const answers = sql`x.workspace_id = m.workspace_id and x.conversation_id = m.conversation_id
  and x.episode_id = m.episode_id and x.direction = 'out' and x.delivery_status is distinct from 'cancelled'`

/** A rule answered the customer within the day before it. */
const ruleAnswers = sql`from rule_hits t
  join conversations w on w.workspace_id = t.workspace_id and w.id = t.conversation_id
  where w.workspace_id = m.workspace_id and w.contact_id = c.contact_id and t.done ? 'reply'
    and not t.is_watched and t.at > time_of_id(m.id) - interval '1 day'`

interface Row {
  id: string
  episode_id: string
  at: Date
  came_at: Date
  channel_id: string | null
  channel_kind: string
  from_address: string | null
  written_to: { address: string }[]
  subject: string | null
  text: string
  language: 'fr' | 'en' | null
  attachment_count: number
  wants_no_answer: boolean | null
  attributes: Record<string, Value>
  is_vip: boolean
  company_name: string | null
  company_domain: string | null
  calendar_id: string | null
  records: { kind: string; status: string | null }[]
  previous: Date[]
  was_answered: boolean
  is_answered: boolean
  conversation_id: string
  contact_id: string
  number: number
  conversation_subject: string
  reason_id: string | null
  assignee_id: string | null
  priority: string
  complaint: 'proposed' | 'confirmed' | 'dismissed' | null
  needs_person: boolean
  is_closed: boolean
}

function toRequest(row: Row, isOpen: (at: Date) => boolean, { segmentIds, touch }: Standing): LoadedRequest {
  return {
    messageId: row.id,
    contactId: row.contact_id,
    episodeId: row.episode_id,
    cameAt: row.came_at,
    facts: {
      channelId: row.channel_id ?? '',
      channelKind: row.channel_kind,
      to: row.written_to.map(({ address }) => address),
      from: row.from_address,
      subject: row.subject ?? '',
      text: row.text,
      language: row.language,
      ...{ segmentIds, touch },
      contact: row.attributes,
      company: { name: row.company_name, domain: row.company_domain },
      records: row.records.map(({ kind, status }) => ({ kind, status: status ?? '' })),
      isOpen: isOpen(row.came_at),
      previous: row.previous,
      isVip: row.is_vip,
      hasAttachments: row.attachment_count > 0,
      at: row.at,
    },
    conversation: {
      id: row.conversation_id,
      number: row.number,
      subject: row.conversation_subject || (row.subject ?? ''),
      reasonId: row.reason_id,
      assigneeId: row.assignee_id,
      priority: row.priority,
      complaint: row.complaint,
      needsPerson: row.needs_person,
      isClosed: row.is_closed,
    },
    wasAnswered: row.was_answered,
    isAnswered: row.is_answered,
    mayBeAnswered: row.wants_no_answer !== true && row.came_at.getTime() - row.at.getTime() < freshMs,
  }
}

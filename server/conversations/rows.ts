import type { z } from 'zod'
import type { ConversationRow } from '#contract/conversations.ts'
import type { Tx } from '#server/platform/db.ts'
import { type AnswerDue, type AnswersDue, dueFor, type PromisedFacts } from './promised.ts'
import { untilTheyWrite } from './standing.ts'

type Row = z.infer<typeof ConversationRow>

/** What the list query brings for one line. */
export interface RowRecord {
  id: string
  number: number
  subject: string
  status: Row['status']
  is_spam: boolean
  channel_kind: string
  channel_id: string | null
  language: 'fr' | 'en' | null
  contact_id: string
  contact_name: string
  contact_is_vip: boolean
  assignee_id: string | null
  assignee_name: string | null
  team_id: string | null
  team_name: string | null
  priority: Row['priority']
  reason_id: string | null
  complaint: Row['complaint']
  needs_person: boolean
  is_moment: boolean
  tags: string[]
  preview: string
  last_direction: 'in' | 'out'
  last_message_at: Date
  last_message_id: string | null
  waiting_since: Date | null
  snoozed_until: Date | null
  message_count: number
  emptied_at: Date | null
  contact_erased_at: Date | null
  version: number
  created_at: Date
  updated_at: Date
  closed_at: Date | null
  last_read_message_id: string | null
  has_draft: boolean
  /** When the first scheduled reply leaves. */
  scheduled_at: Date | null
  is_held: boolean
  /** Of the most pressing clock; far away where none runs. */
  due_at: Date
  due_kind: Row['dueKind']
  warn_at: Date | null
  complaint_due_at: Date
  complaint_due_kind: 'acknowledgement' | 'answer' | null
  complaint_due_state: 'running' | 'soon' | 'late' | null
  /** It changed since its clocks were looked at: what is promised is asked anew. */
  clocks_stale: boolean
  promised: PromisedFacts | null
}

/** Asks for the promise only where somebody waits: it takes questions of its own. */
export async function promiseTo(
  tx: Tx,
  records: RowRecord[],
  ask: () => Promise<AnswersDue>,
): Promise<AnswerDue> {
  const asked = records.filter(record => record.clocks_stale && waits(record))
  if (asked.length === 0) return () => undefined
  const due = await ask()
  return due(
    tx,
    asked.map(({ contact_id }) => contact_id),
  )
}

const waits = ({ waiting_since, status, is_spam }: RowRecord) =>
  waiting_since !== null && status !== 'closed' && !is_spam

/** What is due first there. */
function dueOf(record: RowRecord, answerDue: AnswerDue): Pick<Row, 'dueAt' | 'dueKind' | 'warnAt'> {
  if (!record.clocks_stale) {
    const { due_kind, due_at, warn_at } = record
    return { dueAt: due_kind && iso(due_at), dueKind: due_kind, warnAt: iso(warn_at) }
  }
  const given = waits(record) ? dueFor(answerDue, record.waiting_since, record.promised) : undefined
  if (!given) return { dueAt: null, dueKind: null, warnAt: null }
  const dueKind = record.promised?.isFirst ? 'first_response' : 'next_response'
  return { dueAt: iso(given.dueAt), dueKind, warnAt: null }
}

/** A row as the contract says it. */
export function toRow(record: RowRecord, answerDue: AnswerDue): Row {
  return {
    id: record.id,
    number: record.number,
    subject: record.subject,
    status: record.status,
    isSpam: record.is_spam,
    channel: record.channel_kind,
    channelId: record.channel_id,
    language: record.language,
    contact: { id: record.contact_id, name: record.contact_name, isVip: record.contact_is_vip },
    assignee: named(record.assignee_id, record.assignee_name),
    team: named(record.team_id, record.team_name),
    priority: record.priority,
    reasonId: record.reason_id,
    complaint: record.complaint,
    complaintDue: record.complaint_due_kind &&
      record.complaint_due_state && {
        kind: record.complaint_due_kind,
        at: record.complaint_due_at.toISOString(),
        state: record.complaint_due_state,
      },
    needsPerson: record.needs_person,
    isMoment: record.is_moment,
    isEmotional: record.is_moment && record.complaint === 'confirmed',
    tags: record.tags,
    preview: record.preview,
    lastDirection: record.last_direction,
    lastMessageAt: record.last_message_at.toISOString(),
    lastMessageId: record.last_message_id,
    waitingSince: iso(record.waiting_since),
    ...dueOf(record, answerDue),
    snoozedUntil:
      record.snoozed_until && record.snoozed_until < untilTheyWrite ? iso(record.snoozed_until) : null,
    // What is closed asks nothing of anyone, thanks that came last included.
    unread:
      record.status !== 'closed' &&
      record.last_direction === 'in' &&
      record.last_message_id !== null &&
      (record.last_read_message_id === null || record.last_read_message_id < record.last_message_id),
    hasDraft: record.has_draft,
    scheduledReply: record.scheduled_at && {
      leavesAt: record.scheduled_at.toISOString(),
      isHeld: record.is_held,
    },
    messageCount: record.message_count,
    emptied: emptied(record),
    version: record.version,
    createdAt: record.created_at.toISOString(),
    updatedAt: record.updated_at.toISOString(),
    closedAt: iso(record.closed_at),
  }
}

/** Somebody who was erased, or the end of the time of words: the first tells more. */
function emptied({ contact_erased_at, emptied_at }: RowRecord): Row['emptied'] {
  if (contact_erased_at) return { at: contact_erased_at.toISOString(), why: 'erasure' }
  return emptied_at && { at: emptied_at.toISOString(), why: 'retention' }
}

export const iso = (date: Date | null | undefined): string | null => date?.toISOString() ?? null

export const named = (id: string | null, name: string | null) => (id ? { id, name: name ?? '' } : null)

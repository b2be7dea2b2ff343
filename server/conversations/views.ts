import { type RawBuilder, sql } from 'kysely'
import type { View } from '#contract/conversations.ts'
import { type Actor, seesArchive, seesTeamsOnly } from '#server/platform/actor.ts'
import type { Tx } from '#server/platform/db.ts'

type Condition = RawBuilder<unknown>
export type ListOrder = 'newest' | 'oldest' | 'due' | 'complaint_due'

/** How a view is ordered: the column of its keyset, and whether the newest comes first. */
export function viewOrder(view: View, order?: ListOrder) {
  if (order === 'due' || view === 'soon' || view === 'late')
    return { column: 'due_at', descending: order === 'newest' } as const
  if (order === 'complaint_due' || (view === 'complaints' && !order))
    return { column: 'complaint_due_at', descending: false } as const
  if (view === 'oldest') return { column: 'waiting_since', descending: order === 'newest' } as const
  if (view === 'scheduled') return { column: 'scheduled_at', descending: order === 'newest' } as const
  if (view === 'snoozed') return { column: 'snoozed_until', descending: order === 'newest' } as const
  return { column: 'last_message_at', descending: order !== 'oldest' } as const
}

// Written out, never as parameters: a partial index is used only where the words of its condition are seen.
const active = sql`c.status in ('new', 'open', 'waiting', 'on_hold') and not c.is_spam`

// The words of the index conversations_due.
const pressing = sql`c.status in ('new', 'open', 'on_hold') and not c.is_spam and c.due_kind is not null`

/** What belongs to a view, of conversations `c`, as the person who looks sees it. Each has its index in 0005_conversations.sql. */
export function inView(tx: Tx, view: View, actor: Actor): Condition {
  const me = actor.memberId ?? actor.id
  switch (view) {
    case 'mine':
      return sql`c.assignee_id = ${me} and ${active}`
    case 'unassigned':
      return sql`c.assignee_id is null and ${active}`
    case 'team':
      return active // of which teams, the question itself says
    case 'oldest':
      return sql`c.waiting_since is not null and c.status in ('new', 'open', 'on_hold') and not c.is_spam`
    // As it was told, to the minute: a conversation says itself whether it is soon due or late.
    case 'soon':
      return sql`c.due_state = 'soon' and ${pressing}`
    case 'late':
      return sql`c.due_state = 'late' and ${pressing}`
    // The words of the index conversations_of_complaints_due.
    case 'complaints':
      return sql`c.complaint in ('proposed', 'confirmed') and c.status <> 'closed' and not c.is_spam`
    case 'snoozed':
      return sql`c.status = 'snoozed' and not c.is_spam`
    case 'scheduled':
      // What I wrote, and what is to leave from a conversation of mine.
      return sql`c.scheduled_at is not null and (c.assignee_id = ${me} or c.id = any (array(
        select s.conversation_id from scheduled_replies s
        where s.workspace_id = ${tx.workspaceId} and s.author_id = ${me})))`
    case 'spam':
      return sql`c.is_spam`
    case 'closed':
      return sql`c.status = 'closed' and not c.is_spam and c.joined_into is null`
    case 'mentions':
    case 'drafts':
      return sql`c.id = any (array(
        select x.conversation_id from ${sql.table(view)} x
        where x.workspace_id = ${tx.workspaceId} and x.member_id = ${me}))`
    case 'all':
      return sql`c.joined_into is null`
  }
}

/** The conversations `c` that someone may see, beside those of some teams: `teamsOf` tells which. The archive is for administrators. */
export function seen(tx: Tx, actor: Actor): Condition {
  if (seesArchive(actor)) return sql`true`
  if (actor.role !== 'collaborator') return sql`c.archived_at is null`
  return sql`c.archived_at is null and c.id = any (array(
    select s.conversation_id from conversation_shares s
    where s.workspace_id = ${tx.workspaceId} and s.member_id = ${actor.memberId ?? actor.id}))`
}

/** The teams that a question is limited to; undefined when it is not. */
export function teamsOf(view: View, actor: Actor, asked?: string): string[] | undefined {
  if (view !== 'team' && !seesTeamsOnly(actor)) return asked === undefined ? undefined : [asked]
  return asked === undefined ? actor.teamIds : actor.teamIds.filter(id => id === asked)
}

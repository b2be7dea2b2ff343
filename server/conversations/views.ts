import { type ExpressionBuilder, sql } from 'kysely'
import type { View } from '#contract/conversations.ts'
import type { Actor } from '#server/platform/actor.ts'
import type { DB } from '#server/platform/db.ts'

const active = ['new', 'open', 'waiting', 'on_hold'] as const

/** How a view is ordered: the column of its keyset, and whether the newest comes first. */
export function viewOrder(view: View, order?: 'newest' | 'oldest') {
  if (view === 'oldest') return { column: 'waiting_since', descending: order === 'newest' } as const
  if (view === 'snoozed') return { column: 'snoozed_until', descending: order === 'newest' } as const
  return { column: 'last_message_at', descending: order !== 'oldest' } as const
}

/** What belongs to a view, as the person who looks sees it. Each has its index in 0005_conversations.sql. */
export function inView(view: View, actor: Actor) {
  const me = actor.memberId ?? actor.id
  return (eb: ExpressionBuilder<DB, 'conversations'>) => {
    const isActive = eb.and([eb('status', 'in', active), eb('is_spam', '=', false)])
    const of = (table: 'mentions' | 'drafts') =>
      eb.exists(
        eb
          .selectFrom(table)
          .select(sql`1`.as('one'))
          .whereRef(`${table}.workspace_id`, '=', 'conversations.workspace_id')
          .whereRef(`${table}.conversation_id`, '=', 'conversations.id')
          .where(`${table}.member_id`, '=', me),
      )
    switch (view) {
      case 'mine':
        return eb.and([eb('assignee_id', '=', me), isActive])
      case 'unassigned':
        return eb.and([eb('assignee_id', 'is', null), isActive])
      case 'team':
        return actor.teamIds.length === 0
          ? sql<boolean>`false`
          : eb.and([eb('team_id', 'in', actor.teamIds), isActive])
      case 'oldest':
        return eb.and([
          eb('waiting_since', 'is not', null),
          eb('status', 'in', ['new', 'open', 'on_hold']),
          eb('is_spam', '=', false),
        ])
      case 'snoozed':
        return eb('status', '=', 'snoozed')
      case 'spam':
        return eb('is_spam', '=', true)
      case 'closed':
        return eb.and([eb('status', '=', 'closed'), eb('joined_into', 'is', null)])
      case 'mentions':
        return of('mentions')
      case 'drafts':
        return of('drafts')
      case 'all':
        return sql<boolean>`true`
    }
  }
}

import type { Insertable } from 'kysely'
import type { DB } from '#server/platform/db.ts'

/** A complete row of a table, but for its workspace, which is the same everywhere. */
export type Row<Table extends keyof DB> = Required<Omit<Insertable<DB[Table]>, 'workspace_id' | LeftOut>>

/** What the database works out, and what only a merge writes. */
type LeftOut =
  | ('mailbox' | 'order_number' | 'home_contact_id' | 'merged_into' | 'own')
  // What keeps clocks says itself, once the rows are there.
  | ('due_kind' | 'due_state' | 'warn_at' | 'clocks_stale' | 'complaint_due_kind' | 'complaint_due_state')

/** Tables that the demonstration fills, parents before children. */
export const tables = [
  'partners',
  'calendars',
  'sites',
  'teams',
  'members',
  'team_members',
  'attribute_definitions',
  'brands',
  'channels',
  'form_versions',
  'sla_policies',
  'phone_numbers',
  'contact_pages',
  'accessibility_statements',
  'sub_processors',
  'reasons',
  'tags',
  'canned_answers',
  'tone_guides',
  'saved_views',
  'segments',
  'rules',
  'rule_versions',
  'skills',
  'member_skills',
  'work_profiles',
  'queues',
  'partner_contracts',
  'wallboard_alerts',
  'day_messages',
  'companies',
  'contacts',
  'identities',
  'consent_entries',
  'blocked_senders',
  'stopped_messages',
  'files',
  'surveys',
  'external_records',
  'conversations',
  'chat_sessions',
  'episodes',
  'messages',
  'message_keys',
  'attachments',
  'drafts',
  'scheduled_replies',
  'readings',
  'mentions',
  'conversation_shares',
  'consultations',
  'consultation_people',
  'side_conversations',
  'side_messages',
  'receipts',
  'survey_invitations',
  'survey_refusals',
  'survey_answers',
  'recoveries',
  'rights_requests',
  'events',
  'feed',
  'vocabulary',
  'number_blocks',
  'feed_counters',
  'dispatchers',
] as const satisfies readonly (keyof DB)[]

export type DemoTable = (typeof tables)[number]

/** A handful of rows of several tables: what one conversation, or one setting, brings. */
export type Rows = { [Table in DemoTable]?: Row<Table>[] }

export type DemoFile = { id: string; type: string; bytes: Uint8Array; createdAt: Date }

/** The whole demonstration: what is fixed, then the year's conversations one after the other, then what closes the books. */
export type DemoPlan = {
  workspace: Insertable<DB['workspaces']> & { id: string }
  /** From the first order to now: months that need their partitions. */
  from: Date
  now: Date
  setting: Rows
  files: readonly DemoFile[]
  /** Oldest first; may be walked once. */
  conversations: () => Generator<Rows>
  /** After the last conversation: orders nobody wrote about, and what is counted over the whole. */
  closing: () => Rows
}

/** A channel that is there. */
export const notDeleted = { deleted_at: null, deleted_by: null, was_enabled: false }

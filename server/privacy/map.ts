import { type RawBuilder, sql } from 'kysely'
import type { DB } from '#server/platform/db.ts'
import type { Person } from './person.ts'

export const purposeKeys = [
  'support',
  'quality',
  'records',
  'proof',
  'security',
  'team',
  'operation',
] as const
export type PurposeKey = (typeof purposeKeys)[number]

type Table = keyof DB | `auth.${string}`

/** Where one table keeps what is known of customers, why, and what an erasure does to it. */
export interface PersonalTable {
  table: keyof DB
  purpose: PurposeKey
  /** Key of its name, and of its file in a bundle; tables of one part are counted together. */
  part: string
  /** Which rows `t` are about a person. */
  of: (person: Person) => RawBuilder<unknown>
  /** Takes rows away, or empties columns of them and keeps the fact. */
  erase: 'delete' | Record<string, RawBuilder<unknown>> | 'with proofs'
  /** Columns that a bundle leaves out: ours, not the person's. */
  leaveOut?: string[]
  /** False for what only repeats other tables. */
  inBundle?: boolean
}

const nothing = sql`null`
const empty = sql`''`
const noList = sql`'[]'::jsonb`
const noFields = sql`'{}'::jsonb`

const byContact = ({ contactIds }: Person) => sql`t.contact_id = any (${contactIds}::uuid[])`
const byConversation = ({ conversationIds }: Person) =>
  sql`t.conversation_id = any (${conversationIds}::uuid[])`
const byMessage = ({ messageIds }: Person) => sql`t.message_id = any (${messageIds}::uuid[])`
const byConversationOrMessage = (person: Person) => sql`(${byConversation(person)} or ${byMessage(person)})`

/** Every table that holds something of a customer. Order matters where one is found by another: those come first. */
export const personalTables: PersonalTable[] = [
  {
    table: 'attachments',
    purpose: 'support',
    part: 'files',
    of: byConversationOrMessage,
    erase: 'delete',
    leaveOut: ['file_id', 'uploaded_by'],
  },
  {
    table: 'messages',
    purpose: 'support',
    part: 'messages',
    of: ({ messageIds }) => sql`t.id = any (${messageIds}::uuid[])`,
    erase: {
      text: empty,
      full_text: nothing,
      html: nothing,
      subject: nothing,
      from_name: nothing,
      from_address: nothing,
      to_addresses: noList,
      cc_addresses: noList,
      bcc_addresses: noList,
      auth: nothing,
      metadata: noFields,
      delivery_error: nothing,
      attachment_count: sql`0`,
    },
    leaveOut: ['html', 'metadata', 'auth', 'home_id', 'home_episode_id', 'mentions', 'updated_at'],
  },
  {
    table: 'redactions',
    purpose: 'proof',
    part: 'messages',
    of: byConversationOrMessage,
    erase: { reason: empty },
    inBundle: false, // why the house took something out: its messages show that it did
  },
  {
    table: 'message_search',
    purpose: 'support',
    part: 'search',
    of: byMessage,
    erase: 'delete',
    inBundle: false,
  },
  {
    table: 'message_keys',
    purpose: 'support',
    part: 'search',
    of: byConversationOrMessage,
    erase: 'delete',
    inBundle: false,
  },
  {
    table: 'drafts',
    purpose: 'support',
    part: 'drafts',
    of: byConversation,
    erase: 'delete',
    inBundle: false, // not said yet: whoever writes it may still change their mind
  },
  {
    table: 'scheduled_replies',
    purpose: 'support',
    part: 'drafts',
    of: byConversation,
    erase: 'delete',
    inBundle: false, // as drafts
  },
  {
    table: 'receipts',
    purpose: 'support',
    part: 'mails',
    of: person => sql`(${byConversationOrMessage(person)} or t.lane = any (${person.values}::text[]))`,
    erase: {
      raw: nothing,
      raw_sha256: nothing,
      envelope: noFields,
      detail: nothing,
      lane: sql`'erased'`,
      reason: sql`case when t.state in ('stored', 'parked') then 'erased' else t.reason end`,
      state: sql`case when t.state in ('stored', 'parked') then 'ignored' else t.state end`,
    },
    leaveOut: ['raw', 'raw_sha256', 'external_id'],
  },
  {
    table: 'deliveries',
    purpose: 'support',
    part: 'mails',
    of: person =>
      sql`(${byConversationOrMessage(person)} or exists (select from unnest(t.recipients) r where lower(r) = any (${person.values}::text[])))`,
    erase: {
      mail: noFields,
      recipients: sql`'{}'::text[]`,
      subject: empty,
      last_error: nothing,
      state: sql`case when t.state in ('queued', 'sending') then 'cancelled' else t.state end`,
    },
    inBundle: false, // its words are those of messages, and of our own notices
  },
  {
    table: 'conversations',
    purpose: 'support',
    part: 'conversations',
    of: ({ conversationIds }) => sql`t.id = any (${conversationIds}::uuid[])`,
    erase: { subject: empty, preview: empty, fields: noFields, scheduled_at: nothing },
    leaveOut: ['alone', 'version', 'overdue_told_for', 'scheduled_at', 'archived_at', 'emptied_at'],
  },
  {
    table: 'episodes',
    purpose: 'support',
    part: 'conversations',
    of: byConversation,
    erase: { closing_note: nothing },
    inBundle: false,
  },
  {
    table: 'request_links',
    purpose: 'support',
    part: 'links',
    of: byContact,
    erase: 'delete',
    leaveOut: ['token_hash'],
  },
  {
    table: 'side_messages',
    purpose: 'support',
    part: 'sides',
    of: ({ conversationIds }) =>
      sql`exists (select from side_conversations s where s.workspace_id = t.workspace_id and s.id = t.side_id
        and s.conversation_id = any (${conversationIds}::uuid[]))`,
    erase: {
      text: empty,
      from_name: nothing,
      from_address: nothing,
      to_addresses: noList,
      cc_addresses: noList,
      delivery_error: nothing,
    },
    leaveOut: ['mail_message_id'],
  },
  {
    table: 'side_conversations',
    purpose: 'support',
    part: 'sides',
    of: byConversation,
    erase: { subject: empty },
    inBundle: false, // its messages say it
  },
  {
    table: 'webhook_deliveries',
    purpose: 'operation',
    part: 'history',
    of: ({ contactIds, conversationIds }) =>
      sql`t.lane = any (${[...contactIds, ...conversationIds]}::uuid[])`,
    erase: { attempts: noList },
    inBundle: false,
  },
  {
    table: 'survey_answers',
    purpose: 'quality',
    part: 'answers',
    of: ({ contactIds, conversationIds }) =>
      sql`exists (select from survey_invitations i where i.workspace_id = t.workspace_id and i.id = t.invitation_id
        and (i.contact_id = any (${contactIds}::uuid[]) or i.conversation_id = any (${conversationIds}::uuid[])))`,
    erase: { comment: nothing, history: noList },
  },
  {
    table: 'complaint_acts',
    purpose: 'support',
    part: 'conversations',
    of: byConversation,
    erase: { reason: nothing },
    leaveOut: ['made_by'],
  },
  {
    table: 'recoveries',
    purpose: 'quality',
    part: 'recoveries',
    of: person => sql`(${byContact(person)} or ${byConversation(person)})`,
    erase: { comment: nothing, outcome_note: nothing },
    leaveOut: ['version'],
  },
  {
    table: 'event_details',
    purpose: 'security',
    part: 'history',
    of: ({ contactIds, conversationIds, values }) =>
      sql`(t.data->>'sender' = any (${values}::text[]) or exists (select from events e where e.workspace_id = t.workspace_id and e.id = t.event_id
        and (e.contact_id = any (${contactIds}::uuid[]) or e.subject_id = any (${contactIds}::uuid[]) or e.conversation_id = any (${conversationIds}::uuid[]))))`,
    erase: 'delete',
    inBundle: false, // the earlier values of what the other parts hold
  },
  {
    table: 'idempotency_keys',
    purpose: 'operation',
    part: 'history',
    of: ({ contactIds, conversationIds, messageIds }) =>
      sql`t.body::text like any (${[...contactIds, ...conversationIds, ...messageIds].map(id => `%${id}%`)}::text[])`,
    erase: 'delete',
    inBundle: false,
  },
  {
    table: 'external_records',
    purpose: 'records',
    part: 'records',
    of: byContact,
    erase: 'delete',
  },
  {
    table: 'chat_sessions',
    purpose: 'support',
    part: 'chats',
    of: ({ identities, conversationIds }) =>
      sql`(t.identity_id = any (${identities.map(({ id }) => id)}::uuid[])
        or t.conversation_id = any (${conversationIds}::uuid[]))`,
    erase: 'delete',
    leaveOut: ['token_hash', 'code_hash', 'code_expires_at', 'code_tries', 'codes_sent'],
  },
  { table: 'consent_entries', purpose: 'proof', part: 'consents', of: byContact, erase: 'with proofs' },
  {
    table: 'data_exports',
    purpose: 'proof',
    part: 'exports',
    of: byContact,
    erase: 'delete',
    inBundle: false,
  },
  {
    table: 'rights_requests',
    purpose: 'proof',
    part: 'requests',
    of: byContact,
    erase: { decision_reason: nothing, extension_reason: nothing, doubt_reason: nothing },
    leaveOut: ['told_days_before'],
  },
  {
    table: 'import_lines',
    purpose: 'support',
    part: 'contact',
    of: ({ contactIds }) => sql`t.imported_id = any (${contactIds}::uuid[])`,
    erase: 'delete',
    inBundle: false,
  },
  {
    table: 'import_refusals',
    purpose: 'support',
    part: 'contact',
    of: ({ values }) =>
      sql`exists (select from unnest(t.record) cell where lower(cell) = any (${values.map(value => value.toLowerCase())}::text[]))`,
    erase: 'delete',
    inBundle: false,
  },
  {
    table: 'imports',
    purpose: 'support',
    part: 'contact',
    of: ({ values }) =>
      sql`exists (select from unnest(${values}::text[]) said where position(lower(said) in lower(t.sample::text)) > 0)`,
    erase: { sample: noList },
    inBundle: false,
  },
  {
    table: 'blocked_senders',
    purpose: 'security',
    part: 'identities',
    of: ({ values }) => sql`(t.kind <> 'domain' and t.value = any (${values}::text[]))`,
    erase: 'delete',
    leaveOut: ['reason', 'blocked_by'],
  },
  {
    table: 'sub_processor_readers',
    purpose: 'proof',
    part: 'identities',
    of: ({ values }) => sql`lower(t.email) = any (${values}::text[])`,
    erase: 'delete',
  },
  { table: 'identities', purpose: 'support', part: 'identities', of: byContact, erase: 'delete' },
  {
    table: 'contacts',
    purpose: 'support',
    part: 'contact',
    of: ({ contactIds }) => sql`t.id = any (${contactIds}::uuid[])`,
    // What is left is a person of whom nothing is known: figures still count them.
    erase: {
      name: empty,
      first_name: nothing,
      last_name: nothing,
      language: nothing,
      company_id: nothing,
      preferred_channel: nothing,
      attributes: noFields,
      is_vip: sql`false`,
      own: nothing,
      search_text: empty,
      sort_name: empty,
    },
    leaveOut: ['search_text', 'sort_name', 'erased_at', 'archived_at', 'left_archive_at', 'own'],
  },
]

/** Tables about customers whose rows say nothing of them but that they exist: ids, dates, figures. */
export const factsOnly: Partial<Record<Table, PurposeKey>> = {
  access_log: 'security',
  contact_merges: 'support',
  conversation_links: 'support',
  duplicate_proposals: 'support',
  erasures: 'proof',
  events: 'security',
  legal_holds: 'proof',
  complaints: 'support',
  rule_hits: 'support',
  sla_clocks: 'support',
  work_items: 'support',
  survey_invitations: 'quality',
  stopped_messages: 'security',
  survey_refusals: 'quality',
}

/** Tables about the people who work here: they go with the member, not with a customer. */
export const ofTheTeam: Partial<Record<Table, PurposeKey>> = {
  api_keys: 'team',
  bulk_acts: 'team',
  conversation_shares: 'team',
  invitations: 'team',
  members: 'team',
  mentions: 'team',
  readings: 'team',
  reservations: 'team',
  transfers: 'team',
  participations: 'team',
  consultations: 'team',
  consultation_people: 'team',
  absences: 'team',
  routing_events: 'team',
  saved_views: 'team',
  team_members: 'team',
  team_departures: 'team',
  day_messages: 'team',
  lendings: 'team',
  overflow_openings: 'team',
  skill_lendings: 'team',
  supervision_settings: 'team',
  work_state_changes: 'team',
  member_skills: 'team',
  work_profiles: 'team',
  work_states: 'team',
  workspace_erasures: 'proof',
  'auth.account': 'team',
  'auth.attempt': 'security',
  'auth.passkey': 'team',
  'auth.session': 'team',
  'auth.twoFactor': 'team',
  'auth.user': 'team',
  'auth.verification': 'team',
}

/** Tables in which nobody is known: settings, counters, what the program needs. `outbox` holds ids for an instant. */
export const impersonal: Table[] = [
  'accessibility_statements',
  'attribute_definitions',
  'backup_runs',
  'brands',
  'calendars',
  'canned_answers',
  'channels',
  'companies',
  'complaint_causes',
  'contact_pages',
  'dispatchers',
  'erasure_certificates',
  'feed',
  'feed_counters',
  'files',
  'form_versions',
  'known_words',
  'mailbox_cursors',
  'migrations',
  'number_blocks',
  'outbox',
  'partner_contracts',
  'partners',
  'phone_numbers',
  'queues',
  'reasons',
  'retention_runs',
  'retention_settings',
  'routing_settings',
  'rule_versions',
  'rules',
  'segments',
  'sites',
  'skills',
  'sla_policies',
  'sub_processors',
  'surveys',
  'tags',
  'teams',
  'tone_guides',
  'vocabulary',
  'vocabulary_progress',
  'wallboard_alert_episodes',
  'wallboard_alerts',
  'wallboard_links',
  'web_addresses',
  'webhooks',
  'workspaces',
]

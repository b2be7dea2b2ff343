// Written by scripts/schema.ts from the migrations; a test compares. Do not edit.
import type { ColumnType, JSONColumnType } from 'kysely'

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>

export type Timestamp = ColumnType<Date, Date | string, Date | string>
export type Json = JSONColumnType<object, object | string, object | string>

export interface Absences {
  workspace_id: string
  id: string
  member_id: string
  from_at: Timestamp
  until_at: Timestamp | null
  set_by: string | null
  ended_at: Timestamp | null
}

export interface AccessLog {
  workspace_id: string
  id: string
  at: Timestamp
  actor_kind: string
  actor_id: string | null
  action: 'read' | 'search' | 'export' | 'download' | 'playback'
  subject_kind: string
  subject_id: string | null
  note: string | null
}

export interface AccessibilityStatements {
  workspace_id: string
  statement: Json
  updated_at: Generated<Timestamp>
}

export interface ApiKeys {
  workspace_id: string
  id: string
  name: string
  token_hash: Buffer
  token_end: string
  scopes: string[]
  role: 'administrator' | 'supervisor' | 'adviser' | 'collaborator' | 'partner'
  member_id: string | null
  created_by: string | null
  created_at: Generated<Timestamp>
  last_used_at: Timestamp | null
  expires_at: Timestamp | null
  revoked_at: Timestamp | null
  team_ids: string[] | null
}

export interface Attachments {
  workspace_id: string
  id: string
  message_id: string | null
  conversation_id: string | null
  file_id: string
  name: string
  type: string
  bytes: number
  inline: Generated<boolean>
  content_id: string | null
  position: Generated<number>
  uploaded_by: string | null
  created_at: Generated<Timestamp>
}

export interface AttributeDefinitions {
  workspace_id: string
  id: string
  subject: 'contact' | 'conversation'
  key: string
  label_fr: string
  label_en: string
  type: 'text' | 'number' | 'date' | 'boolean' | 'choice'
  choices: Generated<string[]>
  required_at_closure: Generated<boolean>
  position: Generated<number>
  archived_at: Timestamp | null
}

export interface BackupRuns {
  id: string
  started_at: Timestamp
  finished_at: Timestamp | null
  state: 'running' | 'done' | 'failed'
  file: string
  bytes: number | null
  error: string | null
}

export interface BlockedSenders {
  workspace_id: string
  id: string
  kind: 'domain' | 'email' | 'phone' | 'whatsapp' | 'messenger' | 'visitor' | 'external'
  value: string
  shown: string
  reason: Generated<string>
  blocked_by: string | null
  blocked_at: Timestamp
  conversation_id: string | null
}

export interface Brands {
  workspace_id: string
  id: string
  name: string
  is_default: Generated<boolean>
  logo_file_id: string | null
  colour: Generated<string>
  languages: Generated<string[]>
  site_url: string | null
  terms_url: string | null
  returns_url: string | null
  signature: Generated<string>
  mail_footer_fr: Generated<string>
  mail_footer_en: Generated<string>
  created_at: Generated<Timestamp>
  updated_at: Generated<Timestamp>
  mediator_name: Generated<string>
  mediator_address: Generated<string>
  mediator_site: string | null
}

export interface BulkActs {
  workspace_id: string
  id: string
  actor_id: string
  at: Timestamp
  undone_at: Timestamp | null
  items: Json
}

export interface Calendars {
  workspace_id: string
  id: string
  name: string
  time_zone: string
  weekly_hours: Generated<Json>
  holidays: Generated<string>
  exceptions: Generated<Json>
  version: Generated<number>
  created_at: Generated<Timestamp>
}

export interface CannedAnswers {
  workspace_id: string
  id: string
  name: string
  folder: Generated<string>
  text_fr: string | null
  text_en: string | null
  audience: 'me' | 'team' | 'everyone'
  team_id: string | null
  owner_id: string | null
  acts: Json | null
  created_at: Generated<Timestamp>
  updated_at: Generated<Timestamp>
  archived_at: Timestamp | null
}

export interface Channels {
  workspace_id: string
  id: string
  kind: string
  name: string
  address: string | null
  language: Generated<'fr' | 'en'>
  signature: Generated<string>
  team_id: string | null
  calendar_id: string | null
  settings: Generated<Json>
  enabled: Generated<boolean>
  health: Generated<Json>
  created_at: Generated<Timestamp>
  updated_at: Generated<Timestamp>
  brand_id: string | null
  version: Generated<number>
  deleted_at: Timestamp | null
  deleted_by: string | null
  was_enabled: Generated<boolean>
}

export interface ChatSessions {
  workspace_id: string
  id: string
  channel_id: string
  token_hash: Buffer
  language: 'fr' | 'en'
  time_zone: string | null
  is_signed: Generated<boolean>
  user_id: string | null
  name: string | null
  identity_id: string | null
  conversation_id: string | null
  address: string | null
  address_verified_at: Timestamp | null
  code_hash: Buffer | null
  code_expires_at: Timestamp | null
  code_tries: Generated<number>
  codes_sent: Generated<number>
  wants_transcript: boolean | null
  transcript_sent_at: Timestamp | null
  transcript_up_to: string | null
  created_at: Timestamp
  last_seen_at: Timestamp
  expires_at: Timestamp
  ended_at: Timestamp | null
}

export interface Companies {
  workspace_id: string
  id: string
  name: string
  domain: string | null
  created_at: Generated<Timestamp>
  updated_at: Generated<Timestamp>
  sort_name: Generated<string>
}

export interface ComplaintActs {
  workspace_id: string
  id: string
  conversation_id: string
  at: Timestamp
  what: 'proposed' | 'confirmed' | 'dismissed' | 'acknowledged' | 'undelivered' | 'held' | 'concluded'
  made_by: string | null
  reason: string | null
}

export interface ComplaintCauses {
  workspace_id: string
  id: string
  label_fr: string
  label_en: string
  position: Generated<number>
  archived_at: Timestamp | null
}

export interface Complaints {
  workspace_id: string
  conversation_id: string
  message_id: string | null
  words: Generated<string[]>
  rule_id: string | null
  proposed_by: string | null
  proposed_at: Timestamp
  sent_at: Timestamp
  settled_at: Timestamp | null
  settled_by: string | null
  acknowledge_by: Timestamp | null
  acknowledged_at: Timestamp | null
  answer_by: Timestamp | null
  answered_at: Timestamp | null
  held_until: string | null
  acknowledge_warn_at: Timestamp | null
  acknowledge_warned_at: Timestamp | null
  acknowledge_missed_at: Timestamp | null
  answer_warn_at: Timestamp | null
  answer_warned_at: Timestamp | null
  answer_missed_at: Timestamp | null
  cause_id: string | null
  outcome: 'upheld' | 'partly' | 'rejected' | null
  concluded_at: Timestamp | null
  concluded_by: string | null
  first_sent_at: Timestamp | null
  first_message_id: string | null
  before_joining: Json | null
  acknowledged_message_id: string | null
  before_split: Json | null
}

export interface ConsentEntries {
  workspace_id: string
  id: string
  contact_id: string
  purpose: string
  channel: string | null
  given: boolean
  wording_version: string | null
  source: string
  at: Generated<Timestamp>
  home_contact_id: string | null
  recorded_kind: 'member' | 'api_key' | 'system' | null
  recorded_id: string | null
}

export interface ConsultationPeople {
  workspace_id: string
  consultation_id: string
  member_id: string
  declined_at: Timestamp | null
}

export interface Consultations {
  workspace_id: string
  id: string
  conversation_id: string
  by_id: string
  to_kind: 'member' | 'team' | 'skill' | 'supervisor'
  to_member_id: string | null
  to_team_id: string | null
  to_skill_id: string | null
  level: number | null
  question_id: string
  answer_id: string | null
  state: 'open' | 'answered' | 'declined' | 'withdrawn' | 'handed_over' | 'closed'
  at: Timestamp
  remind_at: Timestamp
  reminded_at: Timestamp | null
  ended_by_id: string | null
  ended_at: Timestamp | null
}

export interface ContactMerges {
  workspace_id: string
  id: string
  into_id: string
  from_id: string
  chosen: Generated<string[]>
  settled: Generated<string[]>
  because: 'person' | 'verified'
  by_kind: 'member' | 'api_key' | 'system'
  by_id: string | null
  at: Timestamp
  undone_at: Timestamp | null
  undone_by_kind: string | null
  undone_by: string | null
}

export interface ContactPages {
  workspace_id: string
  draft: Generated<Json>
  published: Json | null
  published_at: Timestamp | null
  published_by: string | null
  updated_at: Generated<Timestamp>
}

export interface Contacts {
  workspace_id: string
  id: string
  name: string
  first_name: string | null
  last_name: string | null
  language: 'fr' | 'en' | null
  company_id: string | null
  stage: Generated<'prospect' | 'customer' | 'inactive' | 'lost'>
  stage_since: Generated<Timestamp>
  is_vip: Generated<boolean>
  preferred_channel: string | null
  attributes: Generated<Json>
  blocked_at: Timestamp | null
  created_at: Generated<Timestamp>
  updated_at: Generated<Timestamp>
  last_contact_at: Timestamp | null
  search_text: Generated<string>
  sort_name: Generated<string>
  merged_into: string | null
  own: Json | null
  is_minor: Generated<boolean>
  erased_at: Timestamp | null
  archived_at: Timestamp | null
  left_archive_at: Timestamp | null
}

export interface ConversationLinks {
  workspace_id: string
  one_id: string
  other_id: string
  at: Timestamp
  linked_by: string | null
}

export interface ConversationShares {
  workspace_id: string
  conversation_id: string
  member_id: string
  shared_by: string | null
  at: Timestamp
}

export interface Conversations {
  workspace_id: string
  id: string
  number: number
  contact_id: string
  subject: Generated<string>
  status: 'new' | 'open' | 'waiting' | 'on_hold' | 'snoozed' | 'closed'
  is_spam: Generated<boolean>
  channel_kind: string
  channel_id: string | null
  language: 'fr' | 'en' | null
  assignee_id: string | null
  team_id: string | null
  priority: Generated<'low' | 'normal' | 'high' | 'urgent'>
  reason_id: string | null
  tags: Generated<string[]>
  fields: Generated<Json>
  snoozed_until: Timestamp | null
  linked_to: string | null
  joined_into: string | null
  episode_id: string
  episode_number: Generated<number>
  message_count: Generated<number>
  last_message_id: string | null
  last_message_at: Timestamp
  last_direction: Generated<'in' | 'out'>
  preview: Generated<string>
  waiting_since: Timestamp | null
  version: Generated<number>
  created_at: Timestamp
  updated_at: Timestamp
  closed_at: Timestamp | null
  alone: Json | null
  overdue_told_for: Timestamp | null
  home_contact_id: string | null
  split_from: string | null
  scheduled_at: Timestamp | null
  archived_at: Timestamp | null
  emptied_at: Timestamp | null
  aside_since: Timestamp | null
  due_at: Generated<Timestamp>
  warn_at: Timestamp | null
  due_kind: 'first_response' | 'next_response' | 'resolution' | null
  due_state: 'soon' | 'late' | null
  clocks_stale: Generated<boolean>
  complaint: 'proposed' | 'confirmed' | 'dismissed' | null
  needs_person: Generated<boolean>
  complaint_due_at: Generated<Timestamp>
  complaint_due_kind: 'acknowledgement' | 'answer' | null
  complaint_due_state: 'running' | 'soon' | 'late' | null
  is_snoozed_new: Generated<boolean>
}

export interface DataExports {
  workspace_id: string
  id: string
  kind: 'person' | 'workspace'
  contact_id: string | null
  state: Generated<'waiting' | 'making' | 'ready' | 'failed' | 'expired'>
  progress: Generated<number>
  options: Generated<Json>
  bytes: number | null
  sha256: Buffer | null
  asked_by: string | null
  asked_at: Timestamp
  ready_at: Timestamp | null
  expires_at: Timestamp | null
  error: string | null
}

export interface DayMessages {
  workspace_id: string
  text: string
  at: Timestamp
  made_by: string | null
}

export interface Deliveries {
  workspace_id: string
  id: string
  channel_id: string | null
  message_id: string | null
  conversation_id: string | null
  purpose: 'reply' | 'acknowledgement' | 'survey' | 'notice' | 'invitation' | 'sign_in' | 'test' | 'side' | 'code' | 'rights'
  envelope_from: string
  recipients: string[]
  subject: string
  mail_message_id: string
  mail: Json
  state: Generated<'queued' | 'sending' | 'sent' | 'delivered' | 'bounced' | 'failed' | 'cancelled'>
  attempts: Generated<number>
  next_attempt_at: Timestamp
  locked_until: Timestamp | null
  last_error: string | null
  created_at: Timestamp
  sent_at: Timestamp | null
}

export interface Dispatchers {
  workspace_id: string
  epoch: Generated<number>
  holder: string | null
  until: Generated<Timestamp>
}

export interface Drafts {
  workspace_id: string
  member_id: string
  conversation_id: string
  kind: 'reply' | 'note'
  body: Json
  seen_message_id: string | null
  updated_at: Timestamp
}

export interface DuplicateProposals {
  workspace_id: string
  one_id: string
  other_id: string
  reasons: string[]
  found_at: Timestamp
  dismissed_at: Timestamp | null
  dismissed_by: string | null
}

export interface Episodes {
  workspace_id: string
  id: string
  conversation_id: string
  number: number
  opened_at: Timestamp
  opened_by: 'contact' | 'member' | 'system'
  first_reply_at: Timestamp | null
  first_reply_by: string | null
  acknowledged_at: Timestamp | null
  closed_at: Timestamp | null
  closed_by_kind: 'member' | 'api_key' | 'contact' | 'system' | null
  closed_by: string | null
  closing_team_id: string | null
  closing_note: string | null
}

export interface ErasureCertificates {
  id: string
  workspace: string
  counted: Json
  begun_at: Timestamp
  finished_at: Timestamp | null
  document: string | null
}

export interface Erasures {
  workspace_id: string
  id: string
  contact_id: string
  cause: 'request' | 'retention'
  asked_by: string | null
  at: Timestamp
  counts: Json
  marks: string[]
  contact_ids: Generated<string[]>
}

export interface EventDetails {
  workspace_id: string
  event_id: string
  data: Json
}

export interface Events {
  workspace_id: string
  id: string
  at: Timestamp
  type: string
  actor_kind: 'member' | 'api_key' | 'contact' | 'system'
  actor_id: string | null
  subject_kind: string
  subject_id: string
  conversation_id: string | null
  contact_id: string | null
  data: Generated<Json>
}

export interface ExternalRecords {
  workspace_id: string
  contact_id: string
  type: string
  external_id: string
  title: string
  status: string | null
  url: string | null
  amount: number | null
  currency: string | null
  occurred_at: Timestamp | null
  data: Generated<Json>
  created_at: Generated<Timestamp>
  updated_at: Generated<Timestamp>
  home_contact_id: string | null
  order_number: Generated<string | null>
}

export interface Feed {
  workspace_id: string
  seq: number
  event_id: string
}

export interface FeedCounters {
  workspace_id: string
  last_seq: number
}

export interface Files {
  workspace_id: string
  id: string
  sha256: Buffer
  bytes: number
  type: string
  created_at: Generated<Timestamp>
}

export interface FormVersions {
  workspace_id: string
  channel_id: string
  version: number
  form: Json
  published_at: Timestamp
  published_by: string | null
}

export interface IdempotencyKeys {
  workspace_id: string
  caller: string
  key: string
  request_hash: Buffer
  status: number
  body: Json | null
  created_at: Generated<Timestamp>
}

export interface Identities {
  workspace_id: string
  id: string
  contact_id: string
  kind: 'email' | 'phone' | 'whatsapp' | 'messenger' | 'visitor' | 'external'
  value: string
  shown: string
  verified_at: Timestamp | null
  blocked_at: Timestamp | null
  last_used_at: Timestamp | null
  created_at: Generated<Timestamp>
  home_contact_id: string | null
  mailbox: Generated<string | null>
}

export interface ImportLines {
  workspace_id: string
  import_id: string
  line: number
  imported_id: string
  made: boolean
  before: Json | null
  after: Json | null
  identity_ids: Generated<string[]>
}

export interface ImportRefusals {
  workspace_id: string
  import_id: string
  line: number
  code: string
  values: Generated<Json>
  record: string[]
}

export interface Imports {
  workspace_id: string
  id: string
  file_name: string
  state: Generated<'draft' | 'running' | 'done' | 'failed' | 'undoing' | 'undone'>
  encoding: 'utf-8' | 'utf-16le' | 'windows-1252'
  separator: ';' | ',' | '	' | '|'
  columns: string[]
  sample: Json
  mapping: Json
  on_match: Generated<'update' | 'skip'>
  lines: number
  done: Generated<number>
  created: Generated<number>
  updated: Generated<number>
  unchanged: Generated<number>
  refused: Generated<number>
  kept: Generated<number>
  problem: string | null
  by_kind: 'member' | 'api_key'
  by_id: string
  created_at: Timestamp
  finished_at: Timestamp | null
  subject: Generated<'contact' | 'company'>
}

export interface Invitations {
  workspace_id: string
  id: string
  email: string
  name: string
  role: 'administrator' | 'supervisor' | 'adviser' | 'collaborator' | 'partner'
  language: 'fr' | 'en'
  team_ids: Generated<string[]>
  partner_id: string | null
  token_hash: Buffer
  invited_by: string | null
  created_at: Generated<Timestamp>
  expires_at: Timestamp
  accepted_at: Timestamp | null
  revoked_at: Timestamp | null
}

export interface KnownWords {
  workspace_id: string
  word: string
  added_by: string | null
  at: Timestamp
}

export interface LegalHolds {
  workspace_id: string
  contact_id: string
  reason: string
  placed_by: string | null
  placed_at: Timestamp
}

export interface Lendings {
  workspace_id: string
  id: string
  member_id: string
  team_id: string
  left_team_ids: string[]
  had_joined: boolean
  at: Timestamp
  until: Timestamp
  ended_at: Timestamp | null
}

export interface MailboxCursors {
  workspace_id: string
  channel_id: string
  mailbox: string
  uid_validity: number
  last_uid: number
  updated_at: Timestamp
}

export interface MemberSkills {
  workspace_id: string
  member_id: string
  skill_id: string
  level: number
}

export interface Members {
  workspace_id: string
  id: string
  user_id: string | null
  role: 'administrator' | 'supervisor' | 'adviser' | 'collaborator' | 'partner'
  name: string
  email: string
  language: Generated<'fr' | 'en'>
  languages: Generated<string[]>
  job_title: string | null
  photo_file_id: string | null
  signature: Generated<string>
  partner_id: string | null
  site_id: string | null
  status: Generated<'active' | 'deactivated'>
  preferences: Generated<Json>
  created_at: Generated<Timestamp>
  deactivated_at: Timestamp | null
  digest_at: Timestamp | null
}

export interface Mentions {
  workspace_id: string
  member_id: string
  message_id: string
  conversation_id: string
  at: Timestamp
  seen_at: Timestamp | null
}

export interface MessageKeys {
  workspace_id: string
  channel_kind: string
  key: string
  conversation_id: string
  message_id: string
}

export interface MessageSearch {
  workspace_id: string
  message_id: string
  conversation_id: string
  tsv: string
}

export interface Messages {
  workspace_id: string
  id: string
  conversation_id: string
  episode_id: string
  direction: 'in' | 'out' | 'note'
  at: Timestamp
  channel_kind: string
  channel_id: string | null
  identity_id: string | null
  author_kind: 'contact' | 'member' | 'system' | 'api_key'
  author_id: string | null
  from_name: string | null
  from_address: string | null
  to_addresses: Generated<Json>
  cc_addresses: Generated<Json>
  bcc_addresses: Generated<Json>
  subject: string | null
  text: Generated<string>
  full_text: string | null
  html: string | null
  language: string | null
  automatic: Generated<'none' | 'bounce' | 'autoReply' | 'outOfOffice' | 'list'>
  auth: Json | null
  delivery_status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'bounced' | 'failed' | 'cancelled' | null
  delivery_error: string | null
  leaves_at: Timestamp | null
  mentions: Generated<string[]>
  attachment_count: Generated<number>
  metadata: Generated<Json>
  home_id: string | null
  home_episode_id: string | null
  updated_at: Generated<Timestamp>
}

export interface Migrations {
  name: string
  sha256: string
  applied_at: Generated<Timestamp>
}

export interface NumberBlocks {
  workspace_id: string
  name: string
  next_number: number
}

export interface Outbox {
  id: Generated<number>
  workspace_id: string
  event_id: string | null
  event_type: string | null
  task: string | null
  payload: Json | null
  job_key: string | null
  run_at: Timestamp | null
}

export interface OverflowOpenings {
  workspace_id: string
  id: string
  team_id: string
  to_team_id: string
  at: Timestamp
  until: Timestamp
  ended_at: Timestamp | null
}

export interface Participations {
  workspace_id: string
  id: string
  conversation_id: string
  member_id: string
  by_id: string
  at: Timestamp
  ended_at: Timestamp | null
  ended_because: 'left' | 'took_over' | 'closed' | null
  home_id: string | null
}

export interface PartnerContracts {
  workspace_id: string
  partner_id: string
  team_ids: Generated<string[]>
  reason_ids: Generated<string[]>
  channels: Generated<string[]>
  takes_complaints: Generated<boolean>
  share: number | null
  most_open: number | null
  version: Generated<number>
  updated_at: Timestamp
  escalation_team_id: string | null
}

export interface Partners {
  workspace_id: string
  id: string
  name: string
  visible_contact_fields: Generated<string[]>
  created_at: Generated<Timestamp>
}

export interface PhoneNumbers {
  workspace_id: string
  id: string
  number: string
  label_fr: string
  label_en: string
  purpose: 'support' | 'complaint' | 'sales' | 'other'
  tariff: 'free' | 'standard' | 'shared' | 'surcharged' | 'abroad'
  calendar_id: string | null
  created_at: Generated<Timestamp>
  updated_at: Generated<Timestamp>
}

export interface Queues {
  workspace_id: string
  team_id: string
  way: Generated<'push' | 'pull' | 'pick'>
  auto_accept: Generated<boolean>
  needs: Generated<Json>
  steps: Generated<Json>
  overflow: Json | null
  version: Generated<number>
  updated_at: Timestamp
}

export interface Readings {
  workspace_id: string
  member_id: string
  conversation_id: string
  last_read_message_id: string | null
  at: Timestamp
}

export interface Reasons {
  workspace_id: string
  id: string
  parent_id: string | null
  label_fr: string
  label_en: string
  value: Generated<'high' | 'low'>
  position: Generated<number>
  archived_at: Timestamp | null
  is_complaint: Generated<boolean>
  is_complex: Generated<boolean>
  is_moment: Generated<boolean>
}

export interface Receipts {
  workspace_id: string
  channel_id: string
  external_id: string
  id: string
  state: 'stored' | 'parsed' | 'parked' | 'ignored'
  reason: string | null
  detail: string | null
  lane: string
  envelope: Generated<Json>
  bytes: number
  raw: Buffer | null
  raw_sha256: Buffer | null
  attempts: Generated<number>
  next_attempt_at: Timestamp | null
  received_at: Timestamp
  understood_at: Timestamp | null
  conversation_id: string | null
  message_id: string | null
}

export interface Recoveries {
  workspace_id: string
  id: string
  contact_id: string
  conversation_id: string
  invitation_id: string | null
  score: number | null
  comment: string | null
  state: Generated<'to_take' | 'contacted' | 'waiting' | 'repaired'>
  owner_id: string | null
  opened_at: Timestamp
  due_at: Timestamp
  outcome: 'repaired' | 'goodwill' | 'explained' | 'unreachable' | 'refused' | null
  outcome_note: string | null
  customer_told_at: Timestamp | null
  customer_told_how: 'email' | 'phone' | 'sms' | 'chat' | 'in_person' | null
  closed_at: Timestamp | null
  version: Generated<number>
  updated_at: Timestamp
}

export interface Redactions {
  workspace_id: string
  id: string
  conversation_id: string
  message_id: string
  what: 'words' | 'file'
  reason: string
  redacted_by: string | null
  at: Timestamp
}

export interface RequestLinks {
  workspace_id: string
  id: string
  conversation_id: string
  contact_id: string
  address: string
  name: Generated<string>
  language: 'fr' | 'en'
  token_hash: Buffer
  created_at: Timestamp
  expires_at: Timestamp
}

export interface Reservations {
  workspace_id: string
  id: string
  item_id: string
  member_id: string
  how: 'offered' | 'by_hand' | 'asked_for'
  state: 'offered' | 'active' | 'parked' | 'wrap_up' | 'ended'
  units: number
  is_suspended: Generated<boolean>
  at: Timestamp
  ends_at: Timestamp | null
  accepted_at: Timestamp | null
  ended_at: Timestamp | null
  outcome: 'declined' | 'missed' | 'withdrawn' | 'done' | 'released' | 'handed_on' | null
  reason: string | null
  why: Json | null
  epoch: number | null
  version: Generated<number>
}

export interface RetentionRuns {
  workspace_id: string
  id: string
  at: Timestamp
  counts: Json
}

export interface RetentionSettings {
  workspace_id: string
  enabled: Generated<boolean>
  periods: Generated<Json>
  updated_by: string | null
  updated_at: Timestamp | null
  announced_at: Timestamp | null
  started_at: Timestamp | null
}

export interface RightsRequests {
  workspace_id: string
  id: string
  contact_id: string
  kind: 'access' | 'erasure' | 'rectification' | 'portability' | 'objection'
  received_on: string
  due_on: string
  extended_at: Timestamp | null
  extension_reason: string | null
  decided_at: Timestamp | null
  decision: 'granted' | 'refused' | 'withdrawn' | null
  decision_reason: string | null
  told_days_before: number | null
  opened_by: string | null
  opened_at: Timestamp
  extension_told: Generated<boolean>
  doubted_at: Timestamp | null
  doubt_reason: string | null
  doubt_told: Generated<boolean>
  identity_confirmed_at: Timestamp | null
  refusal_ground: 'unfounded' | 'excessive' | 'identity' | 'others' | 'legal_duty' | 'claims' | 'accurate' | 'not_covered' | 'overriding' | null
  decision_told: Generated<boolean>
}

export interface RoutingEvents {
  workspace_id: string
  id: Generated<number>
  at: Timestamp
  epoch: number | null
  kind: string
  item_id: string | null
  member_id: string | null
  data: Json | null
}

export interface RoutingSettings {
  workspace_id: string
  body: Generated<Json>
  last_epoch: Generated<number>
  version: Generated<number>
  updated_at: Generated<Timestamp>
}

export interface RuleHits {
  workspace_id: string
  message_id: string
  rule_id: string
  version: number
  conversation_id: string
  at: Timestamp
  is_watched: boolean
  done: Json
  left_out: Json
  changed: Json | null
  undone_at: Timestamp | null
  undone_by: string | null
}

export interface RuleVersions {
  workspace_id: string
  rule_id: string
  version: number
  body: Json
  at: Timestamp
  made_by: string | null
}

export interface Rules {
  workspace_id: string
  id: string
  name: string
  position: number
  state: 'enabled' | 'watched' | 'off'
  version: Generated<number>
  created_at: Timestamp
  updated_at: Timestamp
  archived_at: Timestamp | null
}

export interface SavedViews {
  workspace_id: string
  id: string
  name: string
  owner_id: string
  is_shared: Generated<boolean>
  view: string
  filters: Generated<Json>
  created_at: Generated<Timestamp>
}

export interface ScheduledReplies {
  workspace_id: string
  id: string
  conversation_id: string
  home_id: string | null
  author_id: string
  channel_id: string
  body: Json
  leaves_at: Timestamp
  seen_message_id: string | null
  on_closed: Generated<boolean>
  even_after_news: Generated<boolean>
  held_because: 'missed' | 'refused' | null
  held_code: string | null
  held_values: Generated<Json>
  told_at: Timestamp | null
  created_at: Timestamp
  updated_at: Timestamp
}

export interface Segments {
  workspace_id: string
  id: string
  name: string
  position: number
  touch: 'high' | 'low' | null
  body: Json
  version: Generated<number>
  created_at: Timestamp
  updated_at: Timestamp
  archived_at: Timestamp | null
}

export interface SideConversations {
  workspace_id: string
  id: string
  conversation_id: string
  channel_id: string
  subject: string
  state: Generated<'open' | 'closed'>
  has_news: Generated<boolean>
  opened_by: string | null
  opened_at: Timestamp
  last_at: Timestamp
}

export interface SideMessages {
  workspace_id: string
  id: string
  side_id: string
  direction: 'in' | 'out'
  at: Timestamp
  author_id: string | null
  from_name: string | null
  from_address: string | null
  to_addresses: Generated<Json>
  cc_addresses: Generated<Json>
  text: Generated<string>
  mail_message_id: string | null
  delivery_status: 'scheduled' | 'queued' | 'sent' | 'delivered' | 'read' | 'bounced' | 'failed' | 'cancelled' | null
  delivery_error: string | null
  leaves_at: Timestamp | null
}

export interface Sites {
  workspace_id: string
  id: string
  name: string
  kind: 'in_house' | 'partner'
  partner_id: string | null
  country: Generated<string>
  city: string | null
  time_zone: string
  calendar_id: string | null
  created_at: Generated<Timestamp>
}

export interface SkillLendings {
  workspace_id: string
  id: string
  member_id: string
  skill_id: string
  level: number
  at: Timestamp
  until: Timestamp
  ended_at: Timestamp | null
}

export interface Skills {
  workspace_id: string
  id: string
  name: string
  created_at: Generated<Timestamp>
}

export interface SlaClocks {
  workspace_id: string
  id: string
  conversation_id: string
  episode_id: string
  kind: 'first_response' | 'next_response' | 'resolution'
  policy_id: string | null
  policy_version: number
  target: Json
  started_at: Timestamp
  counts_from: Timestamp
  running_since: Timestamp | null
  ran: Generated<Json>
  used_ms: Generated<number>
  due_at: Timestamp | null
  warn_at: Timestamp | null
  paused_because: 'customer' | 'on_hold' | 'set_aside' | null
  warned_at: Timestamp | null
  breached_at: Timestamp | null
  met_at: Timestamp | null
  ended_at: Timestamp | null
  apart: Json | null
}

export interface SlaPolicies {
  workspace_id: string
  id: string
  name: string
  position: Generated<number>
  enabled: Generated<boolean>
  conditions: Generated<Json>
  first_target: Json
  next_target: Json | null
  calendar_id: string | null
  version: Generated<number>
  updated_at: Timestamp
  resolution_target: Json | null
  pauses_on_hold: Generated<boolean>
  warn_percent: Generated<number>
  on_warning: Generated<Json>
  on_breach: Generated<Json>
}

export interface StoppedMessages {
  workspace_id: string
  blocked_id: string
  id: string
  at: Timestamp
}

export interface SubProcessorReaders {
  workspace_id: string
  id: string
  email: string
  language: 'fr' | 'en'
  asked_at: Timestamp
  confirmed_at: Timestamp | null
}

export interface SubProcessors {
  workspace_id: string
  id: string
  kind: 'mail_in' | 'mail_out' | 'files' | 'sign_in' | 'webhook' | null
  host: string | null
  name: string
  country: Generated<string>
  purpose_fr: Generated<string>
  purpose_en: Generated<string>
  is_ours: Generated<boolean>
  announced_at: Timestamp
  starts_on: string
  ended_at: Timestamp | null
  early_reason_fr: Generated<string>
  early_reason_en: Generated<string>
  touched_at: Timestamp | null
  told: Json | null
}

export interface SupervisionSettings {
  workspace_id: string
  service_levels: Json
  version: number
  updated_at: Timestamp
}

export interface SurveyAnswers {
  workspace_id: string
  invitation_id: string
  survey_id: string
  score: number
  comment: string | null
  answered_at: Timestamp
  edited_at: Timestamp | null
  history: Generated<Json>
}

export interface SurveyInvitations {
  workspace_id: string
  id: string
  survey_id: string
  contact_id: string
  conversation_id: string
  episode_id: string
  channel_kind: string
  channel_id: string | null
  member_id: string | null
  team_id: string | null
  reason_id: string | null
  language: string
  token_hash: Buffer
  sent_at: Timestamp
  expires_at: Timestamp
  asked_in: Generated<'mail' | 'chat'>
  skipped_at: Timestamp | null
}

export interface SurveyRefusals {
  workspace_id: string
  id: string
  survey_id: string
  conversation_id: string
  episode_id: string
  contact_id: string
  reason: 'spam' | 'automatic' | 'recently_asked' | 'no_address' | 'blocked' | 'opted_out' | 'reopened' | 'never_answered'
  at: Timestamp
}

export interface Surveys {
  workspace_id: string
  id: string
  name: string
  metric: string
  scale_max: Generated<number>
  question_fr: string
  question_en: string
  comment_question_fr: string
  comment_question_en: string
  trigger: Generated<string>
  delay_minutes: Generated<number>
  quiet_days: Generated<number>
  enabled: Generated<boolean>
  created_at: Generated<Timestamp>
  asks_in_chat: Generated<boolean>
}

export interface Tags {
  workspace_id: string
  id: string
  name: string
  created_at: Generated<Timestamp>
  is_moment: Generated<boolean>
}

export interface TeamDepartures {
  workspace_id: string
  id: Generated<number>
  team_id: string
  member_id: string
  began: Timestamp
  ended: Timestamp
}

export interface TeamMembers {
  workspace_id: string
  team_id: string
  member_id: string
  since: Generated<Timestamp>
}

export interface Teams {
  workspace_id: string
  id: string
  name: string
  kind: 'telephony' | 'digital' | 'sales' | 'store' | 'field'
  site_id: string | null
  partner_id: string | null
  calendar_id: string | null
  positions: number | null
  created_at: Generated<Timestamp>
}

export interface ToneGuides {
  workspace_id: string
  channel: string
  text_fr: string
  text_en: string
}

export interface Transfers {
  workspace_id: string
  id: string
  conversation_id: string
  by_id: string
  from_member_id: string | null
  from_team_id: string | null
  to_member_id: string | null
  to_team_id: string | null
  reason: 'skill' | 'team' | 'language' | 'workload' | 'shift' | 'other'
  from_partner_id: string | null
  state: 'asked' | 'given' | 'declined' | 'unanswered' | 'taken_back' | 'replaced'
  at: Timestamp
  ends_at: Timestamp | null
  ended_at: Timestamp | null
  to_skill_id: string | null
  to_level: number | null
}

export interface Vocabulary {
  workspace_id: string
  word: string
}

export interface VocabularyProgress {
  only_row: Generated<boolean>
  learnt_to: string
}

export interface WallboardAlertEpisodes {
  workspace_id: string
  id: string
  alert_id: string
  began_at: Timestamp
  value: number
  ended_at: Timestamp | null
}

export interface WallboardAlerts {
  workspace_id: string
  id: string
  figure: string
  channel: string | null
  board: string
  threshold: number
  back: number
  minutes: number
  mail: boolean
  enabled: boolean
  beyond_since: Timestamp | null
  created_at: Timestamp
}

export interface WallboardLinks {
  workspace_id: string
  id: string
  name: string
  board: string
  secret_hash: Buffer
  created_at: Timestamp
  created_by: string | null
  expires_at: Timestamp
  revoked_at: Timestamp | null
  last_seen_at: Timestamp | null
}

export interface WebAddresses {
  workspace_id: string
  url: string
  checked_at: Timestamp
  problem: string | null
}

export interface WebhookDeliveries {
  workspace_id: string
  webhook_id: string
  event_id: string
  seq: number
  type: string
  lane: string
  state: Generated<'waiting' | 'delivered' | 'failed'>
  tries: Generated<number>
  next_attempt_at: Timestamp
  give_up_at: Timestamp
  finished_at: Timestamp | null
  attempts: Generated<Json>
}

export interface Webhooks {
  workspace_id: string
  id: string
  name: string
  url: string
  types: string[]
  team_ids: Generated<string[]>
  channel_ids: Generated<string[]>
  tags: Generated<string[]>
  with_object: Generated<boolean>
  secrets: Json
  state: Generated<'active' | 'paused' | 'disabled'>
  cursor: number
  failures: Generated<number>
  failing_since: Timestamp | null
  retry_at: Timestamp | null
  last_success_at: Timestamp | null
  last_attempt_at: Timestamp | null
  last_problem: string | null
  carrier: string | null
  carried_until: Timestamp | null
  created_at: Timestamp
}

export interface WorkItems {
  workspace_id: string
  id: string
  conversation_id: string
  channel: string
  team_id: string | null
  state: 'new' | 'self_care' | 'queued' | 'offered' | 'active' | 'parked' | 'wrap_up' | 'callback_wait' | 'scheduled' | 'done' | 'cancelled' | 'overflowed'
  t0: Timestamp
  since: Timestamp
  credit_ms: Generated<number>
  version: Generated<number>
  ended_at: Timestamp | null
  turn_of: string | null
  turn_until: Timestamp | null
}

export interface WorkProfiles {
  workspace_id: string
  member_id: string
  capacity: Generated<number>
  most: Generated<Json>
}

export interface WorkStateChanges {
  workspace_id: string
  id: Generated<number>
  member_id: string
  at: Timestamp
  status: 'available' | 'busy' | 'break' | 'away'
  reason: string | null
  cause: 'declared' | 'returned' | 'signed_out' | 'left'
  note: string | null
  noted_at: Timestamp | null
}

export interface WorkStates {
  workspace_id: string
  member_id: string
  status: Generated<'available' | 'busy' | 'break' | 'away'>
  reason: string | null
  since: Timestamp
  idle_since: Timestamp
  misses: Generated<number>
  is_silent: Generated<boolean>
  used: Generated<number>
  cap: Generated<number>
  version: Generated<number>
  until: Timestamp | null
  seen_at: Generated<Timestamp>
}

export interface WorkspaceErasures {
  workspace_id: string
  certificate_id: string
  asked_by: string | null
  asked_at: Timestamp
  confirmed_at: Timestamp | null
  due_at: Timestamp | null
  told_days_before: number | null
}

export interface Workspaces {
  id: string
  slug: string
  name: string
  language: 'fr' | 'en'
  time_zone: string
  country: Generated<string>
  is_demo: Generated<boolean>
  settings: Generated<Json>
  created_at: Generated<Timestamp>
}

export interface DB {
  absences: Absences
  access_log: AccessLog
  accessibility_statements: AccessibilityStatements
  api_keys: ApiKeys
  attachments: Attachments
  attribute_definitions: AttributeDefinitions
  backup_runs: BackupRuns
  blocked_senders: BlockedSenders
  brands: Brands
  bulk_acts: BulkActs
  calendars: Calendars
  canned_answers: CannedAnswers
  channels: Channels
  chat_sessions: ChatSessions
  companies: Companies
  complaint_acts: ComplaintActs
  complaint_causes: ComplaintCauses
  complaints: Complaints
  consent_entries: ConsentEntries
  consultation_people: ConsultationPeople
  consultations: Consultations
  contact_merges: ContactMerges
  contact_pages: ContactPages
  contacts: Contacts
  conversation_links: ConversationLinks
  conversation_shares: ConversationShares
  conversations: Conversations
  data_exports: DataExports
  day_messages: DayMessages
  deliveries: Deliveries
  dispatchers: Dispatchers
  drafts: Drafts
  duplicate_proposals: DuplicateProposals
  episodes: Episodes
  erasure_certificates: ErasureCertificates
  erasures: Erasures
  event_details: EventDetails
  events: Events
  external_records: ExternalRecords
  feed: Feed
  feed_counters: FeedCounters
  files: Files
  form_versions: FormVersions
  idempotency_keys: IdempotencyKeys
  identities: Identities
  import_lines: ImportLines
  import_refusals: ImportRefusals
  imports: Imports
  invitations: Invitations
  known_words: KnownWords
  legal_holds: LegalHolds
  lendings: Lendings
  mailbox_cursors: MailboxCursors
  member_skills: MemberSkills
  members: Members
  mentions: Mentions
  message_keys: MessageKeys
  message_search: MessageSearch
  messages: Messages
  migrations: Migrations
  number_blocks: NumberBlocks
  outbox: Outbox
  overflow_openings: OverflowOpenings
  participations: Participations
  partner_contracts: PartnerContracts
  partners: Partners
  phone_numbers: PhoneNumbers
  queues: Queues
  readings: Readings
  reasons: Reasons
  receipts: Receipts
  recoveries: Recoveries
  redactions: Redactions
  request_links: RequestLinks
  reservations: Reservations
  retention_runs: RetentionRuns
  retention_settings: RetentionSettings
  rights_requests: RightsRequests
  routing_events: RoutingEvents
  routing_settings: RoutingSettings
  rule_hits: RuleHits
  rule_versions: RuleVersions
  rules: Rules
  saved_views: SavedViews
  scheduled_replies: ScheduledReplies
  segments: Segments
  side_conversations: SideConversations
  side_messages: SideMessages
  sites: Sites
  skill_lendings: SkillLendings
  skills: Skills
  sla_clocks: SlaClocks
  sla_policies: SlaPolicies
  stopped_messages: StoppedMessages
  sub_processor_readers: SubProcessorReaders
  sub_processors: SubProcessors
  supervision_settings: SupervisionSettings
  survey_answers: SurveyAnswers
  survey_invitations: SurveyInvitations
  survey_refusals: SurveyRefusals
  surveys: Surveys
  tags: Tags
  team_departures: TeamDepartures
  team_members: TeamMembers
  teams: Teams
  tone_guides: ToneGuides
  transfers: Transfers
  vocabulary: Vocabulary
  vocabulary_progress: VocabularyProgress
  wallboard_alert_episodes: WallboardAlertEpisodes
  wallboard_alerts: WallboardAlerts
  wallboard_links: WallboardLinks
  web_addresses: WebAddresses
  webhook_deliveries: WebhookDeliveries
  webhooks: Webhooks
  work_items: WorkItems
  work_profiles: WorkProfiles
  work_state_changes: WorkStateChanges
  work_states: WorkStates
  workspace_erasures: WorkspaceErasures
  workspaces: Workspaces
}

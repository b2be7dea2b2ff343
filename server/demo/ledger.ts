import { previewOf } from '#server/conversations/index.ts'
import type { Row, Rows } from './plan.ts'
import type { Member } from './setting.ts'
import type { Attached, ThreadInput } from './thread.ts'

type Conversation = Row<'conversations'>

/** Where a conversation stands after its last act. */
export type Standing = {
  id: string
  createdMs: number
  updatedMs: number
  status: Conversation['status']
  assignee: Member | null
  teamId: string
  waitingSinceMs: number | null
  snoozedUntilMs: number | null
  /** When the first scheduled reply leaves. */
  scheduledMs: number | null
  closedMs: number | null
  last: Row<'messages'> | null
  spoken: number
  version: number
  isSpam: boolean
  reasonId: string | null
  priority: Conversation['priority']
  tags: string[]
  fields: Record<string, string | number>
}

export type EventSubject = {
  kind: 'conversation' | 'message' | 'side_conversation' | 'scheduled_reply'
  id: string
}
export type EventActor = { kind: 'member' | 'contact'; id: string } | { kind: 'system'; id: null }

const kept = [
  'messages',
  'episodes',
  'events',
  'message_keys',
  'attachments',
  'mentions',
  'conversation_shares',
  'readings',
  'drafts',
  'scheduled_replies',
  'consultations',
  'consultation_people',
  'side_conversations',
  'side_messages',
] as const
type KeptRows = Required<Pick<Rows, (typeof kept)[number]>>

/** The parts of a message that its direction decides. */
export type Said = Pick<
  Row<'messages'>,
  | 'direction'
  | 'channel_kind'
  | 'channel_id'
  | 'identity_id'
  | 'author_kind'
  | 'author_id'
  | 'from_name'
  | 'from_address'
  | 'to_addresses'
  | 'subject'
  | 'text'
> &
  Partial<
    Pick<
      Row<'messages'>,
      | 'cc_addresses'
      | 'full_text'
      | 'html'
      | 'automatic'
      | 'auth'
      | 'delivery_status'
      | 'delivery_error'
      | 'mentions'
      | 'metadata'
    >
  >

/** Opens the rows of a conversation that has not begun, and keeps them while it goes on: where it stands, what was said. */
export function openLedger(input: ThreadInput) {
  const { mint, number, correspondent, language, channel } = input
  const rows = Object.fromEntries(kept.map(table => [table, []])) as unknown as KeptRows // one empty list each
  const now: Standing = {
    id: '',
    createdMs: 0,
    updatedMs: 0,
    status: 'new',
    assignee: null,
    teamId: input.teamId,
    waitingSinceMs: null,
    snoozedUntilMs: null,
    scheduledMs: null,
    closedMs: null,
    last: null,
    spoken: 0,
    version: 0,
    isSpam: input.isSpam ?? false,
    reasonId: null,
    priority: 'normal',
    tags: [],
    fields: {},
  }
  const episode = () => rows.episodes.at(-1)!

  return {
    rows,
    now,
    episode,

    /** Writes what happened, with who has the conversation in hand, as every event of a conversation says. */
    record(atMs: number, type: string, actor: EventActor, subject: EventSubject, data: object) {
      rows.events.push({
        id: mint(atMs),
        at: new Date(atMs),
        type,
        actor_kind: actor.kind,
        actor_id: actor.id,
        subject_kind: subject.kind,
        subject_id: subject.id,
        conversation_id: now.id,
        contact_id: correspondent.contactId,
        data: { assigneeId: now.assignee?.id ?? null, teamId: now.teamId, ...data },
      })
      now.version += 1
      now.updatedMs = atMs
    },

    startEpisode(atMs: number, by: 'contact' | 'member') {
      rows.episodes.push({
        id: mint(atMs),
        conversation_id: now.id,
        number: rows.episodes.length + 1,
        opened_at: new Date(atMs),
        opened_by: by,
        first_reply_at: null,
        first_reply_by: null,
        acknowledged_at: null,
        closed_at: null,
        closed_by_kind: null,
        closed_by: null,
        closing_team_id: null,
        closing_note: null,
      })
    },

    /** Stores a message with its attachments; those of customers and advisers become the last one of the conversation. */
    store(atMs: number, said: Said, attached: readonly Attached[] = []): Row<'messages'> {
      const row: Row<'messages'> = {
        id: mint(atMs),
        conversation_id: now.id,
        episode_id: episode().id,
        home_id: null,
        home_episode_id: null,
        at: new Date(atMs),
        updated_at: new Date(atMs),
        language,
        cc_addresses: '[]',
        bcc_addresses: '[]',
        full_text: null,
        html: null,
        automatic: 'none',
        auth: null,
        delivery_status: null,
        delivery_error: null,
        leaves_at: null,
        mentions: [],
        metadata: '{}',
        attachment_count: attached.length,
        ...said,
      }
      rows.messages.push(row)
      for (const [position, file] of attached.entries())
        rows.attachments.push(attachmentOf(row, file, position, mint(atMs)))
      if (said.direction === 'note') return row
      now.last = row
      now.spoken += 1
      // Older mails are never quoted by anyone: nothing needs to find them by their Message-ID.
      if (input.nowMs - atMs > 60 * 86_400_000 || said.channel_kind !== 'email') return row
      const domain =
        said.direction === 'in' ? correspondent.customer.email.split('@')[1] : 'maison-bleuet.test'
      rows.message_keys.push({
        channel_kind: 'email',
        key: `${row.id}@${domain}`,
        conversation_id: now.id,
        message_id: row.id,
      })
      return row
    },

    /** All rows of the conversation; none when it has not begun. */
    close(): Rows {
      if (!now.last) return {}
      const { last } = now
      const conversation: Conversation = {
        id: now.id,
        number,
        contact_id: correspondent.contactId,
        subject: input.subject,
        status: now.status,
        is_spam: now.isSpam,
        channel_kind: input.chat ? 'chat' : input.form ? 'form' : 'email',
        channel_id: input.chat?.id ?? input.form?.id ?? channel.id,
        language,
        assignee_id: now.assignee?.id ?? null,
        team_id: now.teamId,
        priority: now.priority,
        reason_id: now.reasonId,
        tags: now.tags,
        fields: now.fields,
        snoozed_until: dateOf(now.snoozedUntilMs),
        linked_to: input.linkedTo,
        joined_into: null,
        split_from: null,
        alone: null,
        episode_id: episode().id,
        episode_number: rows.episodes.length,
        message_count: now.spoken,
        last_message_id: last.id,
        last_message_at: last.at,
        last_direction: last.direction === 'out' ? 'out' : 'in',
        preview: previewOf(last.text || input.subject),
        waiting_since: dateOf(now.waitingSinceMs),
        // Old delays were told of long ago: a start must not ring for all of them.
        overdue_told_for: dateOf(
          now.waitingSinceMs !== null && input.nowMs - now.waitingSinceMs > 12 * 3_600_000
            ? now.waitingSinceMs
            : null,
        ),
        version: now.version,
        created_at: new Date(now.createdMs),
        updated_at: new Date(now.updatedMs),
        closed_at: dateOf(now.closedMs),
        scheduled_at: dateOf(now.scheduledMs),
        archived_at: null,
        emptied_at: null,
        aside_since: null,
        is_snoozed_new: false,
        due_at: new Date('9999-12-31T00:00:00Z'),
        complaint_due_at: new Date('9999-12-31T00:00:00Z'),
        complaint: null,
        needs_person: false,
      }
      return { ...rows, conversations: [conversation] }
    },
  }
}

function attachmentOf(
  message: Row<'messages'>,
  file: Attached,
  position: number,
  id: string,
): Row<'attachments'> {
  return {
    id,
    message_id: message.id,
    conversation_id: message.conversation_id,
    file_id: file.fileId,
    name: file.name,
    type: file.type,
    bytes: file.bytes,
    inline: file.inline ?? false,
    content_id: file.contentId ?? null,
    position,
    uploaded_by: null,
    created_at: message.at,
  }
}

const dateOf = (atMs: number | null) => (atMs === null ? null : new Date(atMs))

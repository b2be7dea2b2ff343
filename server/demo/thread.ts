import type { Customer } from './customers.ts'
import type { Row, Rows } from './plan.ts'
import type { Member } from './setting.ts'

/** Who a conversation is with, and where it came in. */
export type Correspondent = {
  customer: Customer
  contactId: string
  identityId: string
}

export type ThreadInput = {
  mint: (atMs: number) => string
  nowMs: number
  number: number
  correspondent: Correspondent
  channel: { id: string; address: string; name: string }
  language: 'fr' | 'en'
  subject: string
  teamId: string
  linkedTo: string | null
  isSpam?: boolean
}

export type Attached = { fileId: string; name: string; type: string; bytes: number; inline?: boolean; contentId?: string }

export type SaidOptions = {
  attachments?: readonly Attached[]
  html?: string
  fullText?: string
  automatic?: Row<'messages'>['automatic']
  subject?: string
  metadata?: object
  auth?: object
  cc?: readonly { name: string; address: string }[]
  /** A reply that could not be delivered. */
  bounced?: string
}

type Status = Row<'conversations'>['status']

/**
 * Writes one conversation down as it happens. Every act carries its time; what would happen after now has not happened, so the
 * act is dropped and everything that follows it too: `isOver` says so.
 */
export type Thread = ReturnType<typeof openThread>

/** Begins a conversation; nothing is written before its first act. */
export function openThread(input: ThreadInput) {
  const { mint, nowMs, correspondent, language, channel } = input
  const { customer, contactId, identityId } = correspondent
  const rows: Required<Pick<Rows, 'messages' | 'episodes' | 'events' | 'message_keys' | 'attachments' | 'mentions' | 'conversation_shares' | 'readings' | 'drafts'>> = {
    messages: [], episodes: [], events: [], message_keys: [], attachments: [], mentions: [], conversation_shares: [], readings: [], drafts: [],
  }
  let id = ''
  let createdMs = 0
  let updatedMs = 0
  let status: Status = 'new'
  let assignee: Member | null = null
  let teamId = input.teamId
  let waitingSinceMs: number | null = null
  let snoozedUntil: Date | null = null
  let closedMs: number | null = null
  let last: Row<'messages'> | null = null
  let spoken = 0
  let version = 0
  let over = false
  let reasonId: string | null = null
  let priority: Row<'conversations'>['priority'] = 'normal'
  let labels: string[] = []
  let fields: Record<string, string | number> = {}
  let isSpam = input.isSpam ?? false

  const customerActor = { actor_kind: 'contact' as const, actor_id: contactId }
  const memberActor = (member: Member) => ({ actor_kind: 'member' as const, actor_id: member.id })
  const episode = () => rows.episodes.at(-1)!

  function record(atMs: number, type: string, actor: { actor_kind: 'member' | 'contact' | 'system'; actor_id: string | null }, subject: { kind: string; id: string }, data: object) {
    rows.events.push({ id: mint(atMs), at: new Date(atMs), type, ...actor, subject_kind: subject.kind, subject_id: subject.id, conversation_id: id, contact_id: contactId, data })
    version += 1
    updatedMs = atMs
  }

  /** True when the act lies after now, and with it everything that follows. */
  function tooLate(atMs: number): boolean {
    if (atMs >= nowMs) over = true
    return over
  }

  function begin(atMs: number, by: 'contact' | 'member', actor: Parameters<typeof record>[2]) {
    id = mint(atMs)
    createdMs = atMs
    startEpisode(atMs, by)
    record(atMs, 'conversation.opened', actor, { kind: 'conversation', id }, {
      number: input.number, episodeId: episode().id, episodeNumber: 1, channel: 'email', channelId: channel.id, teamId, assigneeId: assignee?.id ?? null, isSpam,
    })
  }

  function startEpisode(atMs: number, by: 'contact' | 'member') {
    rows.episodes.push({
      id: mint(atMs), conversation_id: id, number: rows.episodes.length + 1, opened_at: new Date(atMs), opened_by: by, first_reply_at: null, first_reply_by: null, acknowledged_at: null, closed_at: null,
      closed_by_kind: null, closed_by: null, closing_team_id: null, closing_note: null,
    })
  }

  function store(atMs: number, message: Omit<Row<'messages'>, 'id' | 'conversation_id' | 'episode_id' | 'at' | 'language' | 'bcc_addresses' | 'delivery_error' | 'leaves_at' | 'attachment_count'>, attached: readonly Attached[] = []) {
    const row: Row<'messages'> = {
      ...message, id: mint(atMs), conversation_id: id, episode_id: episode().id, at: new Date(atMs), language, bcc_addresses: '[]', delivery_error: null, leaves_at: null, attachment_count: attached.length,
    }
    rows.messages.push(row)
    attached.forEach((file, position) => {
      rows.attachments.push({
        id: mint(atMs), message_id: row.id, conversation_id: id, file_id: file.fileId, name: file.name, type: file.type, bytes: file.bytes, inline: file.inline ?? false, content_id: file.contentId ?? null, position,
        uploaded_by: null, created_at: new Date(atMs),
      })
    })
    return row
  }

  const write = {
    get isOver() {
      return over
    },
    get id() {
      return id
    },
    get episodeId() {
      return episode().id as string
    },
    /** Messages said so far, notes not counted. */
    get spoken() {
      return spoken
    },
    get lastText() {
      return last?.text ?? ''
    },
    get lastMessageId() {
      return last?.id ?? null
    },

    /** The customer writes; the first time, that opens the conversation. */
    customerWrites(atMs: number, text: string, options: SaidOptions = {}) {
      if (tooLate(atMs)) return
      if (!id) begin(atMs, 'contact', customerActor)
      const human = (options.automatic ?? 'none') === 'none' && !isSpam
      const reopens = status === 'closed' && human
      if (reopens) {
        closedMs = null
        startEpisode(atMs, 'contact')
        record(atMs, 'conversation.reopened', customerActor, { kind: 'conversation', id }, { episodeId: episode().id, episodeNumber: rows.episodes.length, assigneeId: assignee?.id ?? null, teamId })
      }
      last = store(atMs, {
        direction: 'in', channel_kind: 'email', channel_id: channel.id, identity_id: identityId, author_kind: 'contact', author_id: null, from_name: customer.name, from_address: customer.email,
        to_addresses: [{ name: channel.name, address: channel.address }], cc_addresses: options.cc ? [...options.cc] : '[]', subject: options.subject ?? (spoken > 0 ? `Re: ${input.subject}` : input.subject), text, full_text: options.fullText ?? null,
        html: options.html ?? null, automatic: options.automatic ?? 'none', auth: options.auth ?? { spf: 'pass', dkim: 'pass', dmarc: 'pass' }, delivery_status: null, mentions: [], metadata: options.metadata ?? '{}',
      }, options.attachments)
      rows.message_keys.push({ channel_kind: 'email', key: `${last.id}@${customer.email.split('@')[1]}`, conversation_id: id, message_id: last.id })
      spoken += 1
      if (human) {
        waitingSinceMs ??= atMs
        if (status !== 'new') status = 'open'
        snoozedUntil = null
      }
      record(atMs, 'message.received', customerActor, { kind: 'message', id: last.id }, { channel: 'email', automatic: options.automatic ?? 'none', opened: spoken === 1 || reopens, assigneeId: assignee?.id ?? null, teamId })
    },

    /** Someone takes the conversation, or is given it. */
    assign(atMs: number, member: Member, by: Member = member) {
      if (!id || tooLate(atMs) || assignee === member) return
      const before = assignee
      assignee = member
      if (status === 'new') status = 'open'
      record(atMs, 'conversation.assigned', memberActor(by), { kind: 'conversation', id }, { assigneeId: member.id, fromAssigneeId: before?.id ?? null, teamId, fromTeamId: teamId })
    },

    /** An adviser answers; the first time in a conversation the shop begins, that opens it. */
    adviserWrites(atMs: number, member: Member, text: string, options: SaidOptions & { afterwards?: 'wait' | 'stay' } = {}) {
      if (tooLate(atMs)) return
      if (!id) {
        assignee = member
        status = 'open'
        begin(atMs, 'member', memberActor(member))
      }
      write.assign(atMs - 1000, member)
      last = store(atMs, {
        direction: 'out', channel_kind: 'email', channel_id: channel.id, identity_id: null, author_kind: 'member', author_id: member.id, from_name: member.name, from_address: null,
        to_addresses: [{ name: customer.name, address: customer.email }], cc_addresses: '[]', subject: spoken > 0 ? `Re: ${input.subject}` : input.subject, text, full_text: null, html: null, automatic: 'none', auth: null,
        delivery_status: options.bounced ? 'bounced' : 'sent', mentions: [], metadata: '{}',
      }, options.attachments)
      last.delivery_error = options.bounced ?? null
      rows.message_keys.push({ channel_kind: 'email', key: `${last.id}@maison-bleuet.test`, conversation_id: id, message_id: last.id })
      spoken += 1
      if (!episode().first_reply_at) Object.assign(episode(), { first_reply_at: new Date(atMs), first_reply_by: member.id })
      waitingSinceMs = null
      status = options.afterwards === 'stay' ? 'open' : 'waiting'
      write.reads(atMs, member)
      record(atMs, 'message.written', memberActor(member), { kind: 'message', id: last.id }, { channel: 'email', leavesAt: new Date(atMs + 10_000).toISOString(), assigneeId: assignee?.id ?? null, teamId, afterwards: options.afterwards ?? 'wait' })
    },

    /** A note between colleagues; those it names see it among their mentions, experts also get to see the conversation. */
    note(atMs: number, member: Member, text: string, mentioned: readonly Member[] = []) {
      if (!id || tooLate(atMs)) return
      const row = store(atMs, {
        direction: 'note', channel_kind: 'note', channel_id: null, identity_id: null, author_kind: 'member', author_id: member.id, from_name: member.name, from_address: null, to_addresses: '[]', cc_addresses: '[]', subject: null, text,
        full_text: null, html: null, automatic: 'none', auth: null, delivery_status: null, mentions: mentioned.map(each => each.id), metadata: '{}',
      })
      for (const each of mentioned) {
        rows.mentions.push({ member_id: each.id, message_id: row.id, conversation_id: id, at: new Date(atMs), seen_at: null })
        if (each.role === 'collaborator') write.share(atMs, each, member)
      }
      record(atMs, 'message.noted', memberActor(member), { kind: 'message', id: row.id }, { mentions: mentioned.map(each => each.id), assigneeId: assignee?.id ?? null, teamId })
    },

    /** Lets an expert or a shop see this conversation. */
    share(atMs: number, member: Member, by: Member) {
      if (rows.conversation_shares.some(share => share.member_id === member.id)) return
      rows.conversation_shares.push({ conversation_id: id, member_id: member.id, shared_by: by.id, at: new Date(atMs) })
    },

    close(atMs: number, member: Member, closingNote: string | null) {
      if (!id || tooLate(atMs)) return
      status = 'closed'
      closedMs = atMs
      waitingSinceMs = null
      snoozedUntil = null
      Object.assign(episode(), { closed_at: new Date(atMs), closed_by_kind: 'member', closed_by: member.id, closing_team_id: teamId, closing_note: closingNote })
      record(atMs, 'conversation.closed', memberActor(member), { kind: 'conversation', id }, {
        episodeId: episode().id, episodeNumber: rows.episodes.length, closedBy: member.id, assigneeId: assignee?.id ?? member.id, teamId, channelId: channel.id, channel: 'email', reasonId,
      })
    },

    hold(atMs: number, member: Member) {
      if (!id || tooLate(atMs)) return
      record(atMs, 'conversation.status_changed', memberActor(member), { kind: 'conversation', id }, { from: status, to: 'on_hold', assigneeId: assignee?.id ?? null, teamId })
      status = 'on_hold'
    },

    snooze(atMs: number, member: Member, untilMs: number) {
      if (!id || tooLate(atMs)) return
      record(atMs, 'conversation.snoozed', memberActor(member), { kind: 'conversation', id }, { from: status, until: new Date(untilMs).toISOString(), assigneeId: assignee?.id ?? null, teamId })
      status = 'snoozed'
      snoozedUntil = new Date(untilMs)
    },

    /** Remembers how far someone has read. */
    reads(atMs: number, member: Member) {
      const known = rows.readings.find(each => each.member_id === member.id)
      const reading = { member_id: member.id, conversation_id: id, last_read_message_id: last?.id ?? null, at: new Date(atMs) }
      if (known) Object.assign(known, reading)
      else rows.readings.push(reading)
    },

    drafts(atMs: number, member: Member, kind: 'reply' | 'note', text: string) {
      rows.drafts.push({ member_id: member.id, conversation_id: id, kind, body: { text }, seen_message_id: last?.id ?? null, updated_at: new Date(atMs) })
    },

    /** What people say of the conversation: its reason, priority, tags and fields. */
    describe(said: { reasonId?: string; priority?: Row<'conversations'>['priority']; tags?: readonly string[]; fields?: Record<string, string | number>; teamId?: string; isSpam?: boolean }) {
      reasonId = said.reasonId ?? reasonId
      priority = said.priority ?? priority
      labels = said.tags ? [...said.tags] : labels
      fields = { ...fields, ...said.fields }
      teamId = said.teamId ?? teamId
      isSpam = said.isSpam ?? isSpam
    },

    /** All rows of the conversation; none when it has not begun. */
    rows(): Rows {
      if (!last) return {}
      return {
        ...rows,
        conversations: [{
          id, number: input.number, contact_id: contactId, subject: input.subject, status, is_spam: isSpam, channel_kind: 'email', channel_id: channel.id, language, assignee_id: assignee?.id ?? null, team_id: teamId, priority, reason_id: reasonId,
          tags: labels, fields, snoozed_until: snoozedUntil, linked_to: input.linkedTo, joined_into: null, episode_id: episode().id, episode_number: rows.episodes.length, message_count: spoken, last_message_id: last.id,
          last_message_at: last.at as Date, last_direction: last.direction === 'out' ? 'out' : 'in', preview: previewOf(last.text || input.subject), waiting_since: waitingSinceMs === null ? null : new Date(waitingSinceMs), version,
          created_at: new Date(createdMs), updated_at: new Date(updatedMs), closed_at: closedMs === null ? null : new Date(closedMs),
        }],
      }
    },
  }
  return write
}

function previewOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}

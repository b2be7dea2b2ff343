import type { Customer } from './customers.ts'
import { type EventActor, openLedger } from './ledger.ts'
import type { Row, Rows } from './plan.ts'
import type { Member } from './setting.ts'

/** Who a conversation is with. */
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
  /** Held by chat, unless a message says otherwise. */
  chat?: { id: string; identityId: string }
  /** The form that its first message came by; the answers leave by e-mail. */
  form?: { id: string }
}

export type Attached = {
  fileId: string
  name: string
  type: string
  bytes: number
  inline?: boolean
  contentId?: string
}

export type CustomerOptions = {
  attachments?: readonly Attached[]
  html?: string
  fullText?: string
  automatic?: Row<'messages'>['automatic']
  subject?: string
  metadata?: object
  auth?: object
  /** In a chat: the visitor left, and it went on by e-mail. */
  byMail?: boolean
  cc?: readonly { name: string; address: string }[]
}

export type AdviserOptions = {
  attachments?: readonly Attached[]
  afterwards?: 'wait' | 'stay'
  byMail?: boolean
  /** What the other server said of a reply that could not be delivered. */
  bounced?: string
}

export type Aside = {
  to: { name: string; address: string }
  subject: string
  text: string
  answer?: { atMs: number; text: string }
}

export type Description = {
  reasonId?: string
  priority?: Row<'conversations'>['priority']
  tags?: readonly string[]
  fields?: Record<string, string | number>
}

/**
 * Writes one conversation down as it happens. Every act carries its time; what would happen after now has not happened, so the
 * act is dropped and everything that follows it too: `isOver` says so.
 */
export type Thread = ReturnType<typeof openThread>

/** Begins a conversation; nothing is written before its first act. */
export function openThread(input: ThreadInput) {
  const { mint, nowMs, correspondent, channel, chat, form } = input
  const { customer, contactId, identityId } = correspondent
  const ledger = openLedger(input)
  const { now, rows, episode, record } = ledger
  const byCustomer = { kind: 'contact' as const, id: contactId }
  const by = (member: Member) => ({ kind: 'member' as const, id: member.id })
  const itself = () => ({ kind: 'conversation' as const, id: now.id })
  const kind = chat ? 'chat' : form ? 'form' : 'email'
  const channelId = chat?.id ?? form?.id ?? channel.id
  const subjectOf = () => (now.spoken > 0 && !chat ? `Re: ${input.subject}` : input.subject)
  let over = false

  /** True when the act lies after now, and with it everything that follows. */
  function tooLate(atMs: number): boolean {
    if (atMs >= nowMs) over = true
    return over
  }

  function begin(atMs: number, actor: EventActor & { kind: 'contact' | 'member' }) {
    now.id = mint(atMs)
    now.createdMs = atMs
    ledger.startEpisode(atMs, actor.kind)
    record(atMs, 'conversation.opened', actor, itself(), {
      number: input.number,
      episodeId: episode().id,
      episodeNumber: 1,
      channel: kind,
      channelId,
      isSpam: now.isSpam,
    })
  }

  function reopen(atMs: number) {
    now.closedMs = null
    ledger.startEpisode(atMs, 'contact')
    record(atMs, 'conversation.reopened', byCustomer, itself(), {
      episodeId: episode().id,
      episodeNumber: rows.episodes.length,
    })
  }

  function assign(atMs: number, member: Member, giver: Member) {
    const before = now.assignee
    now.assignee = member
    if (now.status === 'new') now.status = 'open'
    record(atMs, 'conversation.assigned', by(giver), itself(), {
      fromAssigneeId: before?.id ?? null,
      fromTeamId: now.teamId,
    })
  }

  /** Remembers how far someone has read. */
  function read(atMs: number, member: Member) {
    const reading = {
      member_id: member.id,
      conversation_id: now.id,
      last_read_message_id: now.last?.id ?? null,
      at: new Date(atMs),
    }
    const known = rows.readings.find(each => each.member_id === member.id)
    if (known) Object.assign(known, reading)
    else rows.readings.push(reading)
  }

  function share(atMs: number, member: Member, giver: Member) {
    if (rows.conversation_shares.some(each => each.member_id === member.id)) return
    rows.conversation_shares.push({
      conversation_id: now.id,
      member_id: member.id,
      shared_by: giver.id,
      at: new Date(atMs),
    })
  }

  return {
    get isOver() {
      return over
    },
    get id() {
      return now.id
    },
    get episodeId() {
      return episode().id as string
    },
    /** Messages said so far, notes not counted. */
    get spoken() {
      return now.spoken
    },
    get customerSpokeLast() {
      return now.last?.direction === 'in'
    },
    get lastText() {
      return now.last?.text ?? ''
    },

    /** The customer writes; the first time, that opens the conversation. */
    customerWrites(atMs: number, text: string, options: CustomerOptions = {}) {
      if (tooLate(atMs)) return
      const automatic = options.automatic ?? 'none'
      const live = options.byMail ? undefined : chat
      const filled = now.spoken === 0 ? form : undefined
      const cameBy = live ? 'chat' : filled ? 'form' : 'email'
      const wakes = automatic === 'none' && !now.isSpam
      const reopens = now.status === 'closed' && wakes
      if (!now.id) begin(atMs, byCustomer)
      if (reopens) reopen(atMs)
      const message = ledger.store(
        atMs,
        {
          direction: 'in',
          channel_kind: cameBy,
          channel_id: live?.id ?? filled?.id ?? channel.id,
          identity_id: live?.identityId ?? identityId,
          author_kind: 'contact',
          author_id: null,
          from_name: customer.name,
          from_address: live ? null : customer.email,
          to_addresses: live || filled ? '[]' : [{ name: channel.name, address: channel.address }],
          subject: options.subject ?? subjectOf(),
          text,
          full_text: options.fullText ?? null,
          html: options.html ?? null,
          automatic,
          auth: live || filled ? null : (options.auth ?? { spf: 'pass', dkim: 'pass', dmarc: 'pass' }),
          ...(options.cc && { cc_addresses: [...options.cc] }),
          ...(options.metadata && { metadata: options.metadata }),
        },
        options.attachments,
      )
      if (wakes) {
        now.waitingSinceMs ??= atMs
        now.snoozedUntilMs = null
        if (now.status !== 'new') now.status = 'open'
      }
      record(
        atMs,
        'message.received',
        byCustomer,
        { kind: 'message', id: message.id },
        {
          channel: cameBy,
          automatic,
          opened: now.spoken === 1 || reopens,
        },
      )
    },

    /** Someone takes the conversation, or is given it. */
    assign(atMs: number, member: Member, giver: Member = member) {
      if (now.id && !tooLate(atMs) && now.assignee !== member) assign(atMs, member, giver)
    },

    /** An adviser answers; the first time in a conversation the shop begins, that opens it. */
    adviserWrites(atMs: number, member: Member, text: string, options: AdviserOptions = {}) {
      if (tooLate(atMs)) return
      const afterwards = options.afterwards ?? 'wait'
      const live = options.byMail ? undefined : chat
      if (!now.id) {
        now.assignee = member
        begin(atMs, by(member))
      } else if (now.assignee !== member) assign(atMs - 1000, member, member)
      const message = ledger.store(
        atMs,
        {
          direction: 'out',
          channel_kind: live ? 'chat' : 'email',
          channel_id: live?.id ?? channel.id,
          identity_id: live?.identityId ?? null,
          author_kind: 'member',
          author_id: member.id,
          from_name: member.name,
          from_address: null,
          to_addresses: live ? '[]' : [{ name: customer.name, address: customer.email }],
          subject: subjectOf(),
          text,
          delivery_status: options.bounced ? 'bounced' : live ? 'read' : 'sent',
          delivery_error: options.bounced ?? null,
        },
        options.attachments,
      )
      if (!episode().first_reply_at)
        Object.assign(episode(), { first_reply_at: message.at, first_reply_by: member.id })
      now.waitingSinceMs = null
      now.snoozedUntilMs = null
      now.status = afterwards === 'stay' ? 'open' : 'waiting'
      read(atMs, member)
      record(
        atMs,
        'message.written',
        by(member),
        { kind: 'message', id: message.id },
        {
          channel: live ? 'chat' : 'email',
          leavesAt: new Date(live ? atMs : atMs + 10_000).toISOString(),
          afterwards,
        },
      )
    },

    /** A note between colleagues; those it names see it among their mentions, experts also get to see the conversation. */
    note(atMs: number, member: Member, text: string, mentioned: readonly Member[] = []) {
      if (!now.id || tooLate(atMs)) return
      const mentions = mentioned.map(each => each.id)
      const message = ledger.store(atMs, {
        direction: 'note',
        channel_kind: 'note',
        channel_id: null,
        identity_id: null,
        author_kind: 'member',
        author_id: member.id,
        from_name: member.name,
        from_address: null,
        to_addresses: '[]',
        subject: null,
        text,
        mentions,
      })
      for (const each of mentioned) {
        rows.mentions.push({
          member_id: each.id,
          message_id: message.id,
          conversation_id: now.id,
          at: message.at,
          seen_at: null,
        })
        if (each.role === 'collaborator') share(atMs, each, member)
      }
      record(atMs, 'message.noted', by(member), { kind: 'message', id: message.id }, { mentions })
    },

    /** Asks a colleague in a note, or those who lead where `asked` is several; nobody has answered yet. */
    asks(atMs: number, member: Member, text: string, asked: Member | readonly Member[]) {
      this.note(atMs, member, text)
      const question = rows.messages.at(-1)
      if (question?.text !== text) return
      const people = 'id' in asked ? [asked] : asked
      const id = mint(atMs)
      const remindMs = atMs + 3_600_000
      rows.consultations.push({
        ...{ id, conversation_id: now.id, by_id: member.id, question_id: question.id, answer_id: null },
        ...{
          to_kind: 'id' in asked ? 'member' : 'supervisor',
          to_member_id: 'id' in asked ? asked.id : null,
        },
        ...{ to_team_id: null, to_skill_id: null, level: null, state: 'open', at: new Date(atMs) },
        remind_at: new Date(remindMs),
        reminded_at: remindMs < nowMs ? new Date(remindMs) : null,
        ...{ ended_by_id: null, ended_at: null },
      })
      for (const each of people)
        rows.consultation_people.push({ consultation_id: id, member_id: each.id, declined_at: null })
      record(atMs, 'conversation.consulted', by(member), itself(), {
        ...{ consultationId: id, byId: member.id, askedIds: people.map(each => each.id) },
        ...{ toKind: 'id' in asked ? 'member' : 'supervisor', toTeamId: null },
      })
    },

    close(atMs: number, member: Member, closingNote: string | null) {
      if (!now.id || tooLate(atMs)) return
      now.status = 'closed'
      now.closedMs = atMs
      read(atMs, member)
      now.waitingSinceMs = null
      now.snoozedUntilMs = null
      Object.assign(episode(), {
        closed_at: new Date(atMs),
        closed_by_kind: 'member',
        closed_by: member.id,
        closing_team_id: now.teamId,
        closing_note: closingNote,
      })
      record(atMs, 'conversation.closed', by(member), itself(), {
        episodeId: episode().id,
        episodeNumber: rows.episodes.length,
        closedBy: member.id,
        channelId,
        channel: kind,
        reasonId: now.reasonId,
      })
    },

    hold(atMs: number, member: Member) {
      if (!now.id || tooLate(atMs)) return
      record(atMs, 'conversation.status_changed', by(member), itself(), { from: now.status, to: 'on_hold' })
      now.status = 'on_hold'
    },

    snooze(atMs: number, member: Member, untilMs: number) {
      if (!now.id || tooLate(atMs)) return
      record(atMs, 'conversation.snoozed', by(member), itself(), {
        from: now.status,
        until: new Date(untilMs).toISOString(),
      })
      now.status = 'snoozed'
      now.snoozedUntilMs = untilMs
    },

    /** Asks somebody outside by mail, who answers or has not yet; the customer sees nothing of it. */
    asksAside(atMs: number, member: Member, { to, subject, text, answer }: Aside) {
      if (!now.id || tooLate(atMs)) return
      const answered = answer && answer.atMs < nowMs ? answer : undefined
      const id = mint(atMs)
      const about = { kind: 'side_conversation' as const, id }
      const mail = (at: number, said: Partial<Row<'side_messages'>>): Row<'side_messages'> => ({
        id: mint(at),
        side_id: id,
        direction: 'out',
        at: new Date(at),
        author_id: null,
        from_name: null,
        from_address: null,
        to_addresses: JSON.stringify([to]),
        cc_addresses: '[]',
        text,
        mail_message_id: null,
        delivery_status: null,
        delivery_error: null,
        leaves_at: null,
        ...said,
      })
      rows.side_conversations.push({
        id,
        conversation_id: now.id,
        channel_id: channel.id,
        subject,
        state: 'open',
        has_news: answered !== undefined,
        opened_by: member.id,
        opened_at: new Date(atMs),
        last_at: new Date(answered?.atMs ?? atMs),
      })
      rows.side_messages.push(mail(atMs, { author_id: member.id, delivery_status: 'sent' }))
      record(atMs, 'side_conversation.opened', by(member), about, {})
      if (!answered) return
      rows.side_messages.push(
        mail(answered.atMs, {
          direction: 'in',
          from_name: to.name,
          from_address: to.address,
          to_addresses: JSON.stringify([{ name: channel.name, address: channel.address }]),
          text: answered.text,
        }),
      )
      record(answered.atMs, 'side_conversation.answered', { kind: 'system', id: null }, about, {})
    },

    /** An answer that leaves later; the conversation rests until then. */
    schedules(atMs: number, member: Member, leavesMs: number, text: string) {
      if (!now.id || tooLate(atMs)) return
      const id = mint(atMs)
      const leavesAt = new Date(leavesMs)
      rows.scheduled_replies.push({
        id,
        conversation_id: now.id,
        home_id: null,
        author_id: member.id,
        channel_id: channel.id,
        body: {
          text,
          to: [{ name: correspondent.customer.name, address: correspondent.customer.email }],
          cc: [],
          bcc: [],
          attachmentIds: [],
          afterwards: 'wait',
          cannedAnswerIds: [],
        },
        leaves_at: leavesAt,
        seen_message_id: now.last?.id ?? null,
        on_closed: false,
        even_after_news: false,
        held_because: null,
        held_code: null,
        held_values: {},
        told_at: null,
        created_at: new Date(atMs),
        updated_at: new Date(atMs),
      })
      this.snooze(atMs, member, leavesMs)
      now.scheduledMs = leavesMs
      record(
        atMs,
        'conversation.reply_scheduled',
        by(member),
        { kind: 'scheduled_reply', id },
        { leavesAt: leavesAt.toISOString() },
      )
    },

    /** Words begun and not sent. */
    drafts(atMs: number, member: Member, kind: 'reply' | 'note', text: string) {
      const seen = now.last?.id ?? null
      rows.drafts.push({
        member_id: member.id,
        conversation_id: now.id,
        kind,
        body: { text },
        seen_message_id: seen,
        updated_at: new Date(atMs),
      })
    },

    /** What people say of the conversation: its reason, priority, tags and fields. */
    describe({ reasonId, priority, tags, fields }: Description) {
      now.reasonId = reasonId ?? now.reasonId
      now.priority = priority ?? now.priority
      now.tags = tags ? [...tags] : now.tags
      now.fields = { ...now.fields, ...fields }
    },

    /** All rows of the conversation; none when it has not begun. */
    rows: (): Rows => ledger.close(),
  }
}

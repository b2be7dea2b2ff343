import * as z from 'zod'
import {
  Address,
  Done,
  Id,
  IdInput,
  inside,
  Language,
  Limit,
  Named,
  PageInput,
  page,
  roles,
  route,
  Time,
} from './common.ts'
import { MacroActs } from './knowledge.ts'

const read = { roles, scope: 'conversations:read', logged: 'read' } as const
/** Everyone who can see a conversation may note; only these write to the customer. */
const answer = {
  roles: ['administrator', 'supervisor', 'adviser', 'partner'],
  scope: 'conversations:write',
} as const
const note = { roles, scope: 'conversations:write' } as const
const configure = { roles: ['administrator'], scope: 'settings:write' } as const

export const statuses = ['new', 'open', 'waiting', 'on_hold', 'snoozed', 'closed'] as const
export const Status = z.enum(statuses)
export type Status = z.infer<typeof Status>
export const priorities = ['low', 'normal', 'high', 'urgent'] as const
/** A complaint is the nature of a request: proposed, then settled by a person (CMP-1). Null is a question. */
export const complaintStates = ['proposed', 'confirmed', 'dismissed'] as const
export const ComplaintState = z.enum(complaintStates)
export type ComplaintState = z.infer<typeof ComplaintState>
/** How a complaint stands with the date by which it is due next (CMP-2). */
export const complaintDueStates = ['running', 'soon', 'late'] as const
export const ComplaintDueState = z.enum(complaintDueStates)
export const views = [
  'mine',
  'unassigned',
  'team',
  'oldest',
  'soon',
  'late',
  'complaints',
  'mentions',
  'snoozed',
  'drafts',
  'scheduled',
  'closed',
  'spam',
  'all',
] as const
export const View = z.enum(views)
export type View = z.infer<typeof View>
const FieldValue = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])

/** A row of a list: what one line of the desk shows. */
export const ConversationRow = z.object({
  id: Id,
  number: z.number().int(),
  subject: z.string(),
  status: Status,
  isSpam: z.boolean(),
  channel: z.string(),
  channelId: Id.nullable(),
  language: Language.nullable(),
  contact: z.object({ id: Id, name: z.string(), isVip: z.boolean() }),
  assignee: Named.nullable(),
  team: Named.nullable(),
  priority: z.enum(priorities),
  reasonId: Id.nullable(),
  complaint: ComplaintState.nullable(),
  /** What the law asks of a complaint next, and by when (CMP-2); null where no clock runs. */
  complaintDue: z
    .object({ kind: z.enum(['acknowledgement', 'answer']), at: Time, state: ComplaintDueState })
    .nullable(),
  /** A rule or its reason says that only a person answers it (Q15). */
  needsPerson: z.boolean(),
  /** A moment of truth, by its reason or a tag: of a high emotional load, to be answered fast (Q31). */
  isMoment: z.boolean(),
  /** A confirmed complaint on a moment of truth. Said of the request by its reason and nature, never of the person. */
  isEmotional: z.boolean(),
  tags: z.array(z.string()),
  preview: z.string(),
  lastDirection: z.enum(['in', 'out']),
  lastMessageAt: Time,
  lastMessageId: Id.nullable(),
  /** Since when the customer waits for an answer; null when the ball is in their court. */
  waitingSince: Time.nullable(),
  /** When the most pressing promise is due; null where no clock runs. */
  dueAt: Time.nullable(),
  /** What is due then. */
  dueKind: z.enum(['first_response', 'next_response', 'resolution']).nullable(),
  /** From when on it is soon. */
  warnAt: Time.nullable(),
  snoozedUntil: Time.nullable(),
  unread: z.boolean(),
  hasDraft: z.boolean(),
  /** The first reply that leaves later, and whether something keeps one here. */
  scheduledReply: z.object({ leavesAt: Time, isHeld: z.boolean() }).nullable(),
  messageCount: z.number().int(),
  /** Its words are gone for good, since when and why; null while they are there. */
  emptied: z.object({ at: Time, why: z.enum(['retention', 'erasure']) }).nullable(),
  version: z.number().int(),
  createdAt: Time,
  updatedAt: Time,
  closedAt: Time.nullable(),
})
export type ConversationRow = z.infer<typeof ConversationRow>

export const Episode = z.object({
  id: Id,
  number: z.number().int(),
  openedAt: Time,
  openedBy: z.enum(['contact', 'member', 'system']),
  firstReplyAt: Time.nullable(),
  acknowledgedAt: Time.nullable(),
  closedAt: Time.nullable(),
  closedBy: Named.nullable(),
  closingNote: z.string().nullable(),
})

const Linked = z.object({ id: Id, number: z.number().int(), subject: z.string(), status: Status })

/** A promise made for a request, as a clock. */
export const SlaClock = z.object({
  kind: z.enum(['first_response', 'next_response', 'resolution']),
  state: z.enum(['running', 'paused', 'met', 'ended']),
  /** Null for the workspace's own promise. Without its name for those who may not see whom it is made to. */
  policy: Named.nullable(),
  target: z.object({ amount: z.number().int(), unit: z.string() }),
  startedAt: Time,
  /** Its first instant that counts: the opening, for what came at night. */
  countsFrom: Time,
  usedMinutes: z.number(),
  /** Null while it is paused. */
  dueAt: Time.nullable(),
  warnAt: Time.nullable(),
  pausedBecause: z.enum(['customer', 'on_hold', 'set_aside']).nullable(),
  warnedAt: Time.nullable(),
  /** Since when it is broken; what is broken stays so. */
  breachedAt: Time.nullable(),
  metAt: Time.nullable(),
})
export type SlaClock = z.infer<typeof SlaClock>

export const Conversation = ConversationRow.extend({
  /** The clocks of its present episode, in the order in which they began. */
  clocks: z.array(SlaClock),
  /** The time promise that `dueAt` comes from; null for the workspace's own. Without its name for those who may not see whom it is made to. */
  promisedBy: Named.nullable(),
  fields: z.record(z.string(), FieldValue),
  linkedTo: Linked.nullable(),
  /** The one it was split from, while that can be undone. */
  splitFrom: Linked.nullable(),
  /** Those that belong together with it. */
  links: z.array(Linked),
  episodes: z.array(Episode),
  sharedWith: z.array(Named),
  /** The last message I read; the thread opens just after it. */
  lastReadMessageId: Id.nullable(),
  survey: z
    .object({
      score: z.number().int().nullable(),
      comment: z.string().nullable(),
      sentAt: Time,
      answeredAt: Time.nullable(),
    })
    .nullable(),
  recoveryId: Id.nullable(),
  allowed: z.array(z.enum(['reply', 'note', 'assign', 'close', 'edit', 'share', 'redact'])),
})
export type Conversation = z.infer<typeof Conversation>

export const Attachment = z.object({
  id: Id,
  name: z.string(),
  type: z.string(),
  bytes: z.number().int(),
  inline: z.boolean(),
  contentId: z.string().nullable(),
  url: z.string(),
})
export type Attachment = z.infer<typeof Attachment>

export const deliveryStatuses = [
  'scheduled',
  'queued',
  'sent',
  'delivered',
  'read',
  'bounced',
  'failed',
  'cancelled',
] as const
const Verdict = z.string()
export const Message = z.object({
  id: Id,
  conversationId: Id,
  episodeId: Id,
  at: Time,
  direction: z.enum(['in', 'out', 'note']),
  channel: z.string(),
  channelId: Id.nullable(),
  author: z.object({
    kind: z.enum(['contact', 'member', 'system', 'api_key']),
    id: Id.nullable(),
    name: z.string(),
    photoUrl: z.string().nullable(),
  }),
  from: z.object({ name: z.string().nullable(), address: z.string().nullable() }),
  to: z.array(Address),
  cc: z.array(Address),
  bcc: z.array(Address),
  subject: z.string().nullable(),
  /** The new words only: quoted history and signature cut. */
  text: z.string(),
  fullText: z.string(),
  /** Sanitised; null when the mail had none. Remote pictures are blocked until asked. */
  html: z.string().nullable(),
  language: Language.nullable(),
  attachments: z.array(Attachment),
  automatic: z.enum(['none', 'bounce', 'autoReply', 'outOfOffice', 'list']),
  auth: z.object({ spf: Verdict, dkim: Verdict, dmarc: Verdict }).nullable(),
  deliveryStatus: z.enum(deliveryStatuses).nullable(),
  deliveryError: z.string().nullable(),
  /** End of the undo window of a reply that has not left. */
  leavesAt: Time.nullable(),
  mentions: z.array(Id),
  /** What was taken out of it for good; the reason is for those of the house. */
  redactions: z.array(
    z.object({
      at: Time,
      by: z.string().nullable(),
      what: z.enum(['words', 'file']),
      reason: z.string().nullable(),
    }),
  ),
  metadata: z.record(z.string(), z.unknown()),
})
export type Message = z.infer<typeof Message>

/** A message in the walk of all of them, with what became of it. */
export const WalkedMessage = Message.extend({
  /** Of the last change of the message itself: delivery, words taken out, another conversation. */
  updatedAt: Time,
  /**
   * What a copy must follow: `redacted`, words or a file were taken out for good; `taken_back`, a reply that never left;
   * `emptied`, all of its words went, with the person or when their time was over.
   */
  state: z.enum(['whole', 'redacted', 'taken_back', 'emptied']),
})
export type WalkedMessage = z.infer<typeof WalkedMessage>

const MessageText = z.string().max(200_000)
export const MessageInput = z.object({
  id: Id,
  kind: z.enum(['reply', 'note']).default('reply'),
  text: MessageText,
  /** Optional rich version; sanitised before it leaves. */
  html: MessageText.optional(),
  channelId: Id.optional(),
  subject: z.string().max(500).optional(),
  to: z.array(Address).max(50).optional(),
  cc: z.array(Address).max(50).default([]),
  bcc: z.array(Address).max(50).default([]),
  attachmentIds: z.array(Id).max(100).default([]),
  mentions: z.array(Id).max(50).default([]),
  /** What happens to the conversation when it is sent. */
  afterwards: z.enum(['stay', 'wait', 'close']).default('wait'),
  /** The last message the writer saw; newer ones make the answer refused unless `sendAnyway`. */
  seenMessageId: Id.optional(),
  sendAnyway: z.boolean().default(false),
  forwardMessageId: Id.optional(),
  /** Canned answers that the words began from: their uses are counted. */
  cannedAnswerIds: z.array(Id).max(20).default([]),
  /** What a macro does beside its words, in the same act: refused, nothing is sent; taken back, so is it. */
  macro: MacroActs.optional(),
})

export const Reason = z.object({
  id: Id,
  parentId: Id.nullable(),
  labelFr: z.string().trim().min(1).max(120),
  labelEn: z.string().trim().min(1).max(120),
  value: z.enum(['high', 'low']),
  /** A complaint is answered in one's own words, never by a canned answer as it stands (Q22). */
  isComplaint: z.boolean(),
  /** Only a person answers it: nothing ready-made leaves by itself (Q15). */
  isComplex: z.boolean(),
  /** A moment of truth: of a high emotional load, to be answered fast (Q31). True of a family, it is of its reasons. */
  isMoment: z.boolean(),
  position: z.number().int(),
})
export type Reason = z.infer<typeof Reason>
/** A tag may say of a request that it is a moment of truth (Q31). */
export const Tag = z.object({ id: Id, name: z.string(), isMoment: z.boolean() })
export type Tag = z.infer<typeof Tag>

export const Draft = z.object({
  conversationId: Id,
  kind: z.enum(['reply', 'note']),
  body: z.object({
    text: MessageText,
    html: MessageText.optional(),
    subject: z.string().max(500).optional(),
    to: z.array(Address).optional(),
    cc: z.array(Address).optional(),
    bcc: z.array(Address).optional(),
    channelId: Id.optional(),
    attachmentIds: z.array(Id).optional(),
    forwardMessageId: Id.optional(),
    /** Canned answers the words began from, and the macro whose acts wait for the sending. */
    cannedAnswerIds: z.array(Id).max(20).optional(),
    macroId: Id.optional(),
  }),
  attachments: z.array(Attachment),
  seenMessageId: Id.nullable(),
  updatedAt: Time,
})
export type Draft = z.infer<typeof Draft>

const ListFilters = PageInput.extend({
  /** Two screens of a tall window. */
  limit: Limit.default(30),
  view: View.default('all'),
  status: z.union([Status, z.array(Status)]).optional(),
  contact: Id.optional(),
  company: Id.optional(),
  assignee: Id.optional(),
  team: Id.optional(),
  channel: z.string().max(40).optional(),
  tag: z.string().max(100).optional(),
  reason: Id.optional(),
  priority: z.enum(priorities).optional(),
  complaint: ComplaintState.optional(),
  complaintDue: ComplaintDueState.optional(),
  language: Language.optional(),
  /** The customer has waited for so many hours. */
  waitingHours: z.coerce.number().int().min(1).max(8760).optional(),
  q: z.string().max(300).optional(),
  updatedSince: Time.optional(),
  /** `due`, `complaint_due`: what is due first, by promise or by law, comes first; what nothing is due for comes last. */
  order: z.enum(['newest', 'oldest', 'due', 'complaint_due']).optional(),
})

export const conversations = {
  list: route
    .meta({ roles, scope: 'conversations:read', logged: 'search' })
    .route({
      method: 'GET',
      path: '/conversations',
      tags: ['conversations'],
      summary: 'Conversations of a view, filtered or searched, keyset-paged',
    })
    .input(ListFilters)
    .output(page(ConversationRow)),
  viewCounts: route
    .meta({ roles, scope: 'conversations:read' })
    .route({
      method: 'GET',
      path: '/views',
      tags: ['conversations'],
      summary: 'How many conversations each view holds: exact to 99, then capped',
    })
    .output(
      z.object({ items: z.array(z.object({ view: View, count: z.number().int(), more: z.boolean() })) }),
    ),
  open: route
    .meta(answer)
    .route({
      method: 'POST',
      path: '/conversations',
      tags: ['conversations'],
      successStatus: 201,
      summary: 'Open a conversation: write to a customer, or record a request',
    })
    .input(
      z.object({
        contactId: Id.optional(),
        /** Creates or finds the contact when contactId is absent. */
        to: Address.optional(),
        subject: z.string().trim().max(500).default(''),
        channelId: Id.optional(),
        teamId: Id.optional(),
        reasonId: Id.optional(),
        tags: z.array(z.string().trim().min(1).max(60)).max(30).optional(),
        priority: z.enum(priorities).optional(),
        /** The first words. direction `out` writes to the customer; `in` records what they asked by another way. */
        message: z.object({
          direction: z.enum(['out', 'in']).default('out'),
          text: MessageText,
          html: MessageText.optional(),
          attachmentIds: z.array(Id).max(100).default([]),
          cc: z.array(Address).max(50).default([]),
          bcc: z.array(Address).max(50).default([]),
        }),
      }),
    )
    .output(Conversation),
  get: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/conversations/{id}',
      tags: ['conversations'],
      summary: 'One conversation',
    })
    .input(IdInput)
    .output(Conversation),
  byNumber: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/conversation-numbers/{number}',
      tags: ['conversations'],
      summary: 'One conversation by its number',
    })
    .input(z.object({ number: z.coerce.number().int() }))
    .output(Conversation),
  update: route
    .meta(answer)
    .route({
      method: 'PATCH',
      path: '/conversations/{id}',
      tags: ['conversations'],
      summary: 'Change subject, reason, priority, tags, team or fields',
    })
    .input(
      z.object({
        id: Id,
        subject: z.string().trim().max(500).optional(),
        reasonId: Id.nullable().optional(),
        priority: z.enum(priorities).optional(),
        tags: z.array(z.string().trim().min(1).max(60)).max(30).optional(),
        teamId: Id.nullable().optional(),
        fields: z.record(z.string(), FieldValue).optional(),
        language: Language.optional(),
        needsPerson: z.boolean().optional(),
      }),
    )
    .output(Conversation),
  messages: route
    .meta(read)
    .route({
      method: 'GET',
      path: '/conversations/{id}/messages',
      tags: ['messages'],
      summary: 'Messages, oldest first; `before` walks back',
    })
    .input(
      IdInput.extend({
        before: Cursor(),
        after: Cursor(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
    )
    .output(
      z.object({ items: z.array(Message), next: z.string().nullable(), previous: z.string().nullable() }),
    ),
  walkMessages: route
    .meta({ ...read, logged: 'export' })
    .route({
      method: 'GET',
      path: '/messages',
      tags: ['messages'],
      summary: 'Messages of all conversations in the order of their last change, for copies kept elsewhere',
    })
    .input(PageInput.extend({ updatedSince: Time.optional() }))
    .output(page(WalkedMessage)),
  write: route
    .meta(note)
    .route({
      method: 'POST',
      path: '/conversations/{id}/messages',
      tags: ['messages'],
      successStatus: 201,
      summary: 'Reply to the customer, or add an internal note',
    })
    .input(MessageInput)
    .output(Message),
  undoSend: route
    .meta(answer)
    .route({
      method: 'POST',
      path: '/conversations/{id}/messages/{messageId}/cancellation',
      tags: ['messages'],
      summary: 'Take a reply back before it leaves; its words return as the draft',
    })
    .input(IdInput.extend({ messageId: Id }))
    .output(Message),
  redact: route
    .meta(answer)
    .route({
      method: 'POST',
      path: '/conversations/{id}/messages/{messageId}/redactions',
      tags: ['messages'],
      successStatus: 201,
      summary: 'Take words or a file out of a message, for good',
    })
    .input(
      IdInput.extend({
        messageId: Id,
        /** Taken out wherever the conversation says them, in whole words. */
        words: z.string().trim().min(2).max(2000).optional(),
        attachmentId: Id.optional(),
        reason: z.string().trim().min(3).max(300),
        /** It cannot be undone: whoever asks says that they know. */
        confirmed: z.literal(true),
      }),
    )
    .output(Message),
  close: route
    .meta(answer)
    .route({
      method: 'POST',
      path: '/conversations/{id}/closure',
      tags: ['conversations'],
      successStatus: 201,
      summary: 'Close the conversation',
    })
    .input(
      IdInput.extend({
        note: z.string().max(2000).optional(),
        reasonId: Id.optional(),
        fields: z.record(z.string(), FieldValue).optional(),
      }),
    )
    .output(Conversation),
  reopen: route
    .meta(answer)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/closure',
      tags: ['conversations'],
      summary: 'Reopen it: a new episode',
    })
    .input(IdInput)
    .output(Conversation),
  assign: route
    .meta(answer)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/assignment',
      tags: ['conversations'],
      summary: 'Take, assign, give back; `expected` makes it atomic',
    })
    .input(
      IdInput.extend({
        memberId: Id.nullable(),
        teamId: Id.nullable().optional(),
        /** The assignee the caller saw; someone else in between refuses with conversation.taken. */
        expected: Id.nullable().optional(),
      }),
    )
    .output(Conversation),
  setStatus: route
    .meta(answer)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/status',
      tags: ['conversations'],
      summary: 'Open, waiting for the customer, or on hold',
    })
    .input(IdInput.extend({ status: z.enum(['open', 'waiting', 'on_hold']) }))
    .output(Conversation),
  snooze: route
    .meta(answer)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/snooze',
      tags: ['conversations'],
      summary: 'Put aside until a date or the next message',
    })
    /** Null: until the customer writes, however long that is. With a date, their message brings it back sooner. */
    .input(IdInput.extend({ until: Time.nullable() }))
    .output(Conversation),
  wake: route
    .meta(answer)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/snooze',
      tags: ['conversations'],
      summary: 'Bring back a snoozed conversation',
    })
    .input(IdInput)
    .output(Conversation),
  setSpam: route
    .meta(answer)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/spam',
      tags: ['conversations'],
      summary: 'Mark as spam, or not',
    })
    .input(IdInput.extend({ isSpam: z.boolean(), blockSender: z.boolean().default(false) }))
    .output(Conversation),
  sameRequest: route
    .meta(answer)
    .route({
      method: 'POST',
      path: '/conversations/{id}/joining',
      tags: ['conversations'],
      summary: 'Same request: its messages join the conversation it is linked to, or the one named',
    })
    .input(
      IdInput.extend({
        into: Id.optional(),
        /** Two people’s conversations become one only when that is said. */
        otherPerson: z.boolean().default(false),
      }),
    )
    .output(Conversation),
  undoSameRequest: route
    .meta(answer)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/joining',
      tags: ['conversations'],
      summary: 'Undo "same request"',
    })
    .input(IdInput)
    .output(Conversation),
  split: route
    .meta(answer)
    .route({
      method: 'POST',
      path: '/conversations/{id}/splits',
      tags: ['conversations'],
      successStatus: 201,
      summary: 'Two requests in one: these messages, or all from one on, become a conversation of their own',
    })
    .input(
      IdInput.extend({
        messageIds: z.array(Id).min(1).max(500).optional(),
        fromMessageId: Id.optional(),
      }),
    )
    .output(Conversation),
  undoSplit: route
    .meta(answer)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/split',
      tags: ['conversations'],
      summary: 'Undo a split: its messages go back to where they were',
    })
    .input(IdInput)
    .output(Conversation),
  link: route
    .meta(answer)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/links/{otherId}',
      tags: ['conversations'],
      summary: 'Link two conversations that belong together',
    })
    .input(IdInput.extend({ otherId: Id }))
    .output(Conversation),
  unlink: route
    .meta(answer)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/links/{otherId}',
      tags: ['conversations'],
      summary: 'Take the link away',
    })
    .input(IdInput.extend({ otherId: Id }))
    .output(Conversation),
  share: route
    .meta(answer)
    .route({
      method: 'PUT',
      path: '/conversations/{id}/shares/{memberId}',
      tags: ['conversations'],
      summary: 'Share with an expert, a store or a technician',
    })
    .input(IdInput.extend({ memberId: Id }))
    .output(Conversation),
  unshare: route
    .meta(answer)
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/shares/{memberId}',
      tags: ['conversations'],
      summary: 'Stop sharing',
    })
    .input(IdInput.extend({ memberId: Id }))
    .output(Conversation),
  markRead: route
    .meta({ roles, scope: 'conversations:read', peopleOnly: true })
    .route({
      method: 'PUT',
      path: '/conversations/{id}/reading',
      tags: ['conversations'],
      summary: 'Remember where I am; null marks it unread',
    })
    .input(IdInput.extend({ lastReadMessageId: Id.nullable() }))
    .output(Done),
  getDrafts: route
    .meta({ roles, scope: 'conversations:read', peopleOnly: true })
    .route({ method: 'GET', path: '/conversations/{id}/drafts', tags: ['drafts'], summary: 'My drafts here' })
    .input(IdInput)
    .output(z.object({ items: z.array(Draft) })),
  saveDraft: route
    .meta({ ...note, peopleOnly: true })
    .route({
      method: 'PUT',
      path: '/conversations/{id}/drafts/{kind}',
      tags: ['drafts'],
      summary: 'Keep a draft',
    })
    .input(
      z.object({
        id: Id,
        kind: z.enum(['reply', 'note']),
        body: Draft.shape.body,
        seenMessageId: Id.nullable().default(null),
      }),
    )
    .output(Draft),
  dropDraft: route
    .meta({ ...note, peopleOnly: true })
    .route({
      method: 'DELETE',
      path: '/conversations/{id}/drafts/{kind}',
      tags: ['drafts'],
      summary: 'Throw a draft away',
    })
    .input(z.object({ id: Id, kind: z.enum(['reply', 'note']) }))
    .output(Done),

  openWork: route
    .meta({ roles: ['administrator'], scope: 'settings:read', logged: 'read' })
    .route({
      method: 'GET',
      path: '/members/{id}/open-work',
      tags: ['people'],
      summary: 'What a person has in hand, for whoever takes over: counts, and the first conversations',
    })
    .input(IdInput)
    .output(
      z.object({
        conversations: z.number().int(),
        recoveries: z.number().int(),
        drafts: z.number().int(),
        /** Not seen yet. */
        mentions: z.number().int(),
        items: z.array(
          z.object({
            id: Id,
            number: z.number().int(),
            subject: z.string(),
            contactName: z.string(),
            hasDraft: z.boolean(),
          }),
        ),
      }),
    ),

  listReasons: route
    .meta({ roles, scope: 'settings:read' })
    .route({ method: 'GET', path: '/reasons', tags: ['settings'], summary: 'Contact reasons, two levels' })
    .output(z.object({ items: z.array(Reason) })),
  createReason: route
    .meta(configure)
    .route({
      method: 'POST',
      path: '/reasons',
      tags: ['settings'],
      successStatus: 201,
      summary: 'Create a contact reason',
    })
    .input(
      Reason.omit({ id: true }).partial({
        position: true,
        parentId: true,
        value: true,
        isComplaint: true,
        isComplex: true,
        isMoment: true,
      }),
    )
    .output(Reason),
  updateReason: route
    .meta(configure)
    .route({ method: 'PATCH', path: '/reasons/{id}', tags: ['settings'], summary: 'Change a contact reason' })
    .input(Reason.partial().extend({ id: Id }))
    .output(Reason),
  archiveReason: route
    .meta(configure)
    .route({
      method: 'DELETE',
      path: '/reasons/{id}',
      tags: ['settings'],
      summary: 'Archive a contact reason; history keeps it',
    })
    .input(IdInput)
    .output(Done),
  listTags: route
    .meta({ roles, scope: 'settings:read' })
    .route({ method: 'GET', path: '/tags', tags: ['settings'], summary: 'Tags' })
    .output(z.object({ items: z.array(Tag) })),
  createTag: route
    .meta({ roles: inside, scope: 'conversations:write' })
    .route({ method: 'POST', path: '/tags', tags: ['settings'], successStatus: 201, summary: 'Create a tag' })
    .input(z.object({ name: z.string().trim().min(1).max(60) }))
    .output(Tag),
  updateTag: route
    .meta(configure)
    .route({
      method: 'PATCH',
      path: '/tags/{id}',
      tags: ['settings'],
      summary: 'Say whether a tag marks moments of truth',
    })
    .input(z.object({ id: Id, isMoment: z.boolean() }))
    .output(Tag),
  deleteTag: route
    .meta(configure)
    .route({
      method: 'DELETE',
      path: '/tags/{id}',
      tags: ['settings'],
      summary: 'Delete a tag from the list and from conversations',
    })
    .input(IdInput)
    .output(Done),
}

function Cursor() {
  return z.string().max(400).optional()
}

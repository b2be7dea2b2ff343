import * as z from 'zod'
import { Id, Time } from './common.ts'
import { clockKinds } from './promises.ts'

// Ids and values that are not personal. Loose: a later Boucle may say more, and a receiver must not mind.
const values = z.looseObject
const ofPromise = {
  dueAt: Time,
  /** What is due: absent in events of before promises had clocks. */
  kind: z.enum(clockKinds).optional(),
  policyId: Id.nullable().optional(),
  notify: z.array(z.string()).optional(),
}
const ofComplaint = { kind: z.enum(['acknowledgement', 'answer']), dueAt: Time }
const ofTeam = { assigneeId: Id.nullable().optional(), teamId: Id.nullable().optional() }
const change = z.object({ before: z.unknown(), after: z.unknown() })
const ofEpisode = { episodeId: Id, episodeNumber: z.number().int().optional() }

/** What other programs can be told, by type of event, and the `values` that come with each. */
export const webhookEvents = {
  'conversation.opened': values({
    ...ofTeam,
    ...ofEpisode,
    number: z.number().int(),
    channel: z.string(),
    channelId: Id.nullable(),
    isSpam: z.boolean(),
  }),
  'conversation.reopened': values({ ...ofTeam, ...ofEpisode, because: z.string().optional() }),
  'conversation.closed': values({
    ...ofTeam,
    ...ofEpisode,
    closedBy: Id.nullable(), // null: by the program itself
    channel: z.string(),
    channelId: Id.nullable().optional(),
    reasonId: Id.nullable(),
  }),
  'conversation.closure_undone': values({ ...ofTeam, episodeId: Id }),
  'conversation.assigned': values({
    ...ofTeam,
    fromAssigneeId: Id.nullable(),
    fromTeamId: Id.nullable().optional(),
  }),
  /** It was handed on: to a person who is asked or has it, to a team, to whoever knows something, or from a partner up to the house. */
  'conversation.transferred': values({
    ...ofTeam,
    transferId: Id,
    fromAssigneeId: Id.nullable(),
    fromTeamId: Id.nullable(),
    toMemberId: Id.nullable(),
    toSkillId: Id.optional(),
    reason: z.string(),
    isEscalation: z.boolean(),
    isAsked: z.boolean(),
  }),
  /** Whoever was asked took it not, or whoever handed it on took it back. */
  'conversation.transfer_ended': values({
    ...ofTeam,
    transferId: Id,
    toMemberId: Id.nullable(),
    state: z.string(),
  }),
  /** Colleagues were asked something inside it: the words are a note. */
  'conversation.consulted': values({
    ...ofTeam,
    consultationId: Id,
    byId: Id,
    askedIds: z.array(Id),
    toKind: z.string(),
    toTeamId: Id.nullable(),
  }),
  /** Nobody has answered for a while. */
  'conversation.consultation_unanswered': values({
    ...ofTeam,
    consultationId: Id,
    byId: Id,
    askedIds: z.array(Id),
  }),
  /** It was answered, declined by everybody, withdrawn, or the conversation went to whoever was asked or was closed. */
  'conversation.consultation_ended': values({
    ...ofTeam,
    consultationId: Id,
    byId: Id,
    askedIds: z.array(Id),
    endedById: Id.nullable(),
    state: z.string(),
  }),
  /** A colleague writes to the customer beside whoever has it, or does so no more. */
  'conversation.participant_joined': values({ ...ofTeam, memberId: Id }),
  'conversation.participant_left': values({ ...ofTeam, memberId: Id, because: z.string() }),
  'conversation.status_changed': values({ ...ofTeam, from: z.string(), to: z.string() }),
  'conversation.snoozed': values({ ...ofTeam, until: Time.nullable() }),
  'conversation.woken': values(ofTeam),
  'conversation.updated': values({
    ...ofTeam,
    changed: z.array(z.string()),
    from: z.record(z.string(), z.unknown()),
    to: z.record(z.string(), z.unknown()),
  }),
  'conversation.spam_set': values({ ...ofTeam, isSpam: z.boolean() }),
  'conversation.joined': values({ ...ofTeam, joinedId: Id, because: z.string().optional() }),
  'conversation.separated': values({ ...ofTeam, fromId: Id }),
  /** Some messages of `fromId` went to the new conversation that is its subject. */
  'conversation.split': values({ ...ofTeam, fromId: Id, moved: z.array(z.looseObject({ id: Id })) }),
  'conversation.linked': values({ ...ofTeam, otherId: Id }),
  'conversation.unlinked': values({ ...ofTeam, otherId: Id }),
  'conversation.acknowledged': values({ dueAt: Time }),
  /** A reply will leave later by itself; moved to another time; taken back; kept because something had changed. */
  'conversation.reply_scheduled': values({}),
  'conversation.reply_moved': values({}),
  'conversation.reply_unscheduled': values({}),
  'conversation.reply_held': values({}),
  'conversation.visitor_left': values({ channel: z.string() }),
  /** `policyId` is the time promise that was broken, or soon is; null for the workspace's own. */
  'conversation.overdue': values({ ...ofTeam, ...ofPromise }),
  'conversation.due_soon': values({ ...ofTeam, ...ofPromise }),
  /** A date that the law gives a complaint comes near, or was missed: told once each. */
  'conversation.complaint_due_soon': values({ ...ofTeam, ...ofComplaint }),
  'conversation.complaint_overdue': values({ ...ofTeam, ...ofComplaint }),
  /** Why it came and how it ends was said. */
  'conversation.complaint_concluded': values({ ...ofTeam, causeId: Id, outcome: z.string() }),
  /** What is promised changed, and with it when this is due: `fromDueAt` is when it was. */
  'conversation.promise_moved': values({ ...ofTeam, ...ofPromise, fromDueAt: Time }),
  /** CMP-1: proposed by words, a rule or somebody; confirmed and dismissed by a person alone. */
  'conversation.complaint_proposed': values({ ...ofTeam, words: z.array(z.string()) }),
  'conversation.complaint_confirmed': values(ofTeam),
  'conversation.complaint_dismissed': values(ofTeam),
  'conversation.complaint_acknowledged': values(ofTeam),
  'conversation.complaint_held': values({ ...ofTeam, until: z.string() }),
  'conversation.answer_lost': values(ofTeam),
  /** A rule of the workspace held for a message and did this; `rule.undone`: its changes were put back. */
  'rule.applied': values({
    ...ofTeam,
    name: z.string(),
    version: z.number().int(),
    done: z.array(z.string()),
  }),
  /** A rule tells this webhook alone. */
  'rule.called': values({
    ...ofTeam,
    name: z.string(),
    version: z.number().int(),
    webhookId: Id,
    messageId: Id,
  }),
  'rule.undone': values({ ...ofTeam, name: z.string() }),
  'message.received': values({ ...ofTeam, channel: z.string(), opened: z.boolean().optional() }),
  'message.written': values({ ...ofTeam, channel: z.string(), leavesAt: Time.optional() }),
  'message.cancelled': values(ofTeam),
  'message.noted': values({ ...ofTeam, mentions: z.array(Id).optional() }),
  /** Words or a file were taken out: whoever keeps a copy takes them out too. */
  'message.redacted': values({ ...ofTeam, what: z.string() }),
  /** An answer in the chat left by mail: the visitor had gone. */
  'message.mailed': values({}),
  'side_conversation.opened': values(ofTeam),
  'side_conversation.mail_written': values(ofTeam),
  'side_conversation.mail_taken_back': values(ofTeam),
  'side_conversation.answered': values(ofTeam),
  'side_conversation.closed': values(ofTeam),
  'side_conversation.reopened': values(ofTeam),
  'message.delivery_changed': values({ ...ofTeam, status: z.string() }),
  'contact.created': values({
    stage: z.string(),
    companyId: Id.nullable(),
    identityKinds: z.array(z.string()),
  }),
  'contact.updated': values({ changed: z.array(z.string()) }),
  'contact.stage_changed': values({ from: z.string(), to: z.string() }),
  'contact.blocked': values({}),
  'contact.unblocked': values({}),
  /** `fromId` is now one with the subject; `contact.merged_into` says it of the other. */
  'contact.merged': values({ mergeId: Id, fromId: Id }),
  'contact.merged_into': values({ mergeId: Id, intoId: Id }),
  'contact.unmerged': values({ mergeId: Id, fromId: Id }),
  'contact.restored': values({ mergeId: Id, intoId: Id }),
  /** Everything about them was erased: whoever keeps a copy erases it too. */
  'contact.erased': values({ cause: z.string(), erasureId: Id }),
  /** Nothing about them may be erased until the hold is lifted. */
  'contact.held': values({}),
  'contact.hold_lifted': values({}),
  'company.created': values({}),
  'import.finished': values({
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    refused: z.number().int(),
  }),
  'import.failed': values({ problem: z.string().optional() }),
  'import.undone': values({}),
  'rights_request.opened': values({ kind: z.string() }),
  'rights_request.extended': values({}),
  'rights_request.doubted': values({}),
  'rights_request.identity_confirmed': values({}),
  'rights_request.decided': values({ decision: z.string() }),
  'identity.added': values({ kind: z.string() }),
  'identity.verified': values({ kind: z.string().optional() }),
  'identity.unverified': values({ kind: z.string() }),
  'identity.blocked': values({ kind: z.string() }),
  'identity.unblocked': values({ kind: z.string() }),
  'identity.removed': values({ kind: z.string() }),
  'record.updated': values({
    recordType: z.string(),
    externalId: z.string(),
    created: z.boolean(),
    statusBefore: z.string().nullable(),
    statusAfter: z.string().nullable(),
  }),
  'consent.given': values({}),
  'consent.refused': values({}),
  'survey.sent': values({ invitationId: Id, episodeId: Id, channel: z.string() }),
  'survey.answered': values({
    score: z.number(),
    hasComment: z.boolean(),
    channel: z.string(),
    memberId: Id.nullable(),
    teamId: Id.nullable(),
  }),
  'survey.answer_changed': values({ score: z.number(), before: z.number(), hasComment: z.boolean() }),
  'recovery.opened': values({
    invitationId: Id,
    score: z.number(),
    ownerId: Id.nullable(),
    teamId: Id.nullable(),
    dueAt: Time,
  }),
  'recovery.updated': values({
    state: change.optional(),
    ownerId: change.optional(),
    dueAt: change.optional(),
  }),
  /** The customer changed their answer: the score is another. */
  'recovery.rescored': values({ before: z.number(), after: z.number(), answeredAt: Time }),
  'recovery.closed': values({
    outcome: z.string(),
    customerToldHow: z.string().nullable(),
    wasLate: z.boolean(),
  }),
  'recovery.reopened': values({ state: z.string() }),
  'channel.failing': values({}),
  'channel.silent': values({}),
  'channel.recovered': values({}),
  /** Sent when somebody asks for a test, to the webhook that is tested alone. */
  'webhook.tested': values({}),
} as const satisfies Record<string, z.ZodType>

export type WebhookEventType = keyof typeof webhookEvents
// The keys of an object are strings to TypeScript, whatever the object.
export const webhookEventTypes = Object.keys(webhookEvents) as [WebhookEventType, ...WebhookEventType[]]

/** Types that can be asked for: a test is sent to whoever is tested, what a rule tells to whom the rule names. */
export const askableTypes = webhookEventTypes.filter(
  type => type !== 'webhook.tested' && type !== 'rule.called',
) as [WebhookEventType, ...WebhookEventType[]]

/** What is posted for an event of one type: the form of Standard Webhooks, `type`, `timestamp` and `data`. */
export const webhookPayload = <const Type extends WebhookEventType>(type: Type) =>
  z.object({
    type: z.literal(type),
    /** When it happened. */
    timestamp: Time,
    data: z.object({
      workspaceId: Id,
      eventId: Id,
      /** The event's number in its workspace: later events have higher ones. */
      seq: z.number().int(),
      actor: z.object({ kind: z.enum(['member', 'api_key', 'contact', 'system']), id: Id.nullable() }),
      subject: z.object({ kind: z.string(), id: Id }),
      conversationId: Id.nullable(),
      contactId: Id.nullable(),
      values: webhookEvents[type] as (typeof webhookEvents)[Type],
      /** Where the webhook asks for it: the conversation, contact or recovery as it is when this is sent; null when gone. */
      object: z.record(z.string(), z.unknown()).nullable().optional(),
    }),
  })

export type WebhookPayload = {
  [Type in WebhookEventType]: z.infer<ReturnType<typeof webhookPayload<Type>>>
}[WebhookEventType]

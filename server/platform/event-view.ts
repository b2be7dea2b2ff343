import type { FeedEvent } from '#contract/events.ts'
import { type Actor, seesEverything, seesTeamsOnly } from './actor.ts'
import type { FeedItem } from './events.ts'

/** What the organisation is made of: what changed in it is for administrators, that it changed for everybody inside. */
const administrative = new Set([
  'workspace',
  'member',
  'invitation',
  'api_key',
  'partner',
  'channel',
  'webhook',
])

/** Values that say nothing beyond the conversation itself: what a person with a part of the workspace may read. */
const ofTheConversation = [
  'afterwards',
  'assigneeId',
  'automatic',
  'changed',
  'channel',
  'episodeId',
  'episodeNumber',
  'from',
  'fromAssigneeId',
  'fromTeamId',
  'isSpam',
  'leavesAt',
  'number',
  'opened',
  'reasonId',
  'teamId',
  'to',
  'toMemberId',
  'until',
]

/** An event as the contract says it. */
export function toFeedEvent({ workspaceId: _, at, ...event }: FeedItem): FeedEvent {
  return { ...event, at: at.toISOString() }
}

/** The same without its values. */
export const withoutData = (event: FeedEvent): FeedEvent => ({ ...event, data: {} })

/** True when the values of an event are for administrators alone. */
export const isAdministrative = (event: Pick<FeedItem, 'subject'>): boolean =>
  administrative.has(event.subject.kind)

/**
 * An event as someone may see it; undefined when it is none of theirs. `mayFollow` says whether they may see the event's
 * conversation now.
 */
export function seenBy(actor: Actor, event: FeedItem, mayFollow: boolean): FeedEvent | undefined {
  if (seesEverything(actor)) {
    const shown = toFeedEvent(event)
    return isAdministrative(event) && actor.role !== 'administrator' ? withoutData(shown) : shown
  }
  const { conversationId } = event
  if (!conversationId || !isAboutThread(event)) return undefined
  const shown: FeedEvent = {
    ...toFeedEvent(event),
    // The subject may be another conversation, joined into this one.
    subject:
      event.subject.kind === 'conversation' ? { kind: 'conversation', id: conversationId } : event.subject,
  }
  if (mayFollow) return { ...shown, data: { ...picked(event.data), ...aboutMe(actor, event) } }
  // They could see it until now: their screen must let it go, and learns no more than that.
  return isTakenFrom(actor, event) ? { ...shown, contactId: null, data: aboutMe(actor, event) } : undefined
}

/** True for what happens in a thread; scores, recoveries and files of the customer are for people inside. */
export const isAboutThread = ({ type }: Pick<FeedItem, 'type'>): boolean =>
  /^(conversation|message)\./.test(type)

/** True when an event may change who may see its conversation. */
export function changesSight({ type, data }: Pick<FeedItem, 'type' | 'data'>): boolean {
  // Mentioning a collaborator in a note shows them the conversation.
  return type.startsWith('conversation.') || (Array.isArray(data.mentions) && data.mentions.length > 0)
}

function isTakenFrom(actor: Actor, { type, data }: FeedItem): boolean {
  if (type === 'conversation.unshared') return data.memberId === actor.memberId
  return seesTeamsOnly(actor) && actor.teamIds.includes(String(data.fromTeamId))
}

function picked(data: Record<string, unknown>): Record<string, unknown> {
  const values = ofTheConversation.flatMap(name => {
    const value = data[name]
    return value === undefined || isRecord(value) ? [] : [[name, value]]
  })
  return Object.fromEntries(values)
}

const aboutMe = (actor: Actor, { data }: FeedItem) =>
  actor.memberId !== null && data.memberId === actor.memberId ? { memberId: actor.memberId } : {}

const isRecord = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

import type { FeedEvent } from '../../../contract/events.ts'

/** Says whether an event may change a row of a list. */
export function isAboutRows({ type, conversationId }: FeedEvent): boolean {
  return conversationId !== null && /^(?:conversation|message|recovery)\./.test(type)
}

/** The conversations an event touches: joining two requests changes both. */
export function conversationsOf({ conversationId, subject, data }: FeedEvent): string[] {
  const others = [data.joinedId, data.fromId].filter(id => typeof id === 'string')
  const own = subject.kind === 'conversation' ? [subject.id] : []
  return [...new Set([...(conversationId ? [conversationId] : []), ...own, ...others])]
}

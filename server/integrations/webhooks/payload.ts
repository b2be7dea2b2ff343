import type { StoredEvent } from '#server/platform/events.ts'

/** What a webhook shows of an object that is read when it is sent: its kind and id; undefined when an event has none. */
export function objectOf(
  event: StoredEvent,
): { kind: 'conversation' | 'contact' | 'recovery'; id: string } | undefined {
  const { subject, conversationId, contactId } = event
  if (subject.kind === 'recovery') return { kind: 'recovery', id: subject.id }
  if (conversationId) return { kind: 'conversation', id: conversationId }
  return contactId ? { kind: 'contact', id: contactId } : undefined
}

/** The body that is posted for an event: the same at each try, but for the object, which is shown as it is then. */
export function bodyOf(event: StoredEvent, seq: number, object?: object | null): string {
  return JSON.stringify({
    type: event.type,
    timestamp: event.at.toISOString(),
    data: {
      workspaceId: event.workspaceId,
      eventId: event.id,
      seq,
      actor: event.actor,
      subject: event.subject,
      conversationId: event.conversationId,
      contactId: event.contactId,
      values: event.data,
      ...(object !== undefined && { object }),
    },
  })
}

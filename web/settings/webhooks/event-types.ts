import type { Webhook } from '../../../contract/integrations.ts'

export type EventType = Webhook['types'][number]

/** Types of events by family, as the form shows them; the contract's own list would bring Zod into the page. */
export const families = [
  {
    of: 'conversation',
    types: [
      'conversation.opened',
      'conversation.reopened',
      'conversation.closed',
      'conversation.closure_undone',
      'conversation.assigned',
      'conversation.status_changed',
      'conversation.snoozed',
      'conversation.woken',
      'conversation.updated',
      'conversation.spam_set',
      'conversation.joined',
      'conversation.separated',
      'conversation.overdue',
      'conversation.answer_lost',
    ],
  },
  {
    of: 'message',
    types: [
      'message.received',
      'message.written',
      'message.cancelled',
      'message.noted',
      'message.delivery_changed',
    ],
  },
  {
    of: 'contact',
    types: [
      'contact.created',
      'contact.updated',
      'contact.stage_changed',
      'contact.blocked',
      'contact.unblocked',
    ],
  },
  { of: 'identity', types: ['identity.added', 'identity.verified', 'identity.removed'] },
  { of: 'record', types: ['record.updated'] },
  { of: 'consent', types: ['consent.given', 'consent.refused'] },
  { of: 'survey', types: ['survey.sent', 'survey.answered', 'survey.answer_changed'] },
  { of: 'recovery', types: ['recovery.opened', 'recovery.updated', 'recovery.closed', 'recovery.reopened'] },
  { of: 'channel', types: ['channel.failing', 'channel.silent', 'channel.recovered'] },
] as const satisfies readonly { of: string; types: readonly EventType[] }[]

/** A choice with all of some types, or none of them. */
export function withFamily(
  chosen: readonly EventType[],
  types: readonly EventType[],
  all: boolean,
): EventType[] {
  const others = chosen.filter(type => !types.includes(type))
  return all ? [...others, ...types] : others
}

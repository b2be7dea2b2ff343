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
      'conversation.transferred',
      'conversation.transfer_ended',
      'conversation.consulted',
      'conversation.consultation_unanswered',
      'conversation.consultation_ended',
      'conversation.participant_joined',
      'conversation.participant_left',
      'conversation.status_changed',
      'conversation.snoozed',
      'conversation.woken',
      'conversation.updated',
      'conversation.spam_set',
      'conversation.joined',
      'conversation.separated',
      'conversation.split',
      'conversation.linked',
      'conversation.unlinked',
      'conversation.acknowledged',
      'conversation.complaint_proposed',
      'conversation.complaint_confirmed',
      'conversation.complaint_dismissed',
      'conversation.complaint_acknowledged',
      'conversation.complaint_held',
      'conversation.complaint_concluded',
      'conversation.complaint_due_soon',
      'conversation.complaint_overdue',
      'conversation.reply_scheduled',
      'conversation.reply_moved',
      'conversation.reply_unscheduled',
      'conversation.reply_held',
      'conversation.visitor_left',
      'conversation.due_soon',
      'conversation.overdue',
      'conversation.promise_moved',
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
      'message.redacted',
      'message.mailed',
      'message.delivery_changed',
    ],
  },
  {
    of: 'rule',
    types: ['rule.applied', 'rule.undone'],
  },
  {
    of: 'side_conversation',
    types: [
      'side_conversation.opened',
      'side_conversation.mail_written',
      'side_conversation.mail_taken_back',
      'side_conversation.answered',
      'side_conversation.closed',
      'side_conversation.reopened',
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
      'contact.merged',
      'contact.merged_into',
      'contact.unmerged',
      'contact.restored',
      'contact.erased',
      'contact.held',
      'contact.hold_lifted',
    ],
  },
  { of: 'company', types: ['company.created'] },
  {
    of: 'identity',
    types: [
      'identity.added',
      'identity.verified',
      'identity.unverified',
      'identity.blocked',
      'identity.unblocked',
      'identity.removed',
    ],
  },
  { of: 'record', types: ['record.updated'] },
  { of: 'import', types: ['import.finished', 'import.failed', 'import.undone'] },
  { of: 'consent', types: ['consent.given', 'consent.refused'] },
  {
    of: 'rights_request',
    types: [
      'rights_request.opened',
      'rights_request.extended',
      'rights_request.doubted',
      'rights_request.identity_confirmed',
      'rights_request.decided',
    ],
  },
  { of: 'survey', types: ['survey.sent', 'survey.answered', 'survey.answer_changed'] },
  {
    of: 'recovery',
    types: [
      'recovery.opened',
      'recovery.updated',
      'recovery.rescored',
      'recovery.closed',
      'recovery.reopened',
    ],
  },
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

import type { Conversation, Message } from '../../../contract/conversations.ts'

/** Something that Boucle decided by itself in a conversation, to be said with its reason. */
export type Why =
  | { kind: 'linked'; conversationId: string; number: number }
  | { kind: 'team'; team: string }
  | { kind: 'due'; at: string }
  | { kind: 'promised'; at: string; name: string }
  | { kind: 'spam' }
  | { kind: 'automatic' }
  | { kind: 'language'; language: 'fr' | 'en' }
  | { kind: 'survey' }
  | { kind: 'recovery'; recoveryId: string }

/** Each automatic choice of a conversation: nothing happens by itself without a sentence that says why. */
export function whyOf(conversation: Conversation, messages: readonly Message[]): Why[] {
  const { linkedTo, team, dueAt, promisedBy, isSpam, language, survey, recoveryId, episodes } = conversation
  const isFromCustomer = episodes[0]?.openedBy === 'contact'
  return [
    ...(linkedTo ? [{ kind: 'linked' as const, conversationId: linkedTo.id, number: linkedTo.number }] : []),
    ...(team && isFromCustomer ? [{ kind: 'team' as const, team: team.name }] : []),
    ...(dueAt
      ? promisedBy
        ? [{ kind: 'promised' as const, at: dueAt, name: promisedBy.name }]
        : [{ kind: 'due' as const, at: dueAt }]
      : []),
    ...(isSpam ? [{ kind: 'spam' as const }] : []),
    ...(messages.some(message => message.automatic !== 'none') ? [{ kind: 'automatic' as const }] : []),
    ...(language && isFromCustomer ? [{ kind: 'language' as const, language }] : []),
    ...(survey ? [{ kind: 'survey' as const }] : []),
    ...(recoveryId ? [{ kind: 'recovery' as const, recoveryId }] : []),
  ]
}

import type { ConversationRow } from '../../../contract/conversations.ts'

/** A custom field of conversations, as the settings define it. */
export interface FieldDefinition {
  key: string
  labelFr: string
  labelEn: string
  subject: 'contact' | 'conversation'
  type: 'text' | 'number' | 'date' | 'boolean' | 'choice'
  choices: string[]
  requiredAtClosure: boolean
  position: number
}

export type FieldValue = string | number | boolean | null

/** What the workspace wants known before a conversation closes, and is not. */
export function missingAtClosure(
  conversation: Pick<ConversationRow, 'reasonId'> & { fields?: Record<string, FieldValue> | undefined },
  rules: { reasonRequired: boolean; definitions: readonly FieldDefinition[] },
): { reason: boolean; fields: FieldDefinition[] } {
  const { fields = {} } = conversation
  const isEmpty = (value: FieldValue | undefined) => value === undefined || value === null || value === ''
  return {
    reason: rules.reasonRequired && conversation.reasonId === null,
    fields: rules.definitions
      .filter(
        definition =>
          definition.subject === 'conversation' &&
          definition.requiredAtClosure &&
          isEmpty(fields[definition.key]),
      )
      .sort((one, other) => one.position - other.position),
  }
}

import type { Selectable } from 'kysely'
import { maskCards } from '#server/platform/card-masking.ts'
import { Invalid } from '#server/platform/errors.ts'
import type { AttributeDefinitions } from '#server/platform/schema.ts'

export type Definition = Selectable<AttributeDefinitions>
export type AttributeValues = Record<string, string | number | boolean | null>

/**
 * The values after a change, each checked against its definition; null takes a value away. What is not changed is not
 * checked: a program may send back what it read, even after a choice was withdrawn. No text keeps a card number
 * (REC-5).
 */
export function changeAttributes(
  definitions: Definition[],
  before: AttributeValues,
  changes: AttributeValues,
): AttributeValues {
  const after = { ...before }
  for (const [key, value] of Object.entries(changes)) {
    if (value === (before[key] ?? null)) continue
    const definition = definitions.find(one => one.key === key)
    if (!definition) throw new Invalid('attribute.unknown', { key })
    if (value === null) {
      delete after[key]
      continue
    }
    const problem = definition.archived_at ? 'archived' : problemWith(definition, value)
    if (problem)
      throw new Invalid(`attribute.${problem}`, {
        label: { fr: definition.label_fr, en: definition.label_en },
        choices: definition.choices.join(', '),
      })
    after[key] = definition.type === 'text' ? maskCards(String(value)).text : value
  }
  return after
}

function problemWith({ type, choices }: Definition, value: string | number | boolean): string | undefined {
  switch (type) {
    case 'text':
      return typeof value === 'string' ? undefined : 'needs_text'
    case 'number':
      return typeof value === 'number' ? undefined : 'needs_number'
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'needs_yes_or_no'
    case 'date':
      return typeof value === 'string' && isDay(value) ? undefined : 'needs_day'
    case 'choice':
      return typeof value === 'string' && choices.includes(value) ? undefined : 'needs_choice'
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

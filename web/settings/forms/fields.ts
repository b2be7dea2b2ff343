import type { FormField } from '../../../contract/forms.ts'

/** Types of fields; the contract's own list would bring Zod into the page. */
export const fieldTypes = [
  'text',
  'long_text',
  'choice',
  'email',
  'phone',
  'order',
  'date',
  'file',
  'consent',
] as const satisfies readonly FormField['type'][]

/** What a box on a form may be ticked for. */
export const purposes = ['marketing', 'survey', 'model'] as const satisfies readonly NonNullable<
  FormField['purpose']
>[]

/** A new field of a type, under a name that no other has. */
export function newField(type: FormField['type'], others: readonly FormField[]): FormField {
  const taken = new Set(others.map(field => field.key))
  let key: string = type
  for (let number = 2; taken.has(key); number++) key = `${type}_${number}`
  return {
    key,
    type,
    label: { fr: '', en: '' },
    hint: { fr: '', en: '' },
    required: type === 'email',
    options: type === 'choice' ? [newOption([]), newOption(['a1'])] : [],
    showIf: null,
    prospectingNotice: true,
    purpose: type === 'consent' ? 'marketing' : null,
  }
}

/** A new choice, under a value that no other has. */
export function newOption(taken: readonly string[]): FormField['options'][number] {
  let number = taken.length + 1
  while (taken.includes(`a${number}`)) number += 1
  return { value: `a${number}`, label: { fr: '', en: '' } }
}

/** A list with one of its things a step up or down. */
export function moved<Thing>(things: readonly Thing[], index: number, step: 1 | -1): Thing[] {
  const next = [...things]
  const [thing] = next.splice(index, 1)
  if (thing !== undefined) next.splice(index + step, 0, thing)
  return next
}

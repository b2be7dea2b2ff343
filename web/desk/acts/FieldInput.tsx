import { NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FieldDefinition, FieldValue } from './closing.ts'

export interface FieldInputProps {
  definition: FieldDefinition
  value: FieldValue | undefined
  error?: string | undefined
  onChange: (value: FieldValue) => void
}

/** The right control for a custom field, in the reader's language. */
export function FieldInput({ definition, value, error, onChange }: FieldInputProps) {
  const { t, i18n } = useTranslation(['desk', 'common'])
  const label = i18n.language === 'en' ? definition.labelEn : definition.labelFr
  const common = { label, error }
  const text = value === null || value === undefined ? '' : String(value)
  if (definition.type === 'choice' || definition.type === 'boolean') {
    const data =
      definition.type === 'choice'
        ? definition.choices.map(choice => ({ value: choice, label: choice }))
        : [
            { value: 'true', label: t('common:state.yes') },
            { value: 'false', label: t('common:state.no') },
          ]
    return (
      <NativeSelect
        {...common}
        value={text}
        data={[{ value: '', label: t('closing.noValue') }, ...data]}
        onChange={event => {
          const chosen = event.currentTarget.value
          onChange(chosen === '' ? null : definition.type === 'boolean' ? chosen === 'true' : chosen)
        }}
      />
    )
  }
  if (definition.type === 'number')
    return (
      <NumberInput
        {...common}
        value={typeof value === 'number' ? value : ''}
        hideControls
        onChange={number => onChange(typeof number === 'number' ? number : null)}
      />
    )
  return (
    <TextInput
      {...common}
      type={definition.type === 'date' ? 'date' : 'text'}
      value={text}
      onChange={event => onChange(event.currentTarget.value || null)}
    />
  )
}

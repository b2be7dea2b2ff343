import { useTranslation } from 'react-i18next'
import type * as z from 'zod'
import type { AttributeDefinition } from '../../../contract/contacts.ts'
import { useFormat } from '../../ui/useFormat.ts'
import { EditableChoice } from './EditableChoice.tsx'
import { EditableText } from './EditableText.tsx'
import classes from './Facts.module.css'

type Value = string | number | boolean | null

export interface AttributeValueProps {
  definition: z.infer<typeof AttributeDefinition>
  label: string
  value: Value
  canEdit: boolean
  onSave: (value: Value) => void
}

/** One attribute, shown and changed by its type. */
export function AttributeValue({ definition, label, value, canEdit, onSave }: AttributeValueProps) {
  const { t } = useTranslation(['contacts', 'common'])
  const format = useFormat()
  const { type, choices } = definition
  const shown =
    value === null
      ? ''
      : typeof value === 'boolean'
        ? t(value ? 'common:state.yes' : 'common:state.no')
        : typeof value === 'number'
          ? format.number(value, { maximumFractionDigits: 6 })
          : type === 'date'
            ? // Noon, so that no time zone moves the day.
              format.day(`${value}T12:00:00Z`)
            : value
  if (!canEdit)
    return <span className={`${classes.plain} ${shown ? '' : classes.empty}`}>{shown || t('notSet')}</span>
  if (type === 'boolean')
    return (
      <EditableChoice
        label={label}
        value={value === null ? '' : String(value)}
        choices={[
          { value: 'true', label: t('common:state.yes') },
          { value: 'false', label: t('common:state.no') },
        ]}
        none={t('notSet')}
        onSave={next => onSave(next === '' ? null : next === 'true')}
      />
    )
  if (type === 'choice')
    return (
      <EditableChoice
        label={label}
        value={value === null ? '' : String(value)}
        choices={choices.map(choice => ({ value: choice, label: choice }))}
        none={t('notSet')}
        onSave={next => onSave(next || null)}
      />
    )
  return (
    <EditableText
      label={label}
      value={value === null ? '' : String(value)}
      shown={shown}
      type={type}
      onSave={next => onSave(next === '' ? null : type === 'number' ? Number(next) : next)}
    />
  )
}

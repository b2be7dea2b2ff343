import { Button, NativeSelect } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../contract/conversations.ts'
import { useNames } from '../data/queries.ts'
import type { FieldDefinition, FieldValue } from './closing.ts'
import { FieldInput } from './FieldInput.tsx'
import classes from './SnoozePicker.module.css'
import type { Closing } from './useActs.ts'

export interface ClosePanelProps {
  conversation: Pick<Conversation, 'reasonId' | 'fields'>
  missing: { reason: boolean; fields: readonly FieldDefinition[] }
  /** The conversation closes with the answer that is being sent. */
  isSending: boolean
  onClose: (closing: Closing) => void
}

/** Asks for what the workspace wants known before a conversation closes, and nothing else. */
export function ClosePanel({ conversation, missing, isSending, onClose }: ClosePanelProps) {
  const { t } = useTranslation('desk')
  const names = useNames()
  const [reasonId, setReason] = useState(conversation.reasonId ?? '')
  const [fields, setFields] = useState<Record<string, FieldValue>>({})
  const [tried, setTried] = useState(false)
  const isEmpty = (key: string) => fields[key] === undefined || fields[key] === null || fields[key] === ''
  const isComplete = (!missing.reason || reasonId !== '') && missing.fields.every(({ key }) => !isEmpty(key))
  const expected = (isMissing: boolean) => (tried && isMissing ? t('closing.expected') : undefined)

  const handleSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!isComplete) {
      setTried(true)
      event.currentTarget.querySelector<HTMLElement>('select, input')?.focus()
      return
    }
    onClose({ ...(reasonId && { reasonId }), ...(missing.fields.length > 0 && { fields }) })
  }
  return (
    <form className={classes.form} onSubmit={handleSubmit} noValidate>
      <strong>{t('closing.title')}</strong>
      {missing.reason && (
        <NativeSelect
          data-autofocus
          label={t('closing.reason')}
          value={reasonId}
          error={expected(reasonId === '')}
          data={[
            { value: '', label: t('closing.noValue') },
            ...names.reasonChoices().map(({ id, path }) => ({ value: id, label: path })),
          ]}
          onChange={event => setReason(event.currentTarget.value)}
        />
      )}
      {missing.fields.map(definition => (
        <FieldInput
          key={definition.key}
          definition={definition}
          value={fields[definition.key]}
          error={expected(isEmpty(definition.key))}
          onChange={value => setFields(known => ({ ...known, [definition.key]: value }))}
        />
      ))}
      <Button type="submit">{t(isSending ? 'compose.thenClose' : 'closing.close')}</Button>
    </form>
  )
}

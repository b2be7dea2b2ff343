import { Button, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormProblem } from '../../ui/FormProblem.tsx'
import classes from './ComplaintBar.module.css'

export interface ReasonFormProps {
  label: string
  hint: string
  act: string
  /** Asks for a day as well. */
  dayLabel?: string
  sending: boolean
  problem: unknown
  onSend: (said: { reason: string; until: string }) => void
  onCancel: () => void
}

/** Asks for the reason without which nothing happens. */
export function ReasonForm({
  label,
  hint,
  act,
  dayLabel,
  sending,
  problem,
  onSend,
  onCancel,
}: ReasonFormProps) {
  const { t } = useTranslation('common')
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState('')
  const [isTried, setTried] = useState(false)
  const missing = (value: string) => (isTried && value.trim() === '' ? t('form.required') : undefined)
  const handleSend = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (reason.trim() === '' || (dayLabel && until === '')) return
    onSend({ reason, until })
  }
  return (
    <form className={classes.form} onSubmit={handleSend} noValidate>
      <FormProblem problem={problem} />
      <Textarea
        label={label}
        description={hint}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={1000}
        autoFocus
        value={reason}
        error={missing(reason)}
        onChange={event => setReason(event.currentTarget.value)}
      />
      {dayLabel && (
        <TextInput
          type="date"
          label={dayLabel}
          value={until}
          error={missing(until)}
          onChange={event => setUntil(event.currentTarget.value)}
        />
      )}
      <div className={classes.acts}>
        <Button type="submit" size="sm" loading={sending}>
          {act}
        </Button>
        <Button size="sm" variant="default" onClick={onCancel}>
          {t('act.cancel')}
        </Button>
      </div>
    </form>
  )
}

import { TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './Facts.module.css'

export interface EditableTextProps {
  /** What it is, for who hears the field: "Name". */
  label: string
  value: string
  /** How it is shown; the value itself when absent. */
  shown?: string
  type?: 'text' | 'number' | 'date'
  maxLength?: number
  /** An empty text is refused rather than kept. */
  isRequired?: boolean
  onSave: (value: string) => void
}

/** A value that becomes a field where it stands: Enter or leaving keeps it, Escape gives it up. */
export function EditableText({
  label,
  value,
  shown,
  type = 'text',
  maxLength = 2000,
  isRequired = false,
  onSave,
}: EditableTextProps) {
  const { t } = useTranslation('contacts')
  const button = useRef<HTMLButtonElement>(null)
  const [text, setText] = useState<string>()
  const isGivenUp = useRef(false)
  const isEditing = text !== undefined
  const leave = () => {
    setText(undefined)
    requestAnimationFrame(() => button.current?.focus())
  }

  const keep = (isLeaving: boolean) => {
    if (text === undefined || isGivenUp.current) return
    const next = text.trim()
    if (next !== value && !(isRequired && next === '')) onSave(next)
    if (isLeaving) setText(undefined)
    else leave()
  }

  if (!isEditing)
    return (
      <button
        ref={button}
        type="button"
        className={classes.value}
        aria-label={t('edit', { field: label, value: value ? (shown ?? value) : t('notSet') })}
        onClick={() => {
          isGivenUp.current = false
          setText(value)
        }}
      >
        <span className={value ? undefined : classes.empty}>{value ? (shown ?? value) : t('notSet')}</span>
        <IconPencil size={16} stroke={1.75} aria-hidden="true" />
      </button>
    )
  return (
    <TextInput
      aria-label={label}
      type={type}
      step={type === 'number' ? 'any' : undefined}
      value={text}
      maxLength={maxLength}
      autoFocus
      autoComplete="off"
      error={isRequired && text.trim() === '' ? t('needed') : undefined}
      onFocus={event => event.currentTarget.select()}
      onChange={event => setText(event.currentTarget.value)}
      onBlur={() => keep(true)}
      onKeyDown={event => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') keep(false)
        if (event.key !== 'Escape') return
        // Taken here: leaving the field, which Escape does everywhere else, would keep what was typed.
        event.preventDefault()
        isGivenUp.current = true
        leave()
      }}
    />
  )
}

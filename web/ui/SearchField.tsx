import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands } from '../keyboard/useCommands.ts'
import { KeyHint } from './KeyHint.tsx'

export interface SearchFieldProps {
  value: string
  onChange: (value: string) => void
  /** What is searched: "Search contacts". */
  label: string
  /** Milliseconds without a letter before the search starts. */
  delay?: number
  /** False beside another search that "/" leads to. */
  hasKey?: boolean
}

/** The search of a screen, reached by "/"; the cross empties it and gives it the focus back. */
export function SearchField({ value, onChange, label, delay = 200, hasKey = true }: SearchFieldProps) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const sent = useRef(value)
  useEffect(() => {
    // The address may change the search (back, a link); what is being typed is not touched by its own echo.
    if (value !== sent.current) setTyped(value)
    sent.current = value
  }, [value])
  useEffect(() => {
    if (typed === sent.current) return
    const timer = setTimeout(() => {
      sent.current = typed
      onChange(typed)
    }, delay)
    return () => clearTimeout(timer)
  }, [typed, delay, onChange])
  useCommands({
    'anywhere.search': hasKey
      ? {
          run: () => {
            field.current?.focus()
            field.current?.select()
          },
        }
      : undefined,
  })
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      autoComplete="off"
      leftSection={<IconSearch size={16} stroke={1.75} aria-hidden="true" />}
      rightSection={
        typed ? (
          <CloseButton
            size="sm"
            aria-label={t('act.clear')}
            onClick={() => {
              setTyped('')
              field.current?.focus()
            }}
          />
        ) : (
          hasKey && <KeyHint command="anywhere.search" />
        )
      }
      onChange={event => setTyped(event.currentTarget.value)}
    />
  )
}

import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

export interface FilterFieldProps {
  value: string
  onChange: (value: string) => void
  label: string
}

/** The search of one list of the settings; "/" leads to the search of the settings themselves, beside it. */
export function FilterField({ value, onChange, label }: FilterFieldProps) {
  const { t } = useTranslation('common')
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
    }, 200)
    return () => clearTimeout(timer)
  }, [typed, onChange])
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
        typed && (
          <CloseButton
            size="sm"
            aria-label={t('act.clear')}
            onClick={() => {
              setTyped('')
              field.current?.focus()
            }}
          />
        )
      }
      onChange={event => setTyped(event.currentTarget.value)}
    />
  )
}
